import Base
import Cryptography
import FIDO
import HTTP

/// Somebody signs in at the demo realm with a passkey that the browser offers by itself: the page, its options, the
/// answer, and the application's token request. Five requests, since an address leads to the page.
struct PasskeySignIn {
    let site: Site
    private let passkey: SoftwareAuthenticator
    private let request: Bytes

    private static let realm = "/demo"
    /// RFC 7636 appendix B.
    private static let verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
    private static let challenge = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"

    /// Brings a person with a passkey in through the realm's server API.
    init(site: Site, apiKey: String, _ client: Client) throws {
        self.site = site
        var passkey = SoftwareAuthenticator(origin: "http://localhost:\(site.port)", random: .openSSL)
        passkey.step = 0
        let made = try passkey.makeCredential(party: "localhost")
        let user = Random.openSSL.uuid()
        let proof = "Authorization: Basic \(Base64.encode(Bytes(utf8: "\(apiKey):")))\r\n"
        func call(_ method: String, _ path: String, _ body: JSON) throws {
            _ = try client.exchange(site.json(method, "\(Self.realm)/v1\(path)", body, headers: proof))
                .require(200, "\(method) \(path)")
        }
        try call("PATCH", "/users/\(user)", ["displayName": "Load Test", "username": .string("load-\(user)")])
        let kept: JSON = [
            "userId": .string(user), "credentialId": .string(Base64.encodeURL(made.id)),
            "publicKey": .string(Base64.encodeURL(try passkey.coseKey(made.key).encoded)),
            "userHandle": .string(Base64.encodeURL(made.userHandle)), "counter": 0, "userVerified": true,
        ]
        try call("POST", "/users/authenticators", ["authenticators": .array([kept])])
        self.passkey = passkey
        let parameters: Parameters = [
            "client_id": Site.client, "response_type": "code", "redirect_uri": site.redirectURI, "scope": "openid",
            "nonce": "n-0S6_WzA2Mj", "state": "af0ifjsldkj", "code_challenge": Self.challenge,
            "code_challenge_method": "S256",
        ]
        request = site.get("\(Self.realm)/oidc/auth?\(parameters.urlEncoded)")
    }

    func run(_ client: Client) throws {
        let begun = try client.exchange(request).require(303, "the request")
        var jar = CookieJar(begun)
        guard let page = begun.fields("Location").first.flatMap({ URL(String($0)) })?.path else {
            throw LoadError("no page: \(begun.fields("Location"))")
        }
        func cookies() -> String { "Cookie: \(jar.field)\r\n" }
        _ = try client.exchange(site.get(page, headers: cookies())).require(200, "the page")
        let asked = try client.exchange(site.post("\(page)/options", [:], headers: cookies())).require(200, "options")
        jar.take(asked)
        guard let challenge = try JSON(parsing: asked.body)["options"]?["challenge"]?.string else {
            throw LoadError("no challenge: \(asked.text)")
        }
        let answer: Parameters = [
            "credential": JSON.object(try passkey.assertion(by: passkey.credentials[0], challenge)).text
        ]
        let back = try client.exchange(site.post("\(page)/passkey", answer, headers: cookies()))
            .require(303, "the answer")
        guard let query = back.fields("Location").first?.split(separator: "?").last,
            let code = Parameters(urlEncoded: String(query))?["code"]
        else { throw LoadError("no code: \(back.fields("Location"))") }
        let grant: Parameters = [
            "grant_type": "authorization_code", "client_id": Site.client, "code": code,
            "redirect_uri": site.redirectURI, "code_verifier": Self.verifier,
        ]
        let tokens = try client.exchange(site.post("\(Self.realm)/oidc/token", grant)).require(200, "the token")
        guard try JSON(parsing: tokens.body)["id_token"]?.string != nil else { throw LoadError("no token") }
    }
}

extension SoftwareAuthenticator {
    /// A credential that no server has asked for.
    mutating func makeCredential(party: String) throws -> Credential {
        let name = JSON.string(Base64.encodeURL(Random.openSSL.bytes(32)))
        _ = try create(["rp": ["id": .string(party)], "challenge": name, "user": ["id": name]])
        return credentials[0]
    }
}
