import Base
import Directory

/// What follows where a person has proven something over an interface: the action is settled, and the token changed, so
/// that whoever had the old one (it may have stood in an address, or been made by somebody else) has nothing of it.
struct ChallengeEnds: Sendable {
    static let lifetimeSeconds: Int64 = 600

    private let challenges: Challenges
    private let users: any Users
    private let actions: ActionDesk
    private let webhooks: any Webhooks
    private let now: Now

    init(_ parts: RealmAPI.Parts) {
        (challenges, users, actions) = (parts.challenges, parts.users, parts.actions)
        (webhooks, now) = (parts.webhooks, parts.now)
    }

    /// The challenge under its new token.
    func proven(_ open: Challenges.Open, _ client: ClientFacts, in realm: RealmContext) async throws -> Challenges.Open
    {
        let next = try await settled(open, client, in: realm)
        guard let renewed = try await challenges.renew(next) else { throw APIError.expiredToken }
        return renewed
    }

    /// The challenge of an application's server, which keeps its id.
    func concluded(_ open: Challenges.Open, _ client: ClientFacts, in realm: RealmContext) async throws
        -> Challenges.Open
    {
        let next = try await settled(open, client, in: realm)
        guard let kept = try await challenges.save(next) else { throw APIError.expiredToken }
        return kept
    }

    private func settled(_ open: Challenges.Open, _ client: ClientFacts, in realm: RealmContext) async throws
        -> Challenges.Open
    {
        var next = open
        if next.challenge.user != nil {
            try await track(&next.challenge, client, in: realm)
            if next.challenge.state == .challengeRequired, next.challenge.isMet(in: realm) {
                try await settle(&next.challenge, in: realm)
            }
        }
        let end = now().adding(seconds: Self.lifetimeSeconds)
        next.challenge.expiresAt = max(next.challenge.expiresAt, end)
        return next
    }

    /// Who has only now said who they are has tracked nothing yet.
    private func track(_ challenge: inout Challenge, _ client: ClientFacts, in realm: RealmContext) async throws {
        guard challenge.idempotencyKey == nil, let id = challenge.user,
            let user = try await users.user(id, of: realm.tenant)
        else { return }
        let tracked = try await actions.track(
            ActionRequest(user: user, code: challenge.action, client: client), in: realm)
        challenge.idempotencyKey = tracked.action.idempotencyKey
        challenge.state = tracked.state
        challenge.permittedMethods = tracked.content.permittedMethods
    }

    private func settle(_ challenge: inout Challenge, in realm: RealmContext) async throws {
        let isConfirmed = try await webhooks.confirm(challenge, in: realm)
        let state: ActionState = isConfirmed ? .challengeSucceeded : .challengeFailed
        let settled = try await actions.settle(challenge, as: state, in: realm)
        challenge.state = settled.flatMap { ActionState(rawValue: $0.state) } ?? state
    }
}
