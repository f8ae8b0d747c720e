import Base
import Cryptography
import Directory
import HTTP
import JOSE
import Policy
import Synchronization

/// Policy keys, parsed once and kept for a short while: signing keys as keys, secrets as text.
package final class PolicyKeys: Sendable {
    private let keySets: any KeySets
    private let now: Now
    private let digestKey: Secret<Bytes>
    private let cache = Mutex<[CacheKey: Entry]>([:])

    /// A key that another node or a command has changed is seen after at most this.
    private static let cacheMilliseconds: Int64 = 10_000

    private struct CacheKey: Hashable {
        let tenant: Tenant.ID
        let name: Name
    }

    private struct Entry {
        let container: Container?
        let expiresAt: Timestamp
    }

    /// A key container, parsed.
    package struct Container: Sendable {
        /// Usable signing keys, the active one first.
        package let signing: [SigningKey]
        /// The text of the active secret.
        package let secret: Secret<String>?
        /// The active key with its certificates, where it has any: an uploaded PFX.
        package let certificate: Identity?
    }

    /// A private key and the certificate that names its owner.
    package struct Identity: Sendable {
        package let leaf: Certificate
        package let clientCertificate: ClientCertificate
    }

    package init(keySets: any KeySets, digestKey: Secret<Bytes>, now: @escaping Now) {
        self.keySets = keySets
        self.digestKey = digestKey
        self.now = now
    }

    /// Nil when there is no such container.
    package func container(_ name: Name, of tenant: Tenant.ID) async throws -> Container? {
        let key = CacheKey(tenant: tenant, name: name)
        let time = now()
        if let entry = cache.withLock({ $0[key] }), time < entry.expiresAt { return entry.container }
        let set = try await keySets.keySet(name.text, of: tenant)
        let container = try set.map { try Container($0, at: time) }
        let entry = Entry(
            container: container, expiresAt: time.adding(milliseconds: PolicyKeys.cacheMilliseconds))
        cache.withLock { $0[key] = entry }
        return container
    }

    package func secret(_ name: Name, of tenant: Tenant.ID) async throws -> Secret<String>? {
        try await container(name, of: tenant)?.secret
    }

    /// The secrets that the policy's transformations hash with, looked up before: a journey is a value and waits for
    /// nothing. Most policies have none.
    func texts(
        for policy: ResolvedPolicy, of tenant: Tenant.ID
    ) async throws -> @Sendable (Name) -> Secret<String>? {
        var texts: [Name: Secret<String>] = [:]
        for name in policy.transformationKeys { texts[name] = try await secret(name, of: tenant) }
        return { [texts] in texts[Name($0.text.trimmingBlanks())] }
    }

    /// A digest under a key of the server's: says whether two answers are the same and nothing about either.
    func digest(of text: String, for purpose: String) -> Bytes {
        HMAC.sha256(Bytes(utf8: "\(purpose.utf8.count):\(purpose)\(text)"), key: digestKey.exposed)
    }
}

extension PolicyKeys.Container {
    fileprivate init(_ set: KeySet, at time: Timestamp) throws {
        let usable = set.keys.filter { $0.isUsable(at: time) }
        let active = set.active(at: time)
        let ordered = [active].compactMap(\.self) + usable.filter { $0.id != active?.id }
        signing = try ordered.compactMap { try PolicyKeys.Container.signingKey($0) }
        secret = active.flatMap { key in
            guard let text = key.material.exposed["k"]?.string.flatMap({ Base64.decodeURL($0) }) else { return nil }
            return String(validating: text).map { Secret($0) }
        }
        certificate = try active.flatMap { try PolicyKeys.Container.identity($0) }
    }

    private static func identity(_ key: KeySet.Key) throws -> PolicyKeys.Identity? {
        guard key.material.exposed["x5c"] != nil else { return nil }
        let jwk = try JWK(key.material.exposed)
        guard case .privateKey(let privateKey) = jwk.material else { return nil }
        let chain = try jwk.certificates.compactMap { text in try Base64.decode(text).map { try Certificate(der: $0) } }
        guard let leaf = chain.first, try leaf.publicKey == privateKey.publicKey else { return nil }
        return PolicyKeys.Identity(
            leaf: leaf,
            clientCertificate: ClientCertificate(chain: try chain.map { try $0.pem }.joined(), key: try privateKey.pem))
    }

    /// Nil for a key that does not sign.
    private static func signingKey(_ key: KeySet.Key) throws -> SigningKey? {
        guard key.material.exposed["kty"]?.string != "oct" else { return nil }
        let jwk = try JWK(key.material.exposed)
        guard case .privateKey(let privateKey) = jwk.material else { return nil }
        guard case .signature(let algorithm)? = jwk.algorithm else { return nil }
        return try SigningKey(id: key.id, algorithm: algorithm, privateKey: privateKey)
    }
}
