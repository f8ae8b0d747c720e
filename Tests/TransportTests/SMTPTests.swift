import Base
import Glibc
import Synchronization
import Testing

@testable import Transport

/// A mail server of one connection, which says yes, and keeps what it hears.
final class MailSink: Sendable {
    let port: UInt16
    private let listener: Int32
    private let lines = Mutex<[String]>([])
    private let replies: [String: String]

    /// `replies` stand in for the usual ones, by the command's first four letters.
    init(replies: [String: String] = [:]) throws {
        listener = try ListeningSocket.open(host: "127.0.0.1", port: 0)
        port = ListeningSocket.port(of: listener)
        self.replies = replies
    }

    var heard: [String] { lines.withLock { $0 } }

    func run() async { await onThread { self.serve() } }

    private func serve() {
        var poll = pollfd(descriptor: listener)
        Glibc.poll(&poll, 1, 10_000)
        let peer = accept(listener, nil, nil)
        defer {
            close(peer)
            close(listener)
        }
        guard let file = fdopen(dup(peer), "r") else { return }
        defer { fclose(file) }
        say("220 sink", to: peer)
        var isData = false
        var buffer = [CChar](repeating: 0, count: 8192)
        while fgets(&buffer, Int32(buffer.count), file) != nil {
            let line = String(decoding: buffer.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
            lines.withLock { $0.append(line) }
            if isData, line != ".\r\n" { continue }
            isData = line.hasPrefix("DATA")
            say(
                replies[String(line.prefix(4))]
                    ?? (isData ? "354 go on" : line.hasPrefix("QUIT") ? "221 bye" : "250 sink"), to: peer)
        }
    }

    private func say(_ text: String, to peer: Int32) {
        let bytes = Bytes(utf8: text + "\r\n")
        send(peer, bytes, bytes.count, Int32(MSG_NOSIGNAL))
    }
}

struct SMTPTests {
    private func client(_ sink: MailSink, _ security: SMTPClient.Security = .none) throws -> SMTPClient {
        try #require(
            SMTPClient(
                SMTPClient.Configuration(
                    host: "127.0.0.1", port: sink.port, security: security, name: "login.example",
                    timeoutMilliseconds: 5000)))
    }

    @Test func `a message is handed over, its dots doubled and its line ends made whole`() async throws {
        let sink = try MailSink()
        async let done: Void = sink.run()

        try await client(sink).send(
            "Subject: a\r\n\r\none\n.\nRCPT TO:<x@evil>\r.two", from: "a@login.example",
            to: ["b@example.com", "c@example.com"])
        await done

        #expect(
            sink.heard == [
                "EHLO login.example\r\n", "MAIL FROM:<a@login.example>\r\n", "RCPT TO:<b@example.com>\r\n",
                "RCPT TO:<c@example.com>\r\n", "DATA\r\n", "Subject: a\r\n", "\r\n", "one\r\n", "..\r\n",
                "RCPT TO:<x@evil>\r\n", "..two\r\n", ".\r\n", "QUIT\r\n",
            ])
    }

    @Test(arguments: [
        "", "a", "a@", "@a", "a@b@c", "a b@c", "a@b\r\nRCPT TO:<x@y>", "a@b>", "<a@b", "a@b\n", "a@b\0", "ä@b",
        "a@b,c@d",
        "\"a\"@b",
    ])
    func `an address that could be more than one is refused`(address: String) async throws {
        let client = try client(try MailSink())

        await #expect(throws: SMTPError.invalidAddress) {
            try await client.send("a", from: address, to: ["b@example.com"])
        }
        await #expect(throws: SMTPError.invalidAddress) {
            try await client.send("a", from: "a@example.com", to: ["b@example.com", address])
        }
    }

    @Test func `a server's no is told with its code`() async throws {
        let sink = try MailSink(replies: ["RCPT": "550 no such user"])
        async let done: Void = sink.run()

        await #expect(throws: SMTPError.refused(code: 550)) {
            try await client(sink).send("a", from: "a@example.com", to: ["b@example.com"])
        }
        await done
    }

    @Test func `a server without STARTTLS gets no message`() async throws {
        let sink = try MailSink()
        async let done: Void = sink.run()

        await #expect(throws: SMTPError.tlsFailed) {
            try await client(sink, .startTLS).send("a", from: "a@example.com", to: ["b@example.com"])
        }
        await done
        #expect(!sink.heard.contains { $0.hasPrefix("MAIL") })
    }

    @Test func `nobody at the port is told`() async throws {
        let configuration = SMTPClient.Configuration(host: "127.0.0.1", port: 1, security: .none)

        await #expect(throws: SMTPError.connectionFailed) {
            try await #require(SMTPClient(configuration)).send("a", from: "a@example.com", to: ["b@example.com"])
        }
    }
}
