import Base
import Cryptography
import JOSE
import OpenID

/// Checks ID tokens of a provider (OpenID Connect Core §3.1.3.7, §3.3.2.12).
struct IDTokenCheck: Sendable {
    let provider: Provider
    let documents: ProviderDocuments
    let now: Now

    /// Clocks of providers differ from ours by so much.
    private static let leewaySeconds: Int64 = 300

    /// What came beside the token and is bound to it by a hash.
    struct Companions {
        var accessToken: String?
        /// In the front channel `c_hash` must be there.
        var code: String?
    }

    /// The token's claims. `metadata` is what the provider's settings point to. A nonce of nil is for a token that
    /// answers no request of a browser.
    func claims(
        of token: String, nonce: String?, metadata: ProviderMetadata?, with companions: Companions
    ) async throws(FederationError) -> JSON.Object {
        let metadata = try await issuerMetadata(of: token, metadata)
        let verified = try await verified(token, metadata)
        try checkIssuer(verified.claims, metadata)
        try checkAudience(verified)
        if let nonce {
            guard let found = verified.claims["nonce"]?.string, constantTimeEqual(found.utf8, nonce.utf8) else {
                throw .invalidResponse("id_token: nonce is not that of the request")
            }
        }
        try checkHashes(verified, companions)
        return verified.claims
    }

    /// With discovery by issuer, the metadata of the issuer that the token claims, if that one is allowed. What it
    /// claims is proven only afterwards, by a key from there.
    private func issuerMetadata(
        of token: String, _ metadata: ProviderMetadata?
    ) async throws(FederationError) -> ProviderMetadata {
        let rules = provider.idToken
        guard rules.discoversByIssuer, !rules.issuerPrefixes.contains("*") else {
            guard let metadata else { throw .configuration("an ID token needs METADATA") }
            return metadata
        }
        guard let issuer = IDTokenCheck.claimedIssuer(token) else { throw .invalidResponse("id_token: not readable") }
        guard rules.issuerPrefixes.contains(where: { IssuerRule.isBelow(issuer, prefix: $0) }) else {
            throw .invalidResponse("id_token: issuer \(Excerpt.of(issuer)) is not allowed")
        }
        let url = (issuer.hasSuffix("/") ? issuer : issuer + "/") + ".well-known/openid-configuration"
        let own = try await documents.metadata(at: url, of: provider)
        guard own.issuer == issuer else { throw .invalidResponse("metadata of \(issuer) names another issuer") }
        return own
    }

    private func verified(_ token: String, _ metadata: ProviderMetadata) async throws(FederationError) -> VerifiedJWT {
        switch provider.idToken.verification {
        case .clientSecret(let algorithm):
            return try verified(token, try clientSecretKey(), algorithm)
        case .keys(let algorithms): return try await verified(token, metadata, algorithms)
        case .published: return try await verified(token, metadata, metadata.signatureAlgorithms)
        }
    }

    private func verified(
        _ token: String, _ metadata: ProviderMetadata, _ algorithms: Set<SignatureAlgorithm>
    ) async throws(FederationError) -> VerifiedJWT {
        let url = metadata.keysEndpoint
        switch try await documents.verify(token, keysAt: url, algorithms, of: provider) {
        case .success(let verified): return verified
        case .failure(let error): throw .invalidResponse("id_token: \(error)")
        }
    }

    private func verified(
        _ token: String, _ key: JWK, _ algorithm: SignatureAlgorithm
    ) throws(FederationError) -> VerifiedJWT {
        do throws(JOSEError) {
            return try JWT.verify(token, key: key, allowing: [algorithm])
        } catch {
            throw .invalidResponse("id_token: \(error)")
        }
    }

    private func clientSecretKey() throws(FederationError) -> JWK {
        switch provider.authentication {
        case .secretPost(let secret), .secretBasic(let secret): JWK(.secret(Secret(Bytes(utf8: secret.exposed))))
        case .none, .privateKey: throw .configuration("a MAC needs the client secret")
        }
    }

    private func checkIssuer(_ claims: JSON.Object, _ metadata: ProviderMetadata) throws(FederationError) {
        let rule = IssuerRule(provider.idToken, published: metadata.issuer)
        guard let issuer = claims["iss"]?.string, rule.accepts(issuer, tenant: claims["tid"]?.string) else {
            throw .invalidResponse(
                "id_token: issuer \(Excerpt.of(claims["iss"]?.text ?? "none")) is not the provider's")
        }
    }

    private func checkAudience(_ token: VerifiedJWT) throws(FederationError) {
        let audience = provider.idToken.audience ?? provider.clientID
        let expectations = JWTExpectations(
            issuer: nil, audience: audience, now: now(), leewaySeconds: IDTokenCheck.leewaySeconds)
        do throws(JOSEError) {
            try expectations.check(token)
        } catch {
            throw .invalidResponse("id_token: \(error)")
        }
        let parties = [provider.clientID, audience]
        switch token.claims["azp"] {
        case .string(let party) where parties.contains(party): return
        case nil where token.claims["aud"]?.array?.count ?? 1 == 1: return
        case .some, nil: throw .invalidResponse("id_token: azp is not us")
        }
    }

    private func checkHashes(_ token: VerifiedJWT, _ companions: Companions) throws(FederationError) {
        if let code = companions.code {
            guard let hash = token.claims["c_hash"] else { throw .invalidResponse("id_token: no c_hash") }
            try check(hash, "c_hash", code, token)
        }
        if let accessToken = companions.accessToken, let hash = token.claims["at_hash"] {
            try check(hash, "at_hash", accessToken, token)
        }
    }

    private func check(
        _ hash: JSON, _ name: String, _ text: String, _ token: VerifiedJWT
    ) throws(FederationError) {
        guard let algorithm = token.header["alg"]?.string.flatMap(SignatureAlgorithm.init(rawValue:)),
            let hash = hash.string, TokenHash.matches(hash, text, for: algorithm)
        else { throw .invalidResponse("id_token: \(name) does not match") }
    }

    /// What an unverified token says its issuer is: good for choosing where to look, for nothing else.
    private static func claimedIssuer(_ token: String) -> String? {
        let parts = token.utf8.prefix(defaultTokenLimit).split(
            separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        guard parts.count == 3, let payload = String(parts[1]).flatMap({ Base64.decodeURL($0) }) else { return nil }
        return (try? JSON(parsing: payload))?["iss"]?.string
    }
}

extension ProviderMetadata {
    /// Those of key pairs that the provider says it signs ID tokens with; RS256 where it says nothing of use.
    var signatureAlgorithms: Set<SignatureAlgorithm> {
        let listed = Set(idTokenAlgorithms.compactMap(SignatureAlgorithm.init(rawValue:)))
        let usable = listed.intersection(SignatureAlgorithm.asymmetric)
        return usable.isEmpty ? [.rs256] : usable
    }
}
