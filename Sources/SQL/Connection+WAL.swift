import CSQLite

/// When the write-ahead log moves into the database: of itself, SQLite does that in whichever commit writes the
/// thousandth page, and its caller waits for the disk.
extension Connection {
    /// SQLite's own measure.
    private static let pagesOfFullWAL: Int32 = 1000

    /// Commits note the WAL's length from now on, and nothing empties it by the way.
    func noteWAL() {
        sqlite3_wal_hook(
            handle,
            { connection, _, _, pages in
                if let connection {
                    Unmanaged<Connection>.fromOpaque(connection).takeUnretainedValue().pagesOfWAL = pages
                }
                return SQLITE_OK
            }, Unmanaged.passUnretained(self).toOpaque())
    }

    var hasFullWAL: Bool { pagesOfWAL >= Self.pagesOfFullWAL }

    /// Moves what no reader is in the way of.
    func emptyFullWAL() throws {
        guard hasFullWAL else { return }
        (pagesOfWAL, mayWrite) = (0, true)
        try execute("PRAGMA wal_checkpoint(PASSIVE)")
    }
}
