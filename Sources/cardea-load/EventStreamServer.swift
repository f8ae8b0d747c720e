import Base
import Cryptography
import Glibc
import HTTP
import Synchronization
import Transport

/// A server of nothing but event streams on which nothing happens, for what one of them costs.
enum EventStreamServer {
    static let command = "serve-streams"
    static let request = "GET /events HTTP/1.1\r\nHost: localhost\r\n\r\n"

    static func run(_ arguments: ArraySlice<String>) throws -> Int32 {
        guard let port = arguments.first.flatMap({ UInt16($0) }) else { throw LoadError("no port") }
        let waiting = Waiting()
        let routes = [
            Route(.get, "/events") { _, _ in .events(waiting.stream()) },
            Route(.get, "/health/ready") { _, _ in .text("ready\n") },
        ]
        let responder = RoutedResponder(Router(routes)) { _, _ in HTTPError.failed.response }
        let configuration = ServerConfiguration(host: "127.0.0.1", port: port)
        let server = try HTTPServer(configuration, responder, random: .openSSL)
        return withExtendedLifetime(server) { while true { pause() } }
    }

    /// Those who wait for an event.
    private final class Waiting: Sendable {
        private let continuations = Mutex<[AsyncStream<Bytes>.Continuation]>([])

        func stream() -> AsyncStream<Bytes> {
            let (stream, continuation) = AsyncStream<Bytes>.makeStream()
            continuations.withLock { $0.append(continuation) }
            return stream
        }
    }
}
