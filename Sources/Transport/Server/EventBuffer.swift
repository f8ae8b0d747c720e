import Base
import Glibc

/// What a stream of events still has to send.
struct EventBuffer: Sendable {
    /// A client that lets more than this pile up does not read.
    private static let maximumSize = 256 << 10

    private var bytes = Bytes()
    /// 0 until the stream has begun.
    private(set) var lastAppend: Int64 = 0
    var isEnded = false
    /// Whether the library sleeps until there is something.
    var isAsleep = false

    mutating func begin(now: Int64) { lastAppend = now }

    mutating func append(_ more: Bytes, now: Int64) {
        guard bytes.count + more.count <= EventBuffer.maximumSize else {
            isEnded = true
            return
        }
        bytes += more
        lastAppend = now
    }

    /// Gives the pages of the library's empty buffer back to the system while the stream sleeps. The library has
    /// written zeros over most of a connection's memory by then, which makes it resident: 50 KB of each stream.
    /// The buffer is ours to fill, so what it holds is of no use to anybody.
    static func release(_ buffer: UnsafeMutableRawBufferPointer) {
        guard let start = buffer.baseAddress else { return }
        let first = start.alignedUp(toMultipleOf: pageSize)
        let count = (buffer.count - (first - start)) / pageSize
        if count > 0 { madvise(first, count * pageSize, MADV_DONTNEED) }
    }

    private static let pageSize = 4096

    /// Moves as much as fits.
    mutating func take(into buffer: UnsafeMutableRawBufferPointer) -> Int {
        let count = min(bytes.count, buffer.count)
        guard count > 0 else { return 0 }
        buffer.copyBytes(from: bytes.prefix(count))
        // An empty array keeps no memory: five thousand streams are quiet most of the time.
        bytes = count == bytes.count ? [] : Bytes(bytes.dropFirst(count))
        return count
    }
}
