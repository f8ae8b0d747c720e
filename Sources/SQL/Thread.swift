import Glibc

/// Threads of our own. SQLite blocks, and a blocked thread of Swift's pool would be missing to everybody.
enum Thread {
    private final class Body: Sendable {
        let run: @Sendable () -> Void
        init(_ run: @escaping @Sendable () -> Void) { self.run = run }
    }

    /// Starts a detached thread.
    static func start(_ body: @escaping @Sendable () -> Void) throws(SQLError) {
        var thread = pthread_t()
        let boxed = Unmanaged.passRetained(Body(body))
        let code = pthread_create(
            &thread, nil,
            { argument in
                if let argument { Unmanaged<Body>.fromOpaque(argument).takeRetainedValue().run() }
                return nil
            }, boxed.toOpaque())
        guard code == 0 else {
            boxed.release()
            throw .failed(code: Int(code), detail: "no thread for the database: \(String(cString: strerror(code)))")
        }
        pthread_detach(thread)
    }
}
