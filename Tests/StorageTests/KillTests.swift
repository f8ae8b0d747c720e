import Base
import Directory
import Glibc
import SQL
import Storage
import TestSupport
import Testing

/// Acknowledged writes survive `kill -9` at any moment.
struct KillTests {
    private static let kills = 40
    private static let now = Timestamp(seconds: 1_795_251_600)
    private static let tenant = Tenant.ID("t")

    let directory = TemporaryDirectory()

    @Test func `what a killed writer acknowledged is there`() async throws {
        var acknowledged = 0
        for round in 0..<KillTests.kills {
            // Every fourth dies while it starts, recovers the last one's log or migrates.
            let delay = Int32.random(in: round % 4 == 0 ? 0...15 : 15...100)
            let lines = try killedWriter(prefix: "\(round)", afterMilliseconds: delay)
            acknowledged += lines.count

            let store = try await Store.open(directory: directory.path, sealing: TestSealing())
            for line in lines { #expect(try await isKept(line, in: store), "\(line), killed after \(delay) ms") }
            #expect(try await store.database.faults() == [])
            #expect(try await store.journeyDatabase.faults() == [])
            await store.close()
        }
        print("\(KillTests.kills) kills, \(acknowledged) acknowledged writes")
        // Else the test has tested nothing.
        #expect(acknowledged > KillTests.kills * 10)
    }

    private func isKept(_ line: Substring, in store: Store) async throws -> Bool {
        let words = line.split(separator: " ")
        let name = String(words[1])
        switch words[0] {
        case "user":
            let user = try await store.users.user(
                signInType: "emailAddress", issuer: "contoso.onmicrosoft.com", id: name, of: KillTests.tenant)
            return user?.id.text == name
        case "grant": return try await store.grants.grant(Grant.ID(name)) != nil
        case "redeemed":
            return try await store.grants.redeem(code: name, at: KillTests.now) == .replayed(Grant.ID(name))
        case "journey":
            return try await store.journeyDatabase.read { db in
                try db.hasRow("SELECT 1 FROM journeys WHERE id = \(name)")
            }
        case let other:
            Issue.record("the writer acknowledged \(other)")
            return false
        }
    }

    /// Starts a writer, kills it, and answers the whole lines it has written.
    private func killedWriter(prefix: String, afterMilliseconds delay: Int32) throws -> [Substring] {
        var ends: [Int32] = [0, 0]
        #expect(pipe(&ends) == 0)
        defer { close(ends[0]) }
        let process = try start([writerPath, directory.path, prefix], output: ends[1])
        close(ends[1])

        var output = Bytes()
        let deadline = milliseconds() + Int64(delay)
        while case let left = deadline - milliseconds(), left > 0 {
            var event = pollfd(fd: ends[0], events: Int16(POLLIN), revents: 0)
            guard poll(&event, 1, Int32(left)) > 0 else { continue }
            guard readSome(ends[0], into: &output) else { break }
        }
        kill(process, SIGKILL)
        while readSome(ends[0], into: &output) {}
        var status: Int32 = 0
        #expect(waitpid(process, &status, 0) == process)
        #expect(status & 0x7f == SIGKILL, "the writer ended by itself")

        let text = String(decoding: output, as: UTF8.self)
        return text.split(separator: "\n", omittingEmptySubsequences: false).dropLast().map { $0 }
    }

    /// The writer is built beside the tests.
    private var writerPath: String {
        let resolved = realpath("/proc/self/exe", nil)
        defer { free(resolved) }
        let path = resolved.map { String(cString: $0) } ?? CommandLine.arguments[0]
        return path.split(separator: "/", omittingEmptySubsequences: false).dropLast().joined(separator: "/")
            + "/storage-writer"
    }

    private func start(_ arguments: [String], output: Int32) throws -> pid_t {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_adddup2(&actions, output, 1)
        let strings: [UnsafeMutablePointer<CChar>?] = arguments.map { strdup($0) }
        defer { for string in strings { free(string) } }
        var process = pid_t()
        try #require(posix_spawn(&process, arguments[0], &actions, nil, strings + [nil], nil) == 0)
        return process
    }

    /// False at the end.
    private func readSome(_ file: Int32, into output: inout Bytes) -> Bool {
        var buffer = Bytes(repeating: 0, count: 65536)
        let count = read(file, &buffer, buffer.count)
        guard count > 0 else { return false }
        output += buffer.prefix(count)
        return true
    }

    private func milliseconds() -> Int64 {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000
    }
}
