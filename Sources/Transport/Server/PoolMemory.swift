import CMicroHTTPD
import Glibc

/// Gives memory of a connection back to the system.
///
/// Between two requests the library writes zeros over the whole of a connection's memory, which makes all of it
/// resident. A stream of events then keeps it for hours: 80 KB instead of 8. A page of zeros in private anonymous
/// memory reads the same after the system has taken it back, so releasing it changes nothing that anybody can see.
enum PoolMemory {
    private static let pageSize = 4096

    /// `start` is where the request begins, which for a connection's second request and later is where its memory
    /// does. Called on the only thread that touches that memory.
    static func release(_ start: UnsafePointer<CChar>, _ size: Int) {
        guard Int(bitPattern: start) % pageSize == 0 else { return }
        let memory = UnsafeMutableRawPointer(mutating: start)
        for offset in stride(from: 0, to: size - pageSize + 1, by: pageSize) {
            let page = memory + offset
            if isZero(page) { madvise(page, pageSize, MADV_DONTNEED) }
        }
    }

    private static func isZero(_ page: UnsafeMutableRawPointer) -> Bool {
        let words = UnsafeRawBufferPointer(start: page, count: pageSize).bindMemory(to: UInt64.self)
        return words.allSatisfy { $0 == 0 }
    }
}
