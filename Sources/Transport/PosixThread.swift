import Glibc
import Synchronization

/// A thread of the operating system, for loops that wait in a C library.
final class PosixThread: Sendable {
    private let identifier = Mutex<pthread_t?>(nil)

    /// Enough for the libraries that run on it, and nothing that five of them would be noticed by.
    private static let stackSize = 512 << 10

    private final class Body: Sendable {
        let run: @Sendable () -> Void
        init(_ run: @escaping @Sendable () -> Void) { self.run = run }
    }

    func start(_ body: @escaping @Sendable () -> Void) {
        let context = Unmanaged.passRetained(Body(body)).toOpaque()
        var attributes = pthread_attr_t()
        pthread_attr_init(&attributes)
        pthread_attr_setstacksize(&attributes, PosixThread.stackSize)
        defer { pthread_attr_destroy(&attributes) }
        var thread = pthread_t()
        let status = pthread_create(&thread, &attributes, runBody, context)
        precondition(status == 0, "the system has no thread left")
        identifier.withLock { $0 = thread }
    }

    /// Waits until the body has returned.
    func join() {
        let thread = identifier.withLock { identifier in
            defer { identifier = nil }
            return identifier
        }
        if let thread { pthread_join(thread, nil) }
    }

    /// Lets the thread end on its own.
    func detach() {
        let thread = identifier.withLock { identifier in
            defer { identifier = nil }
            return identifier
        }
        if let thread { pthread_detach(thread) }
    }

    private static let body: @convention(c) (UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? = { context in
        guard let context else { return nil }
        Unmanaged<Body>.fromOpaque(context).takeRetainedValue().run()
        return nil
    }

    private var runBody: @convention(c) (UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? { PosixThread.body }
}
