import Base
import HTTP

/// The measured server as its clients know it: the demo tenant of `cardea dev`.
struct Site: Sendable {
    let port: UInt16

    static let tenant = "demo.onmicrosoft.com"
    static let policyName = "B2C_1A_SignUpOrSignIn"
    static let policy = "/\(tenant)/\(policyName)"
    static let token = "\(policy)/oauth2/v2.0/token"
    static let client = "c4ade000-0000-4000-8000-000000000001"
    static let password = "correct horse battery staple"

    static func email(_ index: Int) -> String { "load\(index)@example.com" }

    var redirectURI: String { "http://localhost:\(port)/token" }

    func get(_ target: String, headers: String = "") -> Bytes {
        Bytes(utf8: "GET \(target) HTTP/1.1\r\nHost: localhost:\(port)\r\n\(headers)\r\n")
    }

    func post(_ target: String, _ form: Parameters, headers: String = "") -> Bytes {
        send("POST", target, "application/x-www-form-urlencoded", form.urlEncoded, headers)
    }

    func json(_ method: String, _ target: String, _ body: JSON, headers: String) -> Bytes {
        send(method, target, "application/json", body.text, headers)
    }

    private func send(
        _ method: String, _ target: String, _ type: String, _ body: String, _ headers: String
    ) -> Bytes {
        Bytes(
            utf8: """
                \(method) \(target) HTTP/1.1\r
                Host: localhost:\(port)\r
                Content-Type: \(type)\r
                Content-Length: \(body.utf8.count)\r
                \(headers)\r
                \(body)
                """)
    }
}
