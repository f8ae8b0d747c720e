import Base
import Directory
import Storage
import Passwordless

/// `cardea realm key …` and `webhook-secret`. Keys are shown once and kept as hashes; webhook secrets are kept sealed,
/// since we sign with them.
struct RealmKeyCommands: Sendable {
    let keeper: RealmKeeper
    let random: Random
    let now: Now

    func create(_ words: RealmWords) async throws -> RealmAnswer {
        let days = try words.days("--days", otherwise: 0)
        return try await made(words, overlap: nil, expiresAt: days == 0 ? nil : after(days: days))
    }

    /// The keys before it end after the overlap, so that every application can change over.
    func rotate(_ words: RealmWords) async throws -> RealmAnswer {
        try await made(words, overlap: after(days: try words.days("--overlap", otherwise: 7)), expiresAt: nil)
    }

    func list(_ words: RealmWords) async throws -> RealmAnswer {
        let keys = try RealmSettings(try await realm(words).settings).apiKeys
        return RealmAnswer(
            keys.map { "\($0.id)  \($0.name)  \($0.createdAt.iso8601)  \($0.expiresAt?.iso8601 ?? "no end")" },
            .array(
                keys.map { key in
                    var object: JSON.Object = [
                        "id": .string(key.id), "name": .string(key.name), "createdAt": .string(key.createdAt.iso8601),
                    ]
                    object["expiresAt"] = key.expiresAt.map { .string($0.iso8601) }
                    return .object(object)
                }))
    }

    func revoke(_ words: RealmWords) async throws -> RealmAnswer {
        let realm = try await realm(words)
        let id = try words.position(3, "the key's id")
        let isGone = try await RealmEditor(realms: keeper.store.realms).change(realm.id) { settings in
            let isKnown = settings.apiKeys.contains { $0.id == id }
            settings.apiKeys.removeAll { $0.id == id }
            return isKnown
        }
        guard isGone == true else { throw RealmKeeper.Fault(description: "there is no key \(id)") }
        return RealmAnswer(["revoked \(id)"], ["id": .string(id)])
    }

    func webhookSecret(_ words: RealmWords) async throws -> RealmAnswer {
        let realm = try await keeper.realm(try words.position(1, "the realm's name"))
        let secrets = WebhookSecrets(keySets: keeper.store.keySets, random: random, now: now)
        let overlap = try words.days("--overlap", otherwise: 7) * 86_400
        let secret = try await secrets.add(to: realm.tenant, overlapSeconds: overlap).exposed
        return RealmAnswer(["secret  \(secret)"], ["secret": .string(secret)])
    }

    private func made(_ words: RealmWords, overlap: Timestamp?, expiresAt: Timestamp?) async throws -> RealmAnswer {
        let realm = try await realm(words)
        let time = now()
        let new = APIKey.make(
            name: words.value("--name") ?? "key", at: time, expiresAt: expiresAt, random: random)
        try await RealmEditor(realms: keeper.store.realms).change(realm.id) { settings in
            settings.apiKeys.removeAll { !$0.isUsable(at: time) }
            if let overlap {
                for index in settings.apiKeys.indices {
                    settings.apiKeys[index].expiresAt = min(settings.apiKeys[index].expiresAt ?? overlap, overlap)
                }
            }
            settings.apiKeys.append(new.key)
        }
        return RealmAnswer(
            ["tenant  \(realm.tenant)", "id      \(new.key.id)", "key     \(new.shown.exposed)"],
            [
                "tenantId": .string(realm.tenant.text), "id": .string(new.key.id), "key": .string(new.shown.exposed),
            ])
    }

    private func realm(_ words: RealmWords) async throws -> Realm {
        try await keeper.realm(try words.position(2, "the realm's name"))
    }

    private func after(days: Int64) -> Timestamp { now().adding(seconds: days * 86_400) }
}
