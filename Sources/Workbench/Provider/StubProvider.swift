import Base
import Cryptography
import HTTP
import JOSE
import OpenID
import Synchronization

/// Stands in for every identity provider that is not there: whoever is chosen on its page is signed in. It knows its
/// own codes and tokens wherever they are sent, so it needs no configuration.
package final class StubProvider: Sendable {
    /// What a code or an access token stands for.
    struct Grant: Sendable {
        let claims: JSON.Object
        let issuer: String
        let client: String
        let nonce: String?
    }

    private let grants = Mutex<[String: Grant]>([:])
    /// Where OAuth 1.0 providers send the browser back to, by the token that it brings.
    let callbacks = Mutex<[String: String]>([:])
    /// Issuers that our tokens name, where they end in a slash: their metadata is asked for without it.
    private let slashed = Mutex<Set<String>>([])
    private let made = Mutex<SigningKey?>(nil)
    private let makeKey: @Sendable () throws -> SigningKey
    private let now: Now
    private let random: Random

    static let maximumGrants = 1000
    static let mark = "stub-provider-"
    private static let lifetime: Int64 = 3600
    private static let discovery = "/.well-known/openid-configuration"

    /// `key` makes an RS256 key, when one is first needed: that takes a while.
    package init(key: @escaping @Sendable () throws -> SigningKey, now: @escaping Now, random: Random) {
        (makeKey, self.now, self.random) = (key, now, random)
    }

    private var key: SigningKey {
        get throws {
            try made.withLock { made in
                if let key = made { return key }
                let key = try makeKey()
                made = key
                return key
            }
        }
    }

    /// The answer to a request of a relying party; nil: it is not one that an identity provider gets. `onlyOwn`: nor
    /// one with a code or token of ours.
    func answer(_ request: SeenRequest, onlyOwn: Bool = false) -> FetchResponse? {
        let path = request.path.lowercased()
        if path.hasSuffix(StubProvider.discovery), !onlyOwn { return .json(metadata(request)) }
        if path.hasSuffix("/stub-provider/keys") { return keys }
        if let answer = answerOAuth1(request, onlyOwn: onlyOwn) { return answer }
        if let code = find(in: request, ["code", "refresh_token"]) { return tokens(for: code) }
        if let token = find(in: request, nil), let grant = grant(token) {
            return .json(.object(grant.claims))
        }
        return nil
    }

    /// The authorization response: what the browser brings back.
    func authorize(_ request: Parameters, as claims: JSON.Object, issuer: String) -> Parameters {
        var answer = Parameters()
        let types = (request["response_type"] ?? "code").split(separator: " ")
        let grant = Grant(
            claims: StubProvider.complete(claims), issuer: issuer, client: request["client_id"] ?? "",
            nonce: request["nonce"])
        let code = types.contains("code") ? keep(grant) : nil
        if let code { answer.add("code", code) }
        if types.contains("id_token") { answer.add("id_token", idToken(grant, code: code) ?? "") }
        if let state = request["state"] { answer.add("state", state) }
        return answer
    }

    private var keys: FetchResponse? {
        guard let json = try? key.publicJWK.publicJSON else { return nil }
        return .json(["keys": [.object(json)]])
    }

    /// What an author wants signed.
    package func sign(_ wanted: WantedToken) throws -> String {
        let claims = wanted.claims(at: now())
        guard let secret = wanted.secret else {
            note(issuer: claims["iss"]?.string)
            return try JWT.sign(claims: claims, with: try key)
        }
        // As the keys of policies are read: base64, or the text itself.
        let bytes = Base64.decode(secret) ?? Bytes(utf8: secret)
        return try JWT.sign(
            claims: claims, with: JWK(.secret(Secret(bytes)), algorithm: .signature(.hs256)), algorithm: .hs256)
    }

    private func note(issuer: String?) {
        guard let issuer, issuer.hasSuffix("/") else { return }
        slashed.withLock { slashed in
            if slashed.count >= StubProvider.maximumGrants { slashed.removeAll() }
            slashed.insert(issuer)
        }
    }

    func grant(_ name: String) -> Grant? { grants.withLock { $0[name] } }

    func newName() -> String { StubProvider.mark + random.token(16) }

    func keep(_ grant: Grant) -> String {
        let name = newName()
        grants.withLock { grants in
            if grants.count >= StubProvider.maximumGrants { grants.removeAll() }
            grants[name] = grant
        }
        return name
    }

    private func tokens(for code: String) -> FetchResponse {
        guard let grant = grant(code) else {
            return .json(["error": "invalid_grant"], status: 400)
        }
        let access = keep(grant)
        var body: JSON.Object = [
            "access_token": .string(access), "token_type": "Bearer", "expires_in": .integer(StubProvider.lifetime),
            "refresh_token": .string(keep(grant)),
        ]
        body["id_token"] = idToken(grant, accessToken: access).map(JSON.string)
        return .json(.object(body))
    }

    private func idToken(_ grant: Grant, code: String? = nil, accessToken: String? = nil) -> String? {
        guard let key = try? key else { return nil }
        let time = now()
        var claims = grant.claims
        claims["iss"] = claims["iss"] ?? .string(grant.issuer)
        note(issuer: claims["iss"]?.string)
        claims["aud"] = claims["aud"] ?? .string(grant.client)
        claims["iat"] = .integer(time.seconds)
        claims["exp"] = claims["exp"] ?? .integer(time.adding(seconds: StubProvider.lifetime).seconds)
        claims["nonce"] = claims["nonce"] ?? grant.nonce.map(JSON.string)
        claims["c_hash"] = code.map { .string(TokenHash.of($0, for: key.algorithm)) }
        claims["at_hash"] = accessToken.map { .string(TokenHash.of($0, for: key.algorithm)) }
        return try? JWT.sign(claims: claims, with: key)
    }

    /// OpenID Connect Discovery §3, for whatever host is asked.
    private func metadata(_ request: SeenRequest) -> JSON {
        let path = request.path.dropLast(StubProvider.discovery.count)
        let issuer = request.url.origin + path
        let isSlashed = slashed.withLock { $0.contains(issuer + "/") }
        return [
            "issuer": .string(isSlashed ? issuer + "/" : issuer),
            "authorization_endpoint": .string("\(issuer)/stub-provider/authorize"),
            "token_endpoint": .string("\(issuer)/stub-provider/token"),
            "userinfo_endpoint": .string("\(issuer)/stub-provider/userinfo"),
            "end_session_endpoint": .string("\(issuer)/stub-provider/logout"),
            "jwks_uri": .string("\(issuer)/stub-provider/keys"),
            "response_types_supported": ["code", "id_token", "code id_token"],
            "response_modes_supported": ["query", "form_post"], "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["RS256"],
        ]
    }

    /// A code or token of ours among the request's parameters (all of them, or those named) or in its header.
    private func find(in request: SeenRequest, _ names: [String]?) -> String? {
        let all = request.form.members + request.query.members + (request.body.object?.members ?? [])
        let values = all.filter { names?.contains($0.name) ?? true }.compactMap(\.value.string)
        let header = names == nil ? request.headers["authorization"]?.string?.split(separator: " ").last : nil
        return (values + [header.map(String.init)].compactMap(\.self)).first { $0.hasPrefix(StubProvider.mark) }
    }

    /// Who is signed in has a subject, also where only `id` was said.
    static func complete(_ claims: JSON.Object) -> JSON.Object {
        var claims = claims
        if claims["sub"] == nil { claims["sub"] = .string(claims["id"].map(Matcher.text(of:)) ?? "stub-person") }
        return claims
    }
}

extension FetchResponse {
    static func json(_ json: JSON, status: Int = 200) -> FetchResponse {
        FetchResponse(status: status, headers: ["Content-Type": "application/json"], body: json.bytes)
    }
}
