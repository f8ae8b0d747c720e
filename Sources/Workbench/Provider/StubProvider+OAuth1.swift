import Base
import HTTP
import Policy
import Synchronization

/// OAuth 1.0 (RFC 5849 §2): a token for the way there, which the browser takes along, and one for the person.
extension StubProvider {
    /// The authorization response to a browser that brings `token`.
    func authorize(oauth1 token: String, as claims: JSON.Object) -> Parameters {
        let grant = Grant(claims: StubProvider.complete(claims), issuer: "", client: "", nonce: nil)
        return ["oauth_token": token, "oauth_verifier": keep(grant)]
    }

    /// Where the browser that brings `token` goes back to.
    func callback(of token: String) -> String? { callbacks.withLock { $0[token] } }

    /// Nil: the request is not one of the protocol.
    func answerOAuth1(_ request: SeenRequest, onlyOwn: Bool) -> FetchResponse? {
        let fields = StubProvider.oauth1Fields(request)
        if let verifier = fields["oauth_verifier"] {
            guard verifier.hasPrefix(StubProvider.mark) else { return nil }
            guard let grant = grant(verifier) else { return FetchResponse(status: 401) }
            return StubProvider.form(keep(grant), grant.claims)
        }
        if let callback = fields["oauth_callback"] {
            guard !onlyOwn else { return nil }
            let token = newName()
            callbacks.withLock { callbacks in
                if callbacks.count >= StubProvider.maximumGrants { callbacks.removeAll() }
                callbacks[token] = callback
            }
            return StubProvider.form(token, ["oauth_callback_confirmed": true])
        }
        return fields["oauth_token"].flatMap(grant).map { .json(.object($0.claims)) }
    }

    /// Credentials (§2.1, §2.3), with what a provider says beside them.
    private static func form(_ token: String, _ others: JSON.Object) -> FetchResponse {
        var form: Parameters = ["oauth_token": token, "oauth_token_secret": "stub-secret"]
        for member in others.members {
            switch member.value {
            case .null, .array, .object: continue
            case .bool, .integer, .number, .string: form.set(member.name, Matcher.text(of: member.value))
            }
        }
        return FetchResponse(
            status: 200, headers: ["Content-Type": "application/x-www-form-urlencoded"],
            body: Bytes(utf8: form.urlEncoded))
    }

    /// §3.5.1: `OAuth a="b", c="d"`.
    private static func oauth1Fields(_ request: SeenRequest) -> [String: String] {
        guard let header = request.headers["authorization"]?.string, header.lowercased().hasPrefix("oauth ") else {
            return [:]
        }
        var fields: [String: String] = [:]
        for item in header.dropFirst(6).split(separator: ",") {
            let parts = item.split(separator: "=", maxSplits: 1).map { String($0).trimmingBlanks() }
            guard parts.count == 2, let value = PercentEncoding.decode(parts[1].filter { $0 != "\"" }.utf8) else {
                continue
            }
            fields[parts[0]] = value
        }
        return fields
    }
}
