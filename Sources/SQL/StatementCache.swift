/// Compiled statements by their text: compiling costs about as much as running a small one.
///
/// A statement is out of the cache while it is in use, so one text may run inside its own rows.
struct StatementCache {
    /// Our statements are literals, so this many are never reached; it bounds what lists of varying length could do.
    static let capacity = 256

    private var statements: [String: Statement] = [:]
    private(set) var hits = 0
    private(set) var misses = 0

    mutating func take(_ text: String, on connection: OpaquePointer) throws -> Statement {
        if let statement = statements.removeValue(forKey: text) {
            hits += 1
            return statement
        }
        misses += 1
        return try Statement(text, on: connection)
    }

    mutating func giveBack(_ statement: Statement, as text: String) {
        statement.reset()
        if statements.count >= StatementCache.capacity { statements.removeAll() }
        statements[text] = statement
    }

    mutating func removeAll() { statements.removeAll() }
}
