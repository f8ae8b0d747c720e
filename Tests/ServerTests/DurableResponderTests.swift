import Base
import Glibc
import HTTP
import SQL
import Synchronization
import TestSupport
import Testing

@testable import Server

/// No answer leaves before what it tells of is on the disk.
struct DurableResponderTests {
    private let directory = TemporaryDirectory()

    @Test func `an answer waits for the disk, once`() async throws {
        let disk = Disk()
        let response = try await answer(disk)
        #expect(response.status == 200)
        #expect(disk.flushes.load(ordering: .acquiring) == 1)
    }

    @Test func `a disk that fails is an error, and tells nothing`() async throws {
        let response = try await answer(Disk(fails: true))
        #expect(response.status == 500)
        #expect(response.headers["X-Content-Type-Options"] == "nosniff")
        guard case .bytes(let body) = response.body else {
            Issue.record("a text")
            return
        }
        #expect(String(decoding: body, as: UTF8.self) == "recovered")
    }

    @Test func `other servers and people are told nothing before`() async throws {
        let disk = Disk()
        let outside = Outside(disk)
        _ = try await answer(disk) {
            let request = FetchRequest(method: .post, url: "https://api.example/")
            _ = try? await DurableFetch(inner: outside).send(request)
        }
        #expect(outside.flushesBefore.load(ordering: .acquiring) == 1)
        // What came after is kept too.
        #expect(disk.flushes.load(ordering: .acquiring) == 1)
        let broken = Outside(disk)
        _ = try await answer(Disk(fails: true)) {
            await #expect(throws: FetchError.connectionFailed) {
                _ = try await DurableFetch(inner: broken).send(FetchRequest(method: .get, url: "https://api.example/"))
            }
        }
        #expect(broken.flushesBefore.load(ordering: .acquiring) == -1)
    }

    private final class Outside: Fetch {
        let flushesBefore = Atomic(-1)
        private let disk: Disk

        init(_ disk: Disk) { self.disk = disk }

        func send(_ request: FetchRequest) async throws(FetchError) -> FetchResponse {
            flushesBefore.store(disk.flushes.load(ordering: .acquiring), ordering: .releasing)
            throw .invalidResponse
        }
    }

    private func answer(
        _ disk: Disk, then: @escaping @Sendable () async -> Void = {}
    ) async throws -> Response {
        var options = Database.Options()
        options.flush = disk.flush
        let database = try await Database.open(.file("\(directory.path)/test.db"), options)
        let route = Route(.post, "/things") { _, _ in
            for id in 0..<3 {
                try await database.write { db in
                    try db.execute("CREATE TABLE IF NOT EXISTS things (id INTEGER) STRICT")
                    try db.execute("INSERT INTO things (id) VALUES (\(id))")
                }
            }
            await then()
            return .text("done")
        }
        let recover: @Sendable (any Error, Request) -> Response = { _, _ in .text("recovered", status: 500) }
        let responder = DurableResponder(inner: RoutedResponder(Router([route]), recover: recover), recover: recover)
        let response = await responder.respond(
            to: Request(
                method: .post, path: "/things", origin: "http://localhost", address: "127.0.0.1", correlationID: "x"))
        await database.close()
        return response
    }

    private final class Disk: Sendable {
        let flushes = Atomic(0)
        private let fails: Bool

        init(fails: Bool = false) { self.fails = fails }

        func flush(_ file: Int32) -> Int32 {
            flushes.add(1, ordering: .acquiringAndReleasing)
            if fails {
                errno = EIO
                return -1
            }
            return fdatasync(file)
        }
    }
}
