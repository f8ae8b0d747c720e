import Base
import Cryptography
import Directory

/// Finds the latest challenge that an application's server has opened for a person. Kept like challenges.
struct ChallengeIndex: Sendable {
    let rows: any StoredJourneys
    let now: Now

    func note(_ open: Challenges.Open, in realm: RealmContext) async throws {
        guard let user = open.challenge.user else { return }
        let id = Self.id(user, realm)
        // Of two at once either may be the latest.
        for _ in 0..<2 {
            let before = try await rows.journey(id, of: realm.tenant, at: now())
            let row = StoredJourney(
                id: id, tenant: realm.tenant, version: (before?.version ?? 0) + 1, expiresAt: open.challenge.expiresAt,
                content: Bytes(utf8: open.token.exposed))
            if try await rows.save(row) { return }
            if before == nil { try await rows.remove(id) }
        }
    }

    func latest(of user: User.ID, in realm: RealmContext) async throws -> String? {
        let row = try await rows.journey(Self.id(user, realm), of: realm.tenant, at: now())
        return row.flatMap { String(validating: $0.content) }
    }

    private static func id(_ user: User.ID, _ realm: RealmContext) -> String {
        Base64.encodeURL(Hash.sha256(JSON(["latest challenge", realm.realm.id.text, user.text]).bytes))
    }
}
