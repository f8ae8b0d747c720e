import Base
import Cryptography
import Directory
import HTTP
import JOSE
import TestSupport
import Testing

@testable import Passwordless

/// A client of a realm that proves who it is by a key, and binds its tokens to another.
struct KeyClient: Sendable {
    let key: JWK
    let signing: SigningKey
    let proof: JWK

    init() throws {
        let privateKey = try PrivateKey.elliptic(.p256)
        signing = try SigningKey(id: "k1", algorithm: .es256, privateKey: privateKey)
        key = JWK(.privateKey(privateKey), id: "k1")
        proof = JWK(.privateKey(try PrivateKey.elliptic(.p256)))
    }

    var keys: JSON { get throws { ["keys": [.object(try key.publicJSON)]] } }

    func apply(to client: inout Application) throws {
        client.keys = try keys
        client.secretHashes = []
        client.responseModes = ["query"]
        client.requiresChallenge = true
    }

    func assertion(_ audience: JSON, at now: Timestamp, _ change: JSON = [:], id: String = "") throws -> String {
        var claims: JSON.Object = [
            "iss": "shop", "sub": "shop", "aud": audience, "exp": .integer(now.seconds + 60),
            "iat": .integer(now.seconds), "jti": .string(id.isEmpty ? Random.openSSL.token(16) : id),
        ]
        for member in change.object?.members ?? [] { claims[member.name] = member.value == .null ? nil : member.value }
        return try JWT.sign(claims: claims, with: signing)
    }

    /// A proof of possession for one request.
    func possession(
        _ method: String, _ address: String, at now: Timestamp, token: String? = nil, change: JSON = [:],
        header: JSON = [:], key other: JWK? = nil
    ) throws -> String {
        let key = other ?? proof
        var claims: JSON.Object = [
            "htm": .string(method), "htu": .string(address), "iat": .integer(now.seconds),
            "jti": .string(Random.openSSL.token(16)),
        ]
        claims["ath"] = token.map { .string(Base64.encodeURL(Hash.sha256($0.utf8))) }
        for member in change.object?.members ?? [] { claims[member.name] = member.value == .null ? nil : member.value }
        var head: JSON.Object = ["typ": "dpop+jwt", "alg": "ES256", "jwk": .object(try key.publicJSON)]
        for member in header.object?.members ?? [] { head[member.name] = member.value }
        return try JWS.compact(JSON.object(claims).bytes, signer: JWS.Signer(key, .es256, protected: head))
    }
}

extension RealmWorld {
    /// With profile `asvs-3`, its client's key, and ada's passkey.
    static func levelThree(_ client: KeyClient, _ more: JSON = [:]) async throws -> RealmWorld {
        var settings: JSON.Object = ["profile": "asvs-3"]
        for member in more.object?.members ?? [] { settings[member.name] = member.value }
        let keys = try client.keys
        return try await RealmWorld(.object(settings)) {
            ($0.keys, $0.secretHashes) = (keys, [])
            ($0.responseModes, $0.requiresChallenge) = (["query"], true)
        }
    }

    static let verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"

    var issuer: String { "\(base)/oidc" }

    func post(
        _ address: String, _ form: Parameters, _ headers: Headers = Headers()
    ) async throws -> (status: Int, json: JSON) {
        var headers = headers
        headers["Content-Type"] = "application/x-www-form-urlencoded"
        let response = try await MemoryFetch([Self.origin: responder]).send(
            FetchRequest(method: .post, url: address, headers: headers, body: Bytes(utf8: form.urlEncoded)))
        return (response.status, response.body.isEmpty ? .null : try JSON(parsing: response.body))
    }

    /// The parameters of a request that the client of a level-3 realm pushes.
    func pushed(_ client: KeyClient, _ changes: [(String, String?)] = []) throws -> Parameters {
        var form: Parameters = [
            "client_id": "shop", "redirect_uri": Self.redirectURI, "response_type": "code",
            "scope": "openid offline_access", "state": "s", "nonce": "n",
            "code_challenge": "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM", "code_challenge_method": "S256",
            "client_assertion_type": "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
            "client_assertion": try client.assertion(.string(issuer), at: clock.now),
        ]
        for (name, value) in changes {
            form.remove(name)
            if let value { form.add(name, value) }
        }
        return form
    }

    /// Pushes and answers the `request_uri`.
    func push(_ client: KeyClient, _ changes: [(String, String?)] = []) async throws -> String {
        let answer = try await post("\(issuer)/par", try pushed(client, changes))
        return try #require(answer.json["request_uri"]?.string, "\(answer)")
    }
}
