import Base
import Cryptography
import Directory

/// The secrets that a realm signs its webhooks with, sealed in the store. While two are usable each request has two
/// signatures, so that a receiver may change its own at any time.
package struct WebhookSecrets: Sendable {
    static let keySetName = "Webhooks"

    private let keySets: any KeySets
    private let random: Random
    private let now: Now

    package init(keySets: any KeySets, random: Random, now: @escaping Now) {
        self.keySets = keySets
        self.random = random
        self.now = now
    }

    /// The usable ones, oldest first; made where there is none.
    package func secrets(of tenant: Tenant.ID) async throws -> [Secret<String>] {
        if let set = try await keySets.keySet(Self.keySetName, of: tenant) {
            let found = usable(set)
            if !found.isEmpty { return found }
            return [try await add(to: tenant)]
        }
        let set = KeySet(tenant: tenant, name: Self.keySetName, use: .signature, keys: [make()])
        return usable(try await keySets.saveIfAbsent(set))
    }

    /// A new secret. Those before it stay usable for `overlapSeconds`.
    package func add(to tenant: Tenant.ID, overlapSeconds: Int64 = 7 * 86_400) async throws -> Secret<String> {
        var set =
            try await keySets.keySet(Self.keySetName, of: tenant)
            ?? KeySet(tenant: tenant, name: Self.keySetName, use: .signature, keys: [])
        let end = now().adding(seconds: overlapSeconds)
        let key = make()
        set.keys =
            set.keys.filter { $0.isUsable(at: now()) }.map { old in
                KeySet.Key(
                    id: old.id, material: old.material, notBefore: old.notBefore,
                    expiresAt: min(old.expiresAt ?? end, end), createdAt: old.createdAt)
            } + [key]
        try await keySets.save(set)
        return Self.text(key) ?? Secret("")
    }

    private func usable(_ set: KeySet) -> [Secret<String>] {
        set.keys.filter { $0.isUsable(at: now()) }.sorted { $0.createdAt < $1.createdAt }.compactMap(Self.text)
    }

    private func make() -> KeySet.Key {
        let text = "whsec_\(random.token(32))"
        return KeySet.Key(
            id: random.token(8), material: Secret(["kty": "oct", "k": .string(Base64.encodeURL(text.utf8))]),
            createdAt: now())
    }

    private static func text(_ key: KeySet.Key) -> Secret<String>? {
        guard let bytes = key.material.exposed["k"]?.string.flatMap({ Base64.decodeURL($0) }) else { return nil }
        return String(validating: bytes).map { Secret($0) }
    }
}

/// `X-Signature-V2`: `t=<seconds>,v2=<base64 of HMAC-SHA256 over "t.body", without padding>`, one `v2` for each secret.
enum WebhookSignature {
    static let field = "X-Signature-V2"

    static func value(_ body: Bytes, at now: Timestamp, _ secrets: [Secret<String>]) -> String {
        let message = Bytes(utf8: "\(now.seconds).") + body
        let signatures = secrets.map { secret in
            let code = HMAC.sha256(message, key: Bytes(utf8: secret.exposed))
            return "v2=\(Base64.encode(code).filter { $0 != "=" })"
        }
        return (["t=\(now.seconds)"] + signatures).joined(separator: ",")
    }
}
