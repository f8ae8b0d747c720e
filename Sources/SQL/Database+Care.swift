import CSQLite
import Glibc

extension Database {
    /// Moves the WAL into the database and empties it. Waits for readers up to the busy timeout.
    package func checkpoint() async throws {
        try await alone { db in _ = try db.execute("PRAGMA wal_checkpoint(TRUNCATE)") }
    }

    /// Every fault that SQLite finds in its own structures, and every broken foreign key. Reads the whole database.
    package func faults() async throws -> [String] {
        try await read { db in
            let faults: [String] = try db.rows("PRAGMA integrity_check") { row in try row[0] }
            let orphans: [String] = try db.rows("PRAGMA foreign_key_check") { row in
                let table: String = try row[0]
                let parent: String = try row[2]
                return "a row of \(table) refers to a missing row of \(parent)"
            }
            return faults.filter { $0 != "ok" } + orphans
        }
    }

    /// Writes a consistent copy of the database, while it is in use, to `path`, which appears when it is complete.
    package func backup(to path: String) async throws {
        try await aside { db in try db.backup(to: path) }
    }
}

extension Connection {
    fileprivate func backup(to path: String) throws {
        let partial = path + ".partial"
        unlink(partial)
        try copy(to: partial)
        guard rename(partial, path) == 0 else {
            throw SQLError.failed(code: Int(errno), detail: "\(path): \(String(cString: strerror(errno)))")
        }
    }

    /// All pages in one step: under WAL that keeps no writer waiting, and nothing has to start over.
    private func copy(to path: String) throws {
        let target = try Connection.open(path, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE)
        chmod(path, 0o600)
        guard let backup = sqlite3_backup_init(target.handle, "main", handle, "main") else {
            throw SQLError(code: sqlite3_extended_errcode(target.handle), of: target.handle)
        }
        let code = sqlite3_backup_step(backup, -1)
        sqlite3_backup_finish(backup)
        guard code == SQLITE_DONE else { throw SQLError(code: code, of: target.handle) }
    }
}
