import Base
import Glibc
import HTTP
import Testing

@testable import Transport

struct TLSTests {
    /// A self-signed certificate for 127.0.0.1, made by the `openssl` command.
    private struct Files {
        let folder: String
        var certificate: String { "\(folder)/certificate.pem" }
        var key: String { "\(folder)/key.pem" }

        init() async throws {
            var template = Array("/tmp/cardea-tls-XXXXXX\0".utf8CString)
            let made = try #require(mkdtemp(&template))
            folder = String(cString: made)
            let status = await run(
                "openssl",
                [
                    "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2",
                    "-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", "\(folder)/key.pem",
                    "-out", "\(folder)/certificate.pem",
                ])
            try #require(status == 0)
        }

        func serverCertificate() throws -> ServerCertificate {
            ServerCertificate(chain: try TLSTests.read(certificate), key: Secret(try TLSTests.read(key)))
        }

        func remove() {
            for file in [certificate, key] { unlink(file) }
            rmdir(folder)
        }
    }

    private static func read(_ path: String) throws -> String {
        let file = try #require(fopen(path, "r"))
        defer { fclose(file) }
        var buffer = Bytes(repeating: 0, count: 65536)
        let count = fread(&buffer, 1, buffer.count, file)
        return String(decoding: buffer.prefix(count), as: UTF8.self)
    }

    private func withTLS(_ routes: [Route], _ body: (HTTPServer, String) async throws -> Void) async throws {
        let files = try await Files()
        defer { files.remove() }
        let certificate = try files.serverCertificate()
        try await withServer(routes, .loopback { $0.certificate = certificate }) { server in
            try await body(server, files.certificate)
        }
    }

    private func request(_ server: HTTPServer, _ path: String, _ method: Method = .get) -> FetchRequest {
        FetchRequest(
            method: method, url: "https://127.0.0.1:\(server.port)\(path)", mayReachPrivateAddresses: true)
    }

    @Test func `a client that trusts the certificate is served, and told to stay with https`() async throws {
        try await withTLS([.mirror, .echo]) { server, certificate in
            let fetch = CurlFetch(extraCertificates: certificate)
            let answer = try await fetch.send(request(server, "/mirror"))
            #expect(String(validating: answer.body)?.hasPrefix("https://127.0.0.1:\(server.port) 127.0.0.1") == true)
            #expect(answer.headers["Strict-Transport-Security"] != nil)

            var large = request(server, "/echo", .post)
            large.body = Bytes(repeating: 97, count: 1001)
            #expect(try await fetch.send(large).status == 413)
            large.headers = ["Transfer-Encoding": "chunked"]
            #expect(try await fetch.send(large).status == 413)
        }
    }

    @Test func `a client that does not trust the certificate goes away`() async throws {
        try await withTLS([.hello]) { server, _ in
            await #expect(throws: FetchError.tlsFailed) { try await CurlFetch().send(request(server, "/hello")) }
        }
    }

    @Test func `a server that asks who we are is shown the request's certificate, and only that request's`()
        async throws
    {
        let files = try await Files()
        defer { files.remove() }
        let port = try freePort()
        async let served = run(
            "openssl",
            [
                "s_server", "-accept", "127.0.0.1:\(port)", "-naccept", "2", "-Verify", "1", "-www", "-cert",
                files.certificate, "-key", files.key,
            ])
        let fetch = CurlFetch(extraCertificates: files.certificate)
        var request = FetchRequest(url: "https://127.0.0.1:\(port)/", mayReachPrivateAddresses: true)
        request.clientCertificate = ClientCertificate(
            chain: try TLSTests.read(files.certificate), key: Secret(try TLSTests.read(files.key)))

        let answer = try await whenUp { () throws in try await fetch.send(request) }

        #expect(answer.status == 200)
        #expect(String(decoding: answer.body, as: UTF8.self).contains("Subject: CN=127.0.0.1"))
        request.clientCertificate = nil
        await #expect(throws: FetchError.self) { try await fetch.send(request) }
        #expect(await served == 0)
    }

    /// Until the program that was just started listens.
    private func whenUp<Value>(_ work: () async throws -> Value) async throws -> Value {
        for _ in 0..<100 {
            do {
                return try await work()
            } catch FetchError.connectionFailed {
                try await Task.sleep(for: .milliseconds(50))
            }
        }
        return try await work()
    }

    private func freePort() throws -> UInt16 {
        let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(listener) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let name = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { plain in
                bind(listener, plain, size) == 0 ? getsockname(listener, plain, &size) : -1
            }
        }
        try #require(name == 0)
        return UInt16(bigEndian: address.sin_port)
    }

    @Test(arguments: [
        (["-tls1_3"], true), (["-tls1_2"], true), (["-tls1_1", "-cipher", "DEFAULT@SECLEVEL=0"], false),
        (["-tls1_2", "-cipher", "ECDHE-ECDSA-AES128-SHA"], false),
    ])
    func `only current versions and ciphers are spoken`(options: [String], isServed: Bool) async throws {
        try await withTLS([.hello]) { server, _ in
            let status = await run("openssl", ["s_client", "-connect", "127.0.0.1:\(server.port)"] + options)

            #expect((status == 0) == isServed)
        }
    }

    @Test func `a certificate that is none is refused`() {
        #expect(throws: ServerError.cannotServe) {
            let certificate = ServerCertificate(chain: "none", key: Secret("none"))
            let responder = RoutedResponder(Router([.hello])) { _, _ in HTTPError.failed.response }
            _ = try HTTPServer(.loopback { $0.certificate = certificate }, responder, random: testRandom)
        }
    }
}
