import Base
import Cryptography

// Keys of the server interface: made here, shown once, kept as hashes, and rotated with overlap.
extension APIKey {
    /// What every key begins with, so that people and scanners of source code know what they have found.
    package static let prefix = "cardea_"

    /// A new key, and the text that is shown once.
    package static func make(
        name: String, at now: Timestamp, expiresAt: Timestamp? = nil, random: Random
    ) -> (key: APIKey, shown: Secret<String>) {
        let text = prefix + random.token(32)
        let key = APIKey(
            id: random.token(8), name: name, hash: hash(of: text), createdAt: now, expiresAt: expiresAt)
        return (key, Secret(text))
    }

    package static func hash(of text: String) -> Bytes { Hash.sha256(text.utf8) }

    package func isUsable(at now: Timestamp) -> Bool { expiresAt.map { now < $0 } ?? true }
}

extension RealmSettings {
    /// Whether `text` is one of the keys. All are looked at, so that time does not tell which one was close.
    package func accepts(apiKey text: String, at now: Timestamp) -> Bool {
        let hash = APIKey.hash(of: text)
        return apiKeys.reduce(false) { found, key in
            let isThis = constantTimeEqual(key.hash, hash)
            return isThis && key.isUsable(at: now) || found
        }
    }

    /// For the realm's own OpenID client, whose id is the realm's tenant id and whose secrets are the API keys, as
    /// Authsignal has it (A.1.2): `Application.secretHashes`.
    package func apiKeyHashes(at now: Timestamp) -> [Bytes] {
        apiKeys.filter { $0.isUsable(at: now) }.map(\.hash)
    }

    /// The same, of settings of which nothing else is wanted.
    package static func apiKeyHashes(in json: JSON, at now: Timestamp) throws(ObjectReader.Fault) -> [Bytes] {
        var settings = RealmSettings()
        for child in try ObjectReader(json).children("apiKeys", maximum: 20) ?? [] {
            settings.apiKeys.append(try APIKey(child))
        }
        return settings.apiKeyHashes(at: now)
    }
}
