import Base
import Cryptography
import Federation
import HTTP
import JOSE
import OpenID
import Testing

/// Every way of lying that we thought of, each refused for its own reason.
struct LyingProviderTests {
    let signIn = TestSignIn()

    struct Lie: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let reason: FederationError
        let bend: @Sendable (inout TestProvider.Behaviour) -> Void

        init(
            _ name: String, _ reason: FederationError,
            _ bend: @escaping @Sendable (inout TestProvider.Behaviour) -> Void
        ) {
            testDescription = name
            self.reason = reason
            self.bend = bend
        }
    }

    @Test(arguments: claims + signatures + documents + tokenEndpoint)
    func `a lie is refused for its reason`(lie: Lie) async {
        signIn.idp.bend(lie.bend)

        #expect(await failure { () async throws(FederationError) in try await signIn.run() } == lie.reason)
    }

    private static let time: Int64 = 1_795_250_875

    static let claims: [Lie] = [
        Lie("issuer", .invalidResponse("id_token: issuer \"https://evil.example\" is not the provider's")) {
            $0.claims = ["iss": "https://evil.example"]
        },
        Lie("no issuer", .invalidResponse("id_token: issuer none is not the provider's")) { $0.claims = ["iss": nil] },
        Lie("audience", .invalidResponse("id_token: meant for another audience")) { $0.claims = ["aud": "other"] },
        Lie("no audience", .invalidResponse("id_token: claim aud is missing")) { $0.claims = ["aud": nil] },
        Lie("two audiences without azp", .invalidResponse("id_token: azp is not us")) {
            $0.claims = ["aud": ["client-1", "other"]]
        },
        Lie("authorized party", .invalidResponse("id_token: azp is not us")) { $0.claims = ["azp": "other"] },
        Lie("nonce", .invalidResponse("id_token: nonce is not that of the request")) { $0.claims = ["nonce": "x"] },
        Lie("no nonce", .invalidResponse("id_token: nonce is not that of the request")) { $0.claims = ["nonce": nil] },
        Lie("expired", .invalidResponse("id_token: expired")) { $0.claims = ["exp": .integer(time - 300)] },
        Lie("no expiry", .invalidResponse("id_token: claim exp is missing")) { $0.claims = ["exp": nil] },
        Lie("not yet", .invalidResponse("id_token: not valid yet")) { $0.claims = ["nbf": .integer(time + 301)] },
        Lie("at_hash", .invalidResponse("id_token: at_hash does not match")) { $0.claims = ["at_hash": "AAAA"] },
    ]

    static let signatures: [Lie] = [
        Lie("alg none", .invalidResponse("id_token: not supported: alg none")) {
            $0.tokenOf = { claims in
                "\(Base64.encodeURL(Bytes(utf8: "{\"alg\":\"none\"}"))).\(Base64.encodeURL(JSON.object(claims).bytes))."
            }
        },
        Lie("MAC with the public key", .invalidResponse("id_token: not allowed: alg HS256")) {
            $0.tokenOf = { claims in
                guard let pem = try? TestProvider.first.privateKey.publicKey.pem else { return nil }
                let secret = JWK(.secret(Secret(Bytes(utf8: pem))), id: "first")
                return try? JWT.sign(claims: claims, with: secret, algorithm: .hs256)
            }
        },
        Lie("another algorithm", .invalidResponse("id_token: not allowed: alg RS512")) {
            $0.tokenOf = { claims in
                let key = JWK(.privateKey(TestProvider.first.privateKey), id: "first")
                return try? JWT.sign(claims: claims, with: key, algorithm: .rs512)
            }
        },
        Lie("another key of the same name", .invalidResponse("id_token: the signature does not verify")) {
            $0.tokenOf = { claims in
                let key = try? SigningKey(
                    id: "first", algorithm: .rs256, privateKey: TestProvider.second.privateKey)
                return key.flatMap { try? JWT.sign(claims: claims, with: $0) }
            }
        },
        Lie("unknown key", .invalidResponse("id_token: no key second")) { $0.signingKey = TestProvider.second },
        Lie("a claim twice", .invalidResponse("id_token: malformed: the claims are not a JSON object")) {
            $0.tokenOf = { claims in
                let text = JSON.object(claims).text.dropLast() + ",\"sub\":\"eve\"}"
                let key = JWK(.privateKey(TestProvider.first.privateKey), id: "first")
                return try? JWS.compact(Bytes(utf8: String(text)), signer: JWS.Signer(key, .rs256))
            }
        },
        Lie("no token at all", .invalidResponse("id_token: malformed: not 3 parts")) { $0.tokenOf = { _ in "token" } },
        Lie("a token without end", .invalidResponse("id_token: longer than 65536 bytes")) {
            $0.tokenOf = { _ in String(repeating: "a", count: 70_000) }
        },
    ]

    private static let metadataPath = "/.well-known/openid-configuration"
    private static let keysURL = "https://idp.example/keys"

    static let documents: [Lie] = [
        Lie("keys without end", .invalidResponse("\(keysURL): responseTooLarge")) {
            $0.answers["/keys"] = .failure(.responseTooLarge)
        },
        Lie("more keys than anybody has", .invalidResponse("keys: malformed: more than 256 keys")) {
            $0.answers["/keys"] = .success(.json(["keys": .array(Array(repeating: [:], count: 300))]))
        },
        Lie("slow keys", .providerUnreachable("\(keysURL): timedOut")) {
            $0.answers["/keys"] = .failure(.timedOut)
        },
        Lie("keys out of order", .providerUnreachable("\(keysURL): status 500")) {
            $0.answers["/keys"] = .success(.text("", status: 500))
        },
        Lie("keys elsewhere", .invalidResponse("\(keysURL): status 302")) {
            $0.answers["/keys"] = .success(.text("", status: 302, headers: ["Location": "https://evil.example/keys"]))
        },
        Lie("a page instead of keys", .invalidResponse("\(keysURL): expected a value at byte 0")) {
            $0.answers["/keys"] = .success(.text("<html>"))
        },
        Lie("keys twice", .invalidResponse("\(keysURL): a member name comes twice at byte 17")) {
            $0.answers["/keys"] = .success(.text("{\"keys\":[],\"keys\":[]}"))
        },
        Lie("a secret among the keys", .invalidResponse("keys: malformed: a published secret")) {
            $0.answers["/keys"] = .success(.json(["keys": [["kty": "oct", "k": "c2VjcmV0", "kid": "first"]]]))
        },
        Lie("metadata without keys", .invalidResponse("metadata: jwks_uri is missing")) {
            $0.answers[metadataPath] = .success(
                .json(["issuer": "https://idp.example", "authorization_endpoint": "https://idp.example/authorize"]))
        },
        Lie("keys over http", .configuration("http://idp.example/keys is not https")) {
            $0.answers[metadataPath] = .success(
                .json([
                    "issuer": "https://idp.example", "authorization_endpoint": "https://idp.example/authorize",
                    "token_endpoint": "https://idp.example/token", "jwks_uri": "http://idp.example/keys",
                ]))
        },
        Lie("a private address", .configuration("https://idp.example\(metadataPath): addressRefused")) {
            $0.answers[metadataPath] = .failure(.addressRefused)
        },
    ]

    static let tokenEndpoint: [Lie] = [
        Lie("wrong secret", .providerRefused(code: "invalid_client", detail: "no such client")) {
            $0.answers["/token"] = .success(
                .json(["error": "invalid_client", "error_description": "no such client"], status: 401))
        },
        Lie("refused with 200", .providerRefused(code: "bad_verification_code", detail: "no description")) {
            $0.answers["/token"] = .success(.json(["error": "bad_verification_code"]))
        },
        Lie("refused with a page", .invalidResponse("token endpoint: status 400")) {
            $0.answers["/token"] = .success(.text("<html>", status: 400))
        },
        Lie("no token", .invalidResponse("token endpoint: no token")) {
            $0.answers["/token"] = .success(.json(["access_token": 5]))
        },
        Lie("no ID token", .invalidResponse("token endpoint: no id_token")) {
            $0.answers["/token"] = .success(.json(["access_token": "at-1"]))
        },
        Lie("down", .providerUnreachable("token endpoint: connectionFailed")) {
            $0.answers["/token"] = .failure(.connectionFailed)
        },
        Lie("elsewhere", .invalidResponse("token endpoint: status 307")) {
            $0.answers["/token"] = .success(.text("{}", status: 307, headers: ["Location": "https://evil.example"]))
        },
    ]
}
