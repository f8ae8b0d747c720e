import Base
import Glibc
import HTTP
import Synchronization

@testable import Transport

/// Bytes that are different each time and good enough for a test.
let testRandom = Random { count in (0..<count).map { _ in UInt8.random(in: 0...255) } }

extension ServerConfiguration {
    static func loopback(_ change: (inout ServerConfiguration) -> Void = { _ in }) -> ServerConfiguration {
        var configuration = ServerConfiguration(host: "127.0.0.1")
        // A test that other tests keep waiting is no slow client. Those that are about the deadlines set their own.
        configuration.limits.headerMilliseconds = 300_000
        configuration.limits.idleSeconds = 300
        change(&configuration)
        return configuration
    }
}

/// Serves `routes` while `body` runs.
func withServer(
    _ routes: [Route] = [.hello, .echo], _ configuration: ServerConfiguration = .loopback(),
    _ body: (HTTPServer) async throws -> Void
) async throws {
    let application = RoutedResponder(Router(routes)) { _, _ in HTTPError.failed.response }
    let server = try HTTPServer(configuration, application, random: testRandom)
    do {
        try await body(server)
    } catch {
        await server.drain(within: 1)
        throw error
    }
    await server.drain(within: 1)
}

extension Route {
    static let hello = Route(.get, "/hello") { _, _ in .text("hello") }
    static let echo = Route(.post, "/echo", maximumBodySize: 1000) { request, _ in
        Response(status: 200, body: .bytes(request.body))
    }
    /// Says what the request looked like.
    static let mirror = Route(.get, "/mirror") { request, _ in
        .text(
            "\(request.origin) \(request.address) \(request.correlationID) "
                + request.headers.fields.map { $0.name.lowercased() }.joined(separator: ","))
    }
}

/// How often a status line comes.
func statuses(_ text: String) -> [Int] {
    text.split(separator: "HTTP/1.1 ", omittingEmptySubsequences: false).dropFirst().compactMap { Int($0.prefix(3)) }
}
