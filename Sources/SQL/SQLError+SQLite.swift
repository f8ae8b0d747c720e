import CSQLite

extension SQLError {
    /// The error of a result code, with the connection's message. `code` may be an extended one.
    init(code: Int32, of handle: OpaquePointer?) {
        let message: UnsafePointer<CChar>? = handle.map(sqlite3_errmsg) ?? sqlite3_errstr(code)
        let detail = message.map { String(cString: $0) } ?? ""
        self =
            switch code & 0xff {
            case SQLITE_CONSTRAINT: .constraint(Constraint(code: code), detail: detail)
            case SQLITE_BUSY, SQLITE_LOCKED: .busy
            case SQLITE_READONLY: .readOnly
            case SQLITE_FULL: .full
            case SQLITE_CORRUPT, SQLITE_NOTADB: .corrupt(detail)
            default: .failed(code: Int(code), detail: detail)
            }
    }
}

extension SQLError.Constraint {
    // SQLite's extended codes are macros that Swift does not import: `SQLITE_CONSTRAINT | (number << 8)`.
    fileprivate init(code: Int32) {
        self =
            switch code >> 8 {
            case 1: .check
            case 3: .foreignKey
            case 5: .notNull
            case 6, 8, 10: .unique  // PRIMARY KEY, UNIQUE, ROWID
            case 12: .type
            default: .other
            }
    }
}
