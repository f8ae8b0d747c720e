import CSQLite
import Glibc

extension Connection {
    /// Opens a connection and makes it behave: WAL, foreign keys, a busy timeout, no trust in the schema's functions.
    static func open(_ location: Database.Location, _ options: Database.Options, mayCreate: Bool) throws -> Connection {
        let connection: Connection
        switch location {
        case .file(let path):
            if mayCreate { try createPrivately(path) }
            // A reader's connection may write to the WAL's index, so it is not opened read-only; `mayWrite` guards it.
            connection = try open(path, SQLITE_OPEN_READWRITE)
        case .memory:
            connection = try open(":memory:", SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_MEMORY)
        }
        connection.busyTimeoutMilliseconds = options.busyTimeoutMilliseconds
        connection.mayWrite = true
        try connection.configure(location)
        connection.mayWrite = false
        return connection
    }

    /// A connection as SQLite makes it. Each belongs to one thread, so SQLite need not lock (`NOMUTEX`).
    static func open(_ path: String, _ flags: Int32) throws -> Connection {
        var handle: OpaquePointer?
        let code = sqlite3_open_v2(path, &handle, flags | SQLITE_OPEN_NOMUTEX, nil)
        guard code == SQLITE_OK, let handle else {
            defer { sqlite3_close_v2(handle) }
            throw SQLError(code: code, of: handle)
        }
        sqlite3_extended_result_codes(handle, 1)
        return Connection(handle)
    }

    private func configure(_ location: Database.Location) throws {
        if case .file = location {
            let mode: String? = try first("PRAGMA journal_mode = WAL") { row in try row[0] }
            guard mode == "wal" else { throw SQLError.failed(code: 0, detail: "the file system cannot hold a WAL") }
        }
        // No `fsync` per commit: `CommitLog` has the WAL kept where that is asked for.
        try execute("PRAGMA synchronous = NORMAL")
        try execute("PRAGMA foreign_keys = ON")
        try execute("PRAGMA trusted_schema = OFF")
        // After a burst the WAL is cut back to this.
        try execute("PRAGMA journal_size_limit = 16777216")
    }

    /// The database holds people's data: only its owner may read it. SQLite gives its other files the same mode.
    private static func createPrivately(_ path: String) throws {
        let file = Glibc.open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard file >= 0 else {
            throw SQLError.failed(code: Int(errno), detail: "\(path): \(String(cString: strerror(errno)))")
        }
        Glibc.close(file)
    }
}
