import Base
import Cryptography

/// A JWK Set (RFC 7517 §5). Keys that are not understood are left out, as §5 asks, and listed in `ignored`.
package struct JWKSet: Sendable {
    package let keys: [JWK]
    /// Why each key that was left out was: for the log.
    package let ignored: [JOSEError]
    private let byID: [String: [Int]]
    /// Names of keys that were broken: what else bears them is not to be trusted either.
    private let brokenIDs: Set<String>

    private static let limit = 256

    /// Refuses a set that mixes secrets with key pairs: who publishes a set publishes no secret, and who holds
    /// secrets must not be talked into taking a public key for one.
    package init(_ keys: [JWK]) throws(JOSEError) { try self.init(keys, ignored: [], brokenIDs: []) }

    package init(_ json: JSON) throws(JOSEError) {
        guard let entries = json["keys"]?.array else { throw .malformed("a JWK Set has an array of keys") }
        guard entries.count <= JWKSet.limit else { throw .malformed("more than \(JWKSet.limit) keys") }
        var keys: [JWK] = []
        var ignored: [JOSEError] = []
        var brokenIDs: Set<String> = []
        for entry in entries {
            do throws(JOSEError) {
                keys.append(try JWK(entry))
            } catch {
                ignored.append(error)
                if case .malformed = error, let id = entry["kid"]?.string { brokenIDs.insert(id) }
            }
        }
        try self.init(keys, ignored: ignored, brokenIDs: brokenIDs)
    }

    private init(_ keys: [JWK], ignored: [JOSEError], brokenIDs: Set<String>) throws(JOSEError) {
        guard keys.allSatisfy(\.isSymmetric) || !keys.contains(where: \.isSymmetric) else {
            throw .malformed("a JWK Set mixes secrets with key pairs")
        }
        (self.keys, self.ignored, self.brokenIDs) = (keys, ignored, brokenIDs)
        byID = Dictionary(grouping: keys.indices.filter { keys[$0].id != nil }) { keys[$0].id ?? "" }
    }

    /// The public half of every key that has one.
    package var publicJSON: JSON {
        get throws(JOSEError) {
            [
                "keys": .array(
                    try keys.filter { !$0.isSymmetric }.map { key throws(JOSEError) in
                        .object(try key.publicJSON)
                    })
            ]
        }
    }

    /// The one key named `id` that passes `check`. Without a name there must be exactly one that passes. An unknown
    /// name is a refusal: trying every key would let an attacker choose.
    func key(_ id: String?, _ check: (JWK) throws(JOSEError) -> Void) throws(JOSEError) -> JWK {
        if let id, brokenIDs.contains(id) { throw .unknownKey(id) }
        let candidates = id.map { byID[$0, default: []].map { keys[$0] } } ?? keys
        var fitting: [JWK] = []
        var refusal: JOSEError?
        for candidate in candidates {
            do throws(JOSEError) {
                try check(candidate)
                fitting.append(candidate)
            } catch {
                refusal = error
            }
        }
        if fitting.count == 1 { return fitting[0] }
        if fitting.isEmpty, candidates.count == 1, let refusal { throw refusal }
        throw .unknownKey(id)
    }
}

/// Where a key for a received object is looked up.
package enum KeySource: Sendable {
    /// The key is known beforehand. Where both it and the object have a `kid`, they must agree.
    case key(JWK)
    case set(JWKSet)

    func key(_ id: String?, _ check: (JWK) throws(JOSEError) -> Void) throws(JOSEError) -> JWK {
        switch self {
        case .set(let set): return try set.key(id, check)
        case .key(let key):
            if let id, let own = key.id, id != own { throw .unknownKey(id) }
            try check(key)
            return key
        }
    }
}
