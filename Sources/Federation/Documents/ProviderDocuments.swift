import Base
import Cryptography
import HTTP
import JOSE
import OpenID

/// What providers publish about themselves: metadata and keys, cached for all sign-ins of the server.
package final class ProviderDocuments: Sendable {
    private let exchange: Exchange
    private let metadata: DocumentCache<ProviderMetadata>
    private let keys: DocumentCache<JWKSet>

    package init(fetch: any Fetch, now: @escaping Now, capacity: Int = 256) {
        exchange = Exchange(fetch)
        metadata = DocumentCache(capacity: capacity, now: now)
        keys = DocumentCache(capacity: capacity, now: now)
    }

    private init(exchange: Exchange, metadata: DocumentCache<ProviderMetadata>, keys: DocumentCache<JWKSet>) {
        self.exchange = exchange
        self.metadata = metadata
        self.keys = keys
    }

    /// The same documents; those that are not there yet come through another `Fetch`.
    package func sending(through fetch: any Fetch) -> ProviderDocuments {
        ProviderDocuments(exchange: Exchange(fetch), metadata: metadata, keys: keys)
    }

    func metadata(at url: String, of provider: some Partner) async throws(FederationError) -> ProviderMetadata {
        try await metadata.value(ProviderDocuments.key(url, provider)) { [exchange] () async throws(FederationError) in
            let document = try await exchange.document(at: url, of: provider)
            do throws(MetadataError) {
                return (try ProviderMetadata(reading: document.json), document.lifetimeSeconds)
            } catch {
                throw FederationError.invalidResponse("metadata: \(error)")
            }
        }
    }

    func keys(at url: String, of provider: some Partner) async throws(FederationError) -> JWKSet {
        try await keys.value(ProviderDocuments.key(url, provider), keyLoader(url, provider))
    }

    /// The keys once more, for a token whose key is not among those we have.
    func renewedKeys(at url: String, of provider: some Partner) async throws(FederationError) -> JWKSet {
        try await keys.renewed(ProviderDocuments.key(url, provider), keyLoader(url, provider))
    }

    /// Verifies by the keys at `url`; once more with fresh ones where the token names a key that is new.
    func verify(
        _ token: String, keysAt url: String, _ algorithms: Set<SignatureAlgorithm>, of provider: some Partner
    ) async throws(FederationError) -> Result<VerifiedJWT, JOSEError> {
        let known = try await keys(at: url, of: provider)
        let outcome = ProviderDocuments.verify(token, known, algorithms)
        guard case .failure(.unknownKey) = outcome else { return outcome }
        return ProviderDocuments.verify(token, try await renewedKeys(at: url, of: provider), algorithms)
    }

    private static func verify(
        _ token: String, _ keys: JWKSet, _ algorithms: Set<SignatureAlgorithm>
    ) -> Result<VerifiedJWT, JOSEError> {
        Result { () throws(JOSEError) in try JWT.verify(token, keys: keys, allowing: algorithms) }
    }

    private func keyLoader(_ url: String, _ provider: some Partner) -> DocumentCache<JWKSet>.Load {
        { [exchange] () async throws(FederationError) in
            let document = try await exchange.document(at: url, of: provider)
            do throws(JOSEError) {
                let set = try JWKSet(document.json)
                // RFC 8725 §3.1: who publishes a secret has none. Such a set must not verify a MAC.
                guard !set.keys.contains(where: \.isSymmetric) else { throw JOSEError.malformed("a published secret") }
                return (set, document.lifetimeSeconds)
            } catch {
                throw FederationError.invalidResponse("keys: \(error)")
            }
        }
    }

    private static func key<Value>(_ url: String, _ provider: some Partner) -> DocumentCache<Value>.Key {
        DocumentCache.Key(url: url, mayReachPrivateAddresses: provider.mayReachPrivateAddresses)
    }
}
