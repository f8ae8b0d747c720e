import Base
import Cryptography
import JOSE
import OpenID

/// Checks a token that an application brings along, `id_token_hint` (b2c-reference §11.15): signed by a provider that
/// publishes its keys, or with a secret that is shared with whoever made it.
package struct TokenHint: Partner {
    package enum Trust: Sendable {
        case metadata(url: String)
        case secret(Secret<Bytes>)
    }

    package let trust: Trust
    /// Nil: the metadata's; with a secret, anybody who has it.
    package let issuer: String?
    package let audience: String
    package let mayReachPrivateAddresses: Bool

    /// Clocks of others differ from ours by so much.
    private static let leewaySeconds: Int64 = 300

    package enum Refusal: Error, Equatable, Sendable {
        case token(JOSEError)
        /// Its issuer's metadata or keys cannot be had.
        case provider(FederationError)
    }

    package init(trust: Trust, issuer: String?, audience: String, mayReachPrivateAddresses: Bool) {
        self.trust = trust
        self.issuer = issuer
        self.audience = audience
        self.mayReachPrivateAddresses = mayReachPrivateAddresses
    }

    /// The token's claims.
    package func claims(
        of token: String, documents: ProviderDocuments, now: Timestamp
    ) async throws(Refusal) -> JSON.Object {
        let (verified, issuer) = try await verified(token, documents)
        let expectations = JWTExpectations(
            issuer: issuer, audience: audience, now: now, leewaySeconds: TokenHint.leewaySeconds)
        do throws(JOSEError) {
            try expectations.check(verified)
        } catch {
            throw .token(error)
        }
        return verified.claims
    }

    private func verified(
        _ token: String, _ documents: ProviderDocuments
    ) async throws(Refusal) -> (VerifiedJWT, issuer: String?) {
        switch trust {
        case .secret(let secret):
            let key = JWK(.secret(secret), algorithm: .signature(.hs256))
            do throws(JOSEError) {
                return (try JWT.verify(token, from: .key(key), allowing: [.hs256]), issuer)
            } catch {
                throw .token(error)
            }
        case .metadata(let url):
            let metadata: ProviderMetadata
            let outcome: Result<VerifiedJWT, JOSEError>
            do throws(FederationError) {
                metadata = try await documents.metadata(at: url, of: self)
                outcome = try await documents.verify(
                    token, keysAt: metadata.keysEndpoint, metadata.signatureAlgorithms, of: self)
            } catch {
                throw .provider(error)
            }
            switch outcome {
            case .success(let verified): return (verified, issuer ?? metadata.issuer)
            case .failure(let error): throw .token(error)
            }
        }
    }
}
