import CSQLite

// BEGIN, SAVEPOINT and the like count as statements that do not write, so they need no permission.
extension Connection {
    var isInTransaction: Bool { sqlite3_get_autocommit(handle) == 0 }

    /// Takes the write lock at once: a transaction that reads first and asks for it later may be refused.
    func beginWriting() throws { try execute("BEGIN IMMEDIATE") }

    func beginReading() throws { try execute("BEGIN") }

    func commit() throws { try execute("COMMIT") }

    /// Some errors (no room, no memory) have rolled back already.
    func rollBack() {
        guard isInTransaction else { return }
        _ = try? execute("ROLLBACK")
    }

    /// Runs `body`; when it throws, only what it did is undone.
    package func savepoint<Value>(_ body: () throws -> Value) throws -> Value {
        try execute("SAVEPOINT work")
        do {
            let value = try body()
            try execute("RELEASE work")
            return value
        } catch {
            if isInTransaction {
                try execute("ROLLBACK TO work")
                try execute("RELEASE work")
            }
            throw error
        }
    }
}
