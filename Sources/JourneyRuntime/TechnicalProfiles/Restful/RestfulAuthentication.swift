import Base
import Cryptography
import Directory
import HTTP
import Journey
import Policy

/// Shows the service who asks (`AuthenticationType`, b2c-reference §11.4).
struct RestfulAuthentication {
    let settings: RestfulSettings
    let call: ProfileCall

    func add(to request: inout FetchRequest) async throws {
        switch settings.authentication {
        case .none: return
        case .basic(let username, let password):
            let user = try await secret(username, code: "AADB2C90027")
            let word = try await secret(password, code: "AADB2C90027")
            request.headers["Authorization"] = "Basic " + Base64.encode(Bytes(utf8: "\(user):\(word)"))
        case .bearerKey(let key): try send(try await secret(key, code: "AADB2C90025"), "AADB2C90025", &request)
        case .bearerClaim(let claim):
            guard let token = call.value(of: claim)?.text else {
                throw refusal("AADB2C90194", "\(claim) is to be the bearer token and has no value")
            }
            try send(token, "AADB2C90194", &request)
        case .certificate(let key): request.clientCertificate = try await certificate(key)
        case .apiKeys(let pairs):
            for (header, key) in pairs {
                let value = try await secret(key, code: "AADB2C90025")
                guard RestfulRequest.isHeaderValue(value) else {
                    throw refusal("AADB2C90025", "\(key) holds what a header may not")
                }
                request.headers[header] = value
            }
        }
    }

    private func send(_ token: String, _ code: String, _ request: inout FetchRequest) throws(UserMessage) {
        // A blank or a line end would let the token write more than a token.
        guard !token.isEmpty, token.utf8.allSatisfy({ (0x21..<0x7f).contains($0) }) else {
            throw refusal(code, "the bearer token is not one")
        }
        if settings.sendsTokenInQuery {
            request.url = RestfulRequest.adding(["access_token": token], to: request.url)
        } else {
            request.headers["Authorization"] = "Bearer \(token)"
        }
    }

    private func secret(_ key: Name, code: String) async throws -> String {
        guard let secret = try await call.services.keys.secret(key, of: call.tenant.id) else {
            throw refusal(code, "there is no secret \(key)")
        }
        return secret.exposed
    }

    private func certificate(_ key: Name) async throws -> ClientCertificate {
        guard let identity = try await call.services.keys.container(key, of: call.tenant.id)?.certificate else {
            throw refusal("AADB2C90028", "there is no certificate \(key)")
        }
        let now = call.environment.now
        if let end = identity.leaf.notAfter, end < now { throw refusal("AADB2C90028", "the certificate has expired") }
        if let start = identity.leaf.notBefore, now < start {
            throw refusal("AADB2C90028", "the certificate is not valid yet")
        }
        return identity.clientCertificate
    }

    private func refusal(_ code: String, _ detail: String) -> UserMessage {
        UserMessage("DefaultUserMessageIfRequestFailed", code: code, detail: detail)
    }
}
