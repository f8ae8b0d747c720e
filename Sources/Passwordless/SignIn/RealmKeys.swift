import Base
import Cryptography
import Directory
import JOSE
import OpenIDProvider
import Synchronization

/// The keys that a realm signs with: RS256 for ID tokens, since Azure AD B2C takes nothing else, unless a client asks
/// for ES256; ES256 for access tokens. Made on first use; each is followed by another before it is old, and published a
/// day before it signs.
package final class RealmKeys: Sendable {
    static let setName = "RealmSigningKeys"
    /// In seconds: how long a key signs, how long before that it is published, and how long after it still verifies.
    private static let period: Int64 = 90 * 86_400
    private static let lead: Int64 = 86_400
    private static let rest: Int64 = 2 * 86_400
    /// A key that another node has made is seen after at most this.
    private static let cacheMilliseconds: Int64 = 10_000

    private let keySets: any KeySets
    private let now: Now
    private let cache = Mutex<[Tenant.ID: Entry]>([:])

    private struct Entry {
        let keys: IssuerKeys
        let expiresAt: Timestamp
    }

    package init(keySets: any KeySets, now: @escaping Now) {
        self.keySets = keySets
        self.now = now
    }

    func keys(of tenant: Tenant.ID) async throws -> IssuerKeys {
        let time = now()
        if let entry = cache.withLock({ $0[tenant] }), time < entry.expiresAt { return entry.keys }
        var set = try await keySets.keySet(Self.setName, of: tenant)
        if set == nil {
            let made = [try make(.rs256, from: nil, at: time), try make(.es256, from: nil, at: time)]
            set = try await keySets.saveIfAbsent(
                KeySet(tenant: tenant, name: Self.setName, use: .signature, keys: made))
        }
        guard let set else { throw RealmKeyFailure.none }
        let current = try await rotated(set, at: time)
        let keys = try Self.issuerKeys(current, at: time)
        let entry = Entry(keys: keys, expiresAt: time.adding(milliseconds: Self.cacheMilliseconds))
        cache.withLock { $0[tenant] = entry }
        return keys
    }

    /// A new key of each kind now, and the old ones verify as long as their tokens live: for an operator who fears that
    /// one is known.
    package func rotate(of tenant: Tenant.ID) async throws {
        guard var set = try await keySets.keySet(Self.setName, of: tenant) else { return }
        let time = now()
        set.keys = set.keys.filter { $0.isPublished(at: time) }.map { $0.ending(time.adding(seconds: Self.rest)) }
        set.keys += [try make(.rs256, from: nil, at: time), try make(.es256, from: nil, at: time)]
        try await keySets.save(set)
        _ = cache.withLock { $0.removeValue(forKey: tenant) }
    }

    /// The set with a successor for each kind of key whose time is nearly over, and without what is long gone.
    private func rotated(_ set: KeySet, at time: Timestamp) async throws -> KeySet {
        var next = set
        next.keys = next.keys.filter { $0.isPublished(at: time) }
        for algorithm in [SignatureAlgorithm.rs256, .es256] {
            let own = next.keys.filter { $0.algorithm == algorithm }
            guard let newest = own.max(by: { $0.start < $1.start }) else {
                next.keys.append(try make(algorithm, from: nil, at: time))
                continue
            }
            guard newest.start.adding(seconds: Self.period - Self.lead) <= time else { continue }
            let start = time.adding(seconds: Self.lead)
            next.keys = next.keys.map { key in
                key.algorithm == algorithm && key.expiresAt == nil ? key.ending(start.adding(seconds: Self.rest)) : key
            }
            next.keys.append(try make(algorithm, from: start, at: time))
        }
        if next != set { try await keySets.save(next) }
        return next
    }

    private func make(
        _ algorithm: SignatureAlgorithm, from start: Timestamp?, at time: Timestamp
    ) throws -> KeySet.Key {
        let key = try SigningKey(
            algorithm: algorithm, privateKey: algorithm == .rs256 ? .rsa(bits: 2048) : .elliptic(.p256))
        return KeySet.Key(
            id: key.id, material: Secret(.object(try key.privateJWK.privateJSON.exposed)), notBefore: start,
            createdAt: time)
    }

    private static func issuerKeys(_ set: KeySet, at time: Timestamp) throws -> IssuerKeys {
        let all = try set.keys.map { (key: $0, signing: try signingKey($0)) }
        func active(_ algorithm: SignatureAlgorithm) -> SigningKey? {
            all.filter { $0.key.isUsable(at: time) && $0.signing.algorithm == algorithm }
                .max { $0.key.start < $1.key.start }?.signing
        }
        guard let signing = active(.rs256) else { throw RealmKeyFailure.none }
        return try IssuerKeys(
            signing: signing, alternatives: [active(.es256)].compactMap(\.self), others: all.map(\.signing.publicJWK))
    }

    private static func signingKey(_ key: KeySet.Key) throws -> SigningKey {
        let jwk = try JWK(key.material.exposed)
        guard case .privateKey(let privateKey) = jwk.material, case .signature(let algorithm)? = jwk.algorithm else {
            throw RealmKeyFailure.none
        }
        return try SigningKey(id: key.id, algorithm: algorithm, privateKey: privateKey)
    }
}

/// The realm's key set holds nothing that signs.
enum RealmKeyFailure: Error { case none }

extension KeySet.Key {
    fileprivate var start: Timestamp { notBefore ?? createdAt }

    fileprivate var algorithm: SignatureAlgorithm? {
        material.exposed["alg"]?.string.flatMap(SignatureAlgorithm.init(rawValue:))
    }

    fileprivate func isPublished(at now: Timestamp) -> Bool { expiresAt.map { now < $0 } ?? true }

    fileprivate func ending(_ time: Timestamp) -> KeySet.Key {
        KeySet.Key(
            id: id, material: material, notBefore: notBefore, expiresAt: min(expiresAt ?? time, time),
            createdAt: createdAt)
    }
}
