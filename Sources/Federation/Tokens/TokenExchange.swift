import Base
import HTTP
import JOSE
import OpenID

/// Redeems a code at the token endpoint (RFC 6749 §4.1.3).
struct TokenExchange: Sendable {
    let exchange: Exchange
    let now: Now
    let random: Random

    /// The endpoint's answer: an object with at least one token.
    func redeem(
        _ code: String, for pending: PendingSignIn, at url: String, of provider: Provider
    ) async throws(FederationError) -> JSON.Object {
        var form: Parameters = [
            "grant_type": "authorization_code", "code": code, "redirect_uri": pending.redirectURI,
        ]
        if let verifier = pending.verifier { form.add("code_verifier", verifier.text) }
        return try await tokens(for: form, at: url, of: provider)
    }

    /// What the endpoint gives for a grant of any type.
    func tokens(
        for form: Parameters, at url: String, of provider: Provider
    ) async throws(FederationError) -> JSON.Object {
        let endpoint = try Endpoint(url, of: provider)
        var form = form
        var headers: Headers = ["Accept": "application/json"]
        try authenticate(provider, at: url, &form, &headers)
        let response = try await send(form, headers, to: endpoint, of: provider)
        return try TokenExchange.tokens(response, provider)
    }

    private func send(
        _ form: Parameters, _ headers: Headers, to endpoint: Endpoint, of provider: Provider
    ) async throws(FederationError) -> FetchResponse {
        if provider.tokenMethod == .get {
            return try await exchange.send(
                .get, try endpoint.url(adding: form), headers: headers, to: provider, "token endpoint")
        }
        var headers = headers
        headers["Content-Type"] = "application/x-www-form-urlencoded"
        return try await exchange.send(
            .post, try endpoint.url(adding: Parameters()), headers: headers, body: Bytes(utf8: form.urlEncoded),
            to: provider, "token endpoint")
    }

    private func authenticate(
        _ provider: Provider, at url: String, _ form: inout Parameters, _ headers: inout Headers
    ) throws(FederationError) {
        switch provider.authentication {
        case .none:
            form.set(provider.clientNames.id, provider.clientID)
        case .secretPost(let secret):
            form.set(provider.clientNames.id, provider.clientID)
            form.set(provider.clientNames.secret, secret.exposed)
        case .secretBasic(let secret):
            // RFC 6749 §2.3.1: both sides are form-encoded first, so a colon in the id does no harm.
            let pair = "\(PercentEncoding.encode(provider.clientID)):\(PercentEncoding.encode(secret.exposed))"
            headers["Authorization"] = "Basic " + Base64.encode(Bytes(utf8: pair))
        case .privateKey(let key):
            form.set(provider.clientNames.id, provider.clientID)
            form.add("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer")
            form.add("client_assertion", try assertion(provider, key, audience: url))
        }
    }

    /// RFC 7523 §3.
    private func assertion(
        _ provider: Provider, _ key: SigningKey, audience: String
    ) throws(FederationError) -> String {
        let time = now()
        let claims: JSON.Object = [
            "iss": .string(provider.clientID), "sub": .string(provider.clientID), "aud": .string(audience),
            "jti": .string(random.token(16)), "iat": .integer(time.seconds),
            "exp": .integer(time.adding(seconds: 300).seconds),
        ]
        do throws(JOSEError) {
            return try JWT.sign(claims: claims, with: key)
        } catch {
            throw .configuration("client assertion: \(error)")
        }
    }

    private static func tokens(_ response: FetchResponse, _ provider: Provider) throws(FederationError) -> JSON.Object {
        let answer = try members(of: response, provider.tokenFormat)
        // Several providers answer a refusal with 200.
        if let error = answer["error"] {
            let code = error.string ?? error["code"]?.string ?? error["type"]?.string ?? "error"
            let description = answer["error_description"]?.string ?? error["message"]?.string
            throw .providerRefused(code: Excerpt.of(code), detail: Excerpt.of(description ?? "no description"))
        }
        guard response.status == 200 else { throw .invalidResponse("token endpoint: status \(response.status)") }
        guard answer["access_token"]?.string != nil || answer["id_token"]?.string != nil else {
            throw .invalidResponse("token endpoint: no token")
        }
        return answer
    }

    private static func members(of response: FetchResponse, _ format: TokenFormat) throws(FederationError)
        -> JSON.Object
    {
        let isForm: Bool
        switch format {
        case .json, .jsonP: isForm = false
        case .form: isForm = true
        case .either: isForm = response.body.first { $0 > 0x20 } != UInt8(ascii: "{")
        }
        // A failure is JSON by the standard (§5.2), whatever the format of success.
        if isForm, response.status == 200 { return try formMembers(response.body) }
        do throws(FederationError) {
            guard let object = try Exchange.json(response.body, "token endpoint", format).object else {
                throw .invalidResponse("token endpoint: not an object")
            }
            return object
        } catch {
            guard response.status == 200 else { throw .invalidResponse("token endpoint: status \(response.status)") }
            throw error
        }
    }

    private static func formMembers(_ body: Bytes) throws(FederationError) -> JSON.Object {
        guard let text = String(validating: body), let form = Parameters(urlEncoded: text), form.duplicates.isEmpty
        else { throw .invalidResponse("token endpoint: not a form") }
        return JSON.Object(form.items.map { ($0.name, JSON.string($0.value)) })
    }
}
