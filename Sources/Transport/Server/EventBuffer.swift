import Base

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
