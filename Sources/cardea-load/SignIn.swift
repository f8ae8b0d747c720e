import Base
import HTTP

/// A person of the tool signs in, as a browser does: the page, its answer, the way back, and the application's token
/// request. Four requests.
struct SignIn {
    let site: Site
    let scope: String
    let email: String

    /// RFC 7636 appendix B.
    private static let verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
    private static let challenge = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"

    struct Tokens {
        let idToken: String?
        let accessToken: String?
        let refreshToken: String?

        /// What the answer holds; how many signatures it took.
        var signatures: Int { [idToken, accessToken].compactMap(\.self).count }

        init(_ answer: Answer) throws {
            let json = try JSON(parsing: answer.body)
            idToken = json["id_token"]?.string
            accessToken = json["access_token"]?.string
            refreshToken = json["refresh_token"]?.string
        }
    }

    func run(_ client: Client) throws -> Tokens {
        let page = try client.exchange(site.get("\(Site.policy)/oauth2/v2.0/authorize?\(authorization)"))
            .require(200, "the page")
        var jar = CookieJar(page)
        let state = try state(jar)
        guard let csrf = jar["x-ms-cpim-csrf"], page.text.contains(csrf) else {
            throw LoadError("a page without token")
        }
        let form: Parameters = ["request_type": "RESPONSE", "signInName": email, "password": Site.password]
        let answer = try client.exchange(
            site.post(
                "\(Site.policy)/SelfAsserted?tx=\(state)&p=\(Site.policyName)", form,
                headers: "X-CSRF-TOKEN: \(csrf)\r\nX-Requested-With: XMLHttpRequest\r\nCookie: \(jar.field)\r\n")
        ).require(200, "the answer")
        guard answer.text.contains("\"200\"") else { throw LoadError("the answer was refused: \(answer.text)") }
        jar.take(answer)
        let back = try client.exchange(
            site.get(
                "\(Site.policy)/api/CombinedSigninAndSignup/confirmed?csrf_token=\(csrf)&tx=\(state)",
                headers: "Cookie: \(jar.field)\r\n")
        ).require(302, "the way back")
        guard let location = back.fields("Location").first, let query = location.split(separator: "?").last,
            let code = Parameters(urlEncoded: String(query))?["code"]
        else { throw LoadError("no code: \(back.fields("Location"))") }
        let grant: Parameters = [
            "grant_type": "authorization_code", "client_id": Site.client, "code": code,
            "redirect_uri": site.redirectURI, "code_verifier": SignIn.verifier,
        ]
        return try Tokens(try client.exchange(site.post(Site.token, grant)).require(200, "the token"))
    }

    private var authorization: String {
        let request: Parameters = [
            "client_id": Site.client, "response_type": "code", "redirect_uri": site.redirectURI, "scope": scope,
            "nonce": "n-0S6_WzA2Mj", "state": "af0ifjsldkj", "code_challenge": SignIn.challenge,
            "code_challenge_method": "S256",
        ]
        return request.urlEncoded
    }

    /// `tx`: the transaction's id is in the name of its cookie.
    private func state(_ jar: CookieJar) throws -> String {
        let prefix = "x-ms-cpim-cache|"
        guard let name = jar.names.first(where: { $0.hasPrefix(prefix) }) else { throw LoadError("no transaction") }
        let id = name.dropFirst(prefix.count).prefix { $0 != "_" }
        return "StateProperties=" + Base64.encodeURL(Bytes(utf8: "{\"TID\":\"\(id)\"}"))
    }
}

/// A browser's cookies of one site, with no regard to their attributes.
struct CookieJar {
    private var values: [(name: String, value: String)] = []

    init(_ answer: Answer) { take(answer) }

    mutating func take(_ answer: Answer) {
        for field in answer.fields("Set-Cookie") {
            let pair = field.prefix { $0 != ";" }.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            let (name, value) = (String(pair[0]), String(pair[1]))
            values.removeAll { $0.name == name }
            if !value.isEmpty { values.append((name, value)) }
        }
    }

    var names: [String] { values.map(\.name) }
    var field: String { values.map { "\($0.name)=\($0.value)" }.joined(separator: "; ") }
    subscript(name: String) -> String? { values.first { $0.name == name }?.value }
}
