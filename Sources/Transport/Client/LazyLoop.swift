import Synchronization

/// A `CurlLoop` that is started, with libcurl itself, when it is first needed: many a server calls nobody.
final class LazyLoop: Sendable {
    private let started = Mutex<CurlLoop?>(nil)

    var loop: CurlLoop {
        started.withLock { started in
            if let started { return started }
            let loop = CurlLoop()
            started = loop
            return loop
        }
    }

    func stop() { started.withLock { $0?.stop() } }
}
