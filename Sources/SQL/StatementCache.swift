/// Compiled statements by their text: compiling costs about as much as running a small one.
///
/// A statement is out of the cache while it is in use, so one text may run inside its own rows.
struct StatementCache {
    /// Our statements are literals, so this many are never reached; it bounds what lists of varying length could do.
    static let capacity = 256

    /// Nil while it is in use: to take an entry out of a dictionary hashes the entries beside it again.
    private var statements: [Text: Statement?] = [:]
    private(set) var hits = 0
    private(set) var misses = 0

    mutating func take(_ text: String, on connection: OpaquePointer) throws -> Statement {
        if let index = statements.index(forKey: Text(text)), let statement = statements.values[index] {
            statements.values[index] = nil
            hits += 1
            return statement
        }
        misses += 1
        return try Statement(text, on: connection)
    }

    mutating func giveBack(_ statement: Statement, as text: String) {
        statement.reset()
        if statements.count >= StatementCache.capacity { statements.removeAll() }
        statements.updateValue(statement, forKey: Text(text))
    }

    mutating func removeAll() { statements.removeAll() }

    /// Statements are long, and differ in their length or at their end.
    private struct Text: Hashable {
        let text: String

        init(_ text: String) { self.text = text }

        func hash(into hasher: inout Hasher) {
            hasher.combine(text.utf8.count)
            for byte in text.utf8.suffix(16) { hasher.combine(byte) }
        }
    }
}
