import Glibc

extension Database {
    package enum Location: Sendable, Equatable {
        /// A path; its folder exists. SQLite keeps `-wal` and `-shm` beside it.
        case file(String)
        /// Gone with the last reference to the `Database`.
        case memory
    }

    package enum Durability: Sendable {
        /// An answered write survives a power cut: the WAL is flushed first, once for all who wait. Within
        /// `Database.durably` that is when the whole work is answered.
        case full
        /// An answered write survives the death of the process; a power cut may take the last ones, whole and in
        /// order, never the database. Nobody waits for the disk.
        case processCrash
    }

    package struct Options: Sendable {
        package var durability: Durability = .full
        /// Threads that read. Beyond the number of cores they only take time from the writer.
        package var readers = 2
        /// Reads at once that run on their callers' threads, before the threads above are asked.
        package var directReads = 4
        /// How long another process may hold the write lock before `.busy` is thrown.
        package var busyTimeoutMilliseconds: Int32 = 5000
        /// Callers that may wait in each queue before `.overloaded` is thrown.
        package var waitingCallers = 8192

        /// Flushes a file to the disk: `fdatasync`.
        package var flush: @Sendable (Int32) -> Int32 = { fdatasync($0) }

        package init() {}
    }
}
