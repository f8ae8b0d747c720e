import Base
import Cryptography
import Directory

/// Challenges under way, each under the hash of its token. Kept like journeys: a crash of the machine may send people
/// back to the start of a sign-in, and loses nothing else.
package struct Challenges: Sendable {
    private let rows: any StoredJourneys
    private let random: Random
    private let now: Now

    /// A challenge as it was read: whoever saves it after somebody else has gets told.
    package struct Open: Sendable {
        package let token: Secret<String>
        package var challenge: Challenge
        fileprivate var version: Int
        fileprivate let tenant: Tenant.ID
    }

    package init(rows: any StoredJourneys, random: Random, now: @escaping Now) {
        self.rows = rows
        self.random = random
        self.now = now
    }

    /// Keeps a new challenge; its token is made here.
    package func open(_ challenge: Challenge, in tenant: Tenant.ID) async throws -> Open {
        let open = Open(token: Secret(random.token(32)), challenge: challenge, version: 0, tenant: tenant)
        guard let kept = try await save(open) else { preconditionFailure("a random token came twice") }
        return kept
    }

    /// Nil where there is none, it is over, or it is another realm's.
    package func challenge(_ token: String, of realm: Realm) async throws -> Open? {
        guard token.utf8.count <= 128,
            let row = try await rows.journey(Self.id(of: token), of: realm.tenant, at: now()),
            let challenge = (try? JSON(parsing: row.content)).flatMap(Challenge.init(stored:)),
            challenge.realm == realm.id
        else { return nil }
        return Open(token: Secret(token), challenge: challenge, version: row.version, tenant: realm.tenant)
    }

    /// The challenge as it is kept now; nil where somebody else has saved it since it was read: then nothing was kept.
    package func save(_ open: Open) async throws -> Open? {
        var next = open
        next.version += 1
        let row = StoredJourney(
            id: Self.id(of: open.token.exposed), tenant: open.tenant, version: next.version,
            expiresAt: open.challenge.expiresAt, content: open.challenge.stored.bytes)
        return try await rows.save(row) ? next : nil
    }

    /// Gives the challenge another token, and makes the old one worthless: who has seen that one in an address has
    /// seen nothing. Nil where somebody else was faster.
    package func renew(_ open: Open) async throws -> Open? {
        // Saved once more first, so that of two who open one link only one goes on.
        guard let current = try await save(open) else { return nil }
        let renewed = try await self.open(current.challenge, in: current.tenant)
        try await close(current)
        return renewed
    }

    package func close(_ open: Open) async throws { try await rows.remove(Self.id(of: open.token.exposed)) }

    /// The same; false where somebody else has saved or ended it since it was read: then nothing was done.
    package func end(_ open: Open) async throws -> Bool {
        try await rows.remove(Self.id(of: open.token.exposed), version: open.version)
    }

    private static func id(of token: String) -> String { Base64.encodeURL(Hash.sha256(token.utf8)) }
}
