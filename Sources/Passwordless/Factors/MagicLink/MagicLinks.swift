import Base
import Cryptography
import Directory

/// What becomes of a link that was sent, beside the challenge that waits for it: the link may be opened in a browser
/// that knows nothing of the challenge.
///
/// Who opens the address sees a page with a button, and nothing has happened yet, since programs that look through mail
/// open addresses too. The button in the browser that asked answers the challenge (`{"token": …}`). In another one the
/// person types the number that the first one shows; then the first may go on (`{"finalize": true}`) after its own
/// button. Whoever has lured somebody into opening a link has no way to show them that number.
package struct MagicLinks: Sendable {
    private let rows: any StoredJourneys
    private let now: Now

    static let maximumTries = 3

    package init(rows: any StoredJourneys, now: @escaping Now) {
        self.rows = rows
        self.now = now
    }

    /// A link that waits to be opened.
    package struct Link: Sendable, Equatable {
        /// Masked.
        package let to: String
        /// Who asked for it, for whoever opens it elsewhere.
        package let address: String
        package let userAgent: String
        package let at: Timestamp
        package let expiresAt: Timestamp
        /// Whether the number must be typed.
        package let needsNumber: Bool
        package fileprivate(set) var isApproved: Bool
        fileprivate let number: String
        fileprivate var tries: Int
        fileprivate var version: Int

        init(to: String, number: String, _ call: FactorCall, expiresAt: Timestamp) {
            self.to = to
            self.number = number
            (address, userAgent) = (call.client.address, String(call.client.userAgent.prefix(400)))
            (at, self.expiresAt) = (call.now, expiresAt)
            needsNumber = !call.realm.settings.messages.linksWorkAnywhere
            (isApproved, tries, version) = (false, 0, 0)
        }
    }

    /// What waits under a token of an address; nil: nothing, or not any more.
    package func link(_ token: String, in tenant: Tenant.ID) async throws -> Link? {
        guard token.utf8.count <= 128 else { return nil }
        return try await link(id: Self.id(of: token), in: tenant)
    }

    /// Whether this challenge, of this browser, is the one that the link is for.
    package static func isAwaited(_ token: String, by challenge: Challenge) -> Bool {
        guard let id = challenge.tasks[.magicLink]?.task.kept["link"]?.string else { return false }
        return constantTimeEqual(id.utf8, Self.id(of: token).utf8)
    }

    package enum Approval: Sendable, Equatable {
        case approved
        case wrong(triesLeft: Int)
        /// No such link, or not any more.
        case gone
    }

    /// The button in another browser, with the number that the first one shows.
    package func approve(_ token: String, number: String?, in tenant: Tenant.ID) async throws -> Approval {
        guard var link = try await link(token, in: tenant) else { return .gone }
        if link.isApproved { return .approved }
        let digits = (number ?? "").filter(\.isNumber)
        link.isApproved = !link.needsNumber || constantTimeEqual(digits.utf8, link.number.utf8)
        link.tries += 1
        guard try await save(link, Self.id(of: token), in: tenant) else { return .gone }
        if link.isApproved { return .approved }
        guard link.tries < Self.maximumTries else {
            try await rows.remove(Self.id(of: token))
            return .gone
        }
        return .wrong(triesLeft: Self.maximumTries - link.tries)
    }

    /// For the first browser, which asks again and again: whether it may go on with what it has asked for.
    package func isApproved(for pending: Challenge.Pending?, in tenant: Tenant.ID) async throws -> Bool {
        guard let id = pending?.task.kept["link"]?.string else { return false }
        return try await isApproved(id: id, in: tenant)
    }

    // MARK: - For the factor

    static func id(of token: String) -> String { Base64.encodeURL(Hash.sha256("magic link \(token)".utf8)) }

    func keep(_ link: Link, token: String, in tenant: Tenant.ID) async throws -> Bool {
        try await save(link, Self.id(of: token), in: tenant)
    }

    /// Spends the link. False where it was not approved, or somebody else was faster.
    func redeem(id: String, in tenant: Tenant.ID) async throws -> Bool {
        guard let link = try await link(id: id, in: tenant), link.isApproved else { return false }
        try await rows.remove(id)
        return true
    }

    func remove(id: String) async throws { try await rows.remove(id) }

    func isApproved(id: String, in tenant: Tenant.ID) async throws -> Bool {
        try await link(id: id, in: tenant)?.isApproved ?? false
    }

    private func link(id: String, in tenant: Tenant.ID) async throws -> Link? {
        guard let row = try await rows.journey(id, of: tenant, at: now()) else { return nil }
        return (try? JSON(parsing: row.content)).flatMap { Link(stored: $0, row) }
    }

    private func save(_ link: Link, _ id: String, in tenant: Tenant.ID) async throws -> Bool {
        try await rows.save(
            StoredJourney(
                id: id, tenant: tenant, version: link.version + 1, expiresAt: link.expiresAt,
                content: link.stored.bytes))
    }
}

extension MagicLinks.Link {
    fileprivate var stored: JSON {
        [
            "to": .string(to), "address": .string(address), "userAgent": .string(userAgent),
            "at": .integer(at.milliseconds), "needsNumber": .bool(needsNumber), "approved": .bool(isApproved),
            "number": .string(number), "tries": .integer(Int64(tries)),
        ]
    }

    fileprivate init?(stored json: JSON, _ row: StoredJourney) {
        guard let to = json["to"]?.string, let address = json["address"]?.string,
            let userAgent = json["userAgent"]?.string, let at = json["at"]?.integer,
            let needsNumber = json["needsNumber"]?.bool, let isApproved = json["approved"]?.bool,
            let number = json["number"]?.string, let tries = json["tries"]?.integer
        else { return nil }
        (self.to, self.address, self.userAgent) = (to, address, userAgent)
        (self.at, expiresAt) = (Timestamp(milliseconds: at), row.expiresAt)
        (self.needsNumber, self.isApproved, self.number) = (needsNumber, isApproved, number)
        (self.tries, version) = (Int(tries), row.version)
    }
}
