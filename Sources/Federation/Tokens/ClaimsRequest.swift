import Base
import HTTP

/// Asks a claims endpoint (OpenID Connect Core §5.3, or an API of the provider's own).
struct ClaimsRequest: Sendable {
    let exchange: Exchange

    func claims(
        at endpoint: ClaimsEndpoint, with tokens: JSON.Object, of provider: Provider
    ) async throws(FederationError) -> JSON.Object {
        guard let token = tokens["access_token"]?.string else {
            throw .invalidResponse("token endpoint: no access token for the claims endpoint")
        }
        var parameters = endpoint.parameters
        for name in endpoint.parametersFromTokens {
            if let value = tokens[name].flatMap(ClaimsRequest.text) { parameters.set(name, value) }
        }
        var headers: Headers = ["Accept": "application/json"]
        if let agent = endpoint.userAgent { headers["User-Agent"] = try ClaimsRequest.headerValue(agent) }
        switch endpoint.tokenPlacement {
        case .query(let name): parameters.set(name, token)
        case .header: headers["Authorization"] = "Bearer " + (try ClaimsRequest.bearer(token))
        }
        let url = try Endpoint(endpoint.url, of: provider).url(adding: parameters)
        let response = try await exchange.send(endpoint.method, url, headers: headers, to: provider, "claims endpoint")
        guard response.status == 200 else { throw .invalidResponse("claims endpoint: status \(response.status)") }
        guard let claims = try Exchange.json(response.body, "claims endpoint", provider.tokenFormat).object else {
            throw .invalidResponse("claims endpoint: not an object")
        }
        return claims
    }

    private static func text(_ value: JSON) -> String? { value.string ?? value.integer.map { String($0) } }

    /// RFC 6749 appendix A.12 allows printable ASCII; anything else would let the provider write our headers.
    private static func bearer(_ token: String) throws(FederationError) -> String {
        guard token.utf8.allSatisfy({ (0x20..<0x7f).contains($0) }) else {
            throw .invalidResponse("token endpoint: the access token is not printable")
        }
        return token
    }

    private static func headerValue(_ text: String) throws(FederationError) -> String {
        guard text.utf8.allSatisfy({ (0x20..<0x7f).contains($0) }) else {
            throw .configuration("UserAgentForClaimsExchange is not printable")
        }
        return text
    }
}
