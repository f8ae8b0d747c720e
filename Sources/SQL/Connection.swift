import CSQLite

/// A connection to the database. It exists only inside the closure of `read` or `write`: it is not `Sendable`, so
/// neither the answer nor a captured variable can carry it out.
package final class Connection {
    let handle: OpaquePointer
    private var cache = StatementCache()
    private var bounds = TransactionStatements()
    /// What the work at hand may do; set by the thread that owns the connection.
    var mayWrite = false
    /// How long it waits for another process.
    var busyTimeoutMilliseconds: Int32 = 0 { didSet { sqlite3_busy_timeout(handle, busyTimeoutMilliseconds) } }
    /// How long the WAL was at the last commit of this connection, in pages.
    var pagesOfWAL: Int32 = 0

    /// Takes over `handle` and closes it at the end.
    init(_ handle: OpaquePointer) { self.handle = handle }

    deinit {
        cache.removeAll()
        bounds = TransactionStatements()
        sqlite3_close_v2(handle)
    }

    /// Runs the statement and answers how many rows it changed.
    @discardableResult
    package func execute(_ sql: SQL) throws -> Int {
        try run(sql) { statement in
            while try statement.step() {}
            return statement.writes ? Int(sqlite3_changes64(handle)) : 0
        }
    }

    /// All rows, each read by `read`.
    package func rows<Value>(_ sql: SQL, _ read: (borrowing Row) throws -> Value) throws -> [Value] {
        try run(sql) { statement in
            var values: [Value] = []
            while try statement.step() { values.append(try read(Row(statement.handle))) }
            return values
        }
    }

    /// The first row, read by `read`; nil when there is none.
    package func first<Value>(_ sql: SQL, _ read: (borrowing Row) throws -> Value) throws -> Value? {
        try run(sql) { statement in
            guard try statement.step() else { return nil }
            let value = try read(Row(statement.handle))
            // A statement that writes checks foreign keys at its end, so it must get there.
            while statement.writes, try statement.step() {}
            return value
        }
    }

    /// Whether the statement has a row: for `SELECT 1 …` and for writes with `RETURNING 1`.
    package func hasRow(_ sql: SQL) throws -> Bool { try first(sql) { _ in true } ?? false }

    /// Begins or ends a transaction. Those are half of all statements, so that they are not even looked for.
    func run(_ bound: TransactionStatements.Bound) throws {
        let statement = try bounds.statement(bound, on: handle)
        defer { statement.reset() }
        _ = try statement.step()
    }

    /// How often a compiled statement was found, and how often one had to be compiled.
    package var cacheUse: (hits: Int, misses: Int) { (cache.hits, cache.misses) }

    private func run<Value>(_ sql: SQL, _ body: (Statement) throws -> Value) throws -> Value {
        let taken = try cache.take(sql.text, on: handle)
        defer { cache.giveBack(taken) }
        let statement = taken.statement
        guard mayWrite || !statement.writes else { throw SQLError.readOnly }
        try statement.bind(sql.values)
        return try body(statement)
    }
}
