/// Compiled statements by their text: compiling costs about as much as running a small one.
///
/// A statement is out of the cache while it is in use, so one text may run inside its own rows.
struct StatementCache {
    /// Our statements are literals, so this many are never reached; it bounds what lists of varying length could do.
    static let capacity = 256

    /// A statement in use, and where it goes back to.
    struct Taken {
        let statement: Statement
        fileprivate let place: Int
        /// The cache may have been emptied since.
        fileprivate let generation: Int
    }

    private var places: [Text: Int] = [:]
    /// Nil while it is in use.
    private var statements: [Statement?] = []
    private var generation = 0
    private(set) var hits = 0
    private(set) var misses = 0

    mutating func take(_ text: String, on connection: OpaquePointer) throws -> Taken {
        if let place = places[Text(text)] {
            if let statement = statements[place] {
                statements[place] = nil
                hits += 1
                return Taken(statement: statement, place: place, generation: generation)
            }
            misses += 1
            return Taken(statement: try Statement(text, on: connection), place: place, generation: generation)
        }
        misses += 1
        let statement = try Statement(text, on: connection)
        if statements.count >= StatementCache.capacity { removeAll() }
        places[Text(text)] = statements.count
        statements.append(nil)
        return Taken(statement: statement, place: statements.count - 1, generation: generation)
    }

    mutating func giveBack(_ taken: Taken) {
        taken.statement.reset()
        if taken.generation == generation { statements[taken.place] = taken.statement }
    }

    mutating func removeAll() {
        places.removeAll()
        statements.removeAll()
        generation += 1
    }

    /// Statements are long, and differ in their length or at their end.
    private struct Text: Hashable {
        let text: String

        init(_ text: String) { self.text = text }

        func hash(into hasher: inout Hasher) {
            let utf8 = text.utf8
            hasher.combine(utf8.count)
            hasher.combine(utf8.suffix(8).reduce(UInt64(0)) { $0 << 8 | UInt64($1) })
        }
    }
}
