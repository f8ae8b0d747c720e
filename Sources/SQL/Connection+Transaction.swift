import CSQLite

// BEGIN, SAVEPOINT and the like count as statements that do not write, so they need no permission.
extension Connection {
    var isInTransaction: Bool { sqlite3_get_autocommit(handle) == 0 }

    /// Takes the write lock at once: a transaction that reads first and asks for it later may be refused.
    func beginWriting() throws { try run(.beginImmediate) }

    /// False, at once, where another process has the write lock.
    func beginWritingIfFree() throws -> Bool {
        sqlite3_busy_timeout(handle, 0)
        defer { sqlite3_busy_timeout(handle, busyTimeoutMilliseconds) }
        do { try beginWriting() } catch SQLError.busy { return false }
        return true
    }

    func beginReading() throws { try run(.begin) }

    func commit() throws { try run(.commit) }

    /// Some errors (no room, no memory) have rolled back already.
    func rollBack() {
        guard isInTransaction else { return }
        try? run(.rollBack)
    }

    /// Runs `body`; when it throws, only what it did is undone.
    package func savepoint<Value>(_ body: () throws -> Value) throws -> Value {
        try run(.savepoint)
        do {
            let value = try body()
            try run(.release)
            return value
        } catch {
            if isInTransaction {
                try execute("ROLLBACK TO work")
                try run(.release)
            }
            throw error
        }
    }
}
