import Base
import Messaging
import Testing
import Transport

@testable import Server

struct CarrierSettingsTests {
    private static let files = ["password": "hunter2\n", "token": "s3cret\n"]

    private func settings(_ text: String) throws -> CarrierSettings {
        try CarrierSettings(path: "carriers.json") { path in
            guard let content = path == "carriers.json" ? text : Self.files[path] else { throw Missing(path: path) }
            return Bytes(utf8: content)
        }
    }

    private struct Missing: Error { let path: String }

    @Test func `a whole file is read, its secrets from theirs`() throws {
        let settings = try settings(
            """
            {"mail": {"host": "smtp.example", "user": "u", "passwordFile": "password", "from": "no-reply@example.com"},
             "text": {"url": "https://api.example/", "account": "AC1", "tokenFile": "token", "from": "+15005550006"}}
            """)

        #expect(settings.mail?.server.port == 587)
        #expect(settings.mail?.server.credentials?.password.exposed == "hunter2")
        #expect(settings.text?.token.exposed == "s3cret")
        #expect(settings.text?.base == "https://api.example")
        #expect(settings.call == nil)
    }

    @Test(arguments: [
        (#"{"mail": {"hosst": "x"}}"#, "no setting hosst"),
        (#"{"mail": {"host": "x", "from": "nobody"}}"#, "not a mail address"),
        (#"{"mail": {"host": "x", "security": "ssl", "from": "a@b.example"}}"#, "starttls, tls or none"),
        (#"{"mail": {"host": "x", "port": 70000, "from": "a@b.example"}}"#, "not a port"),
        (#"{"text": {"url": "api.example", "account": "A", "tokenFile": "token", "from": "+1"}}"#, "not an address"),
        (#"{"text": {"url": "https://api.example", "tokenFile": "token", "from": "+1"}}"#, "text.account is missing"),
        (#"{"text": 1}"#, "must be an object"), (#"{"mail": {}, "mail": {}}"#, "comes twice"),
    ])
    func `one wrong setting is refused and named`(text: String, reason: String) {
        let error = #expect(throws: CarrierSettings.Fault.self) { try settings(text) }
        #expect(error?.description.contains(reason) == true, "\(error?.description ?? "nothing")")
    }
}
