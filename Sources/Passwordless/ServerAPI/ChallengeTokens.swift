import Base
import Directory

/// Tokens for what applications have tracked: each is a challenge of one person, and the key to its page.
struct ChallengeTokens: Sendable {
    static let lifetimeSeconds: Int64 = 600

    private let challenges: Challenges
    private let authenticators: any Authenticators
    private let actions: ActionDesk
    private let now: Now

    init(_ parts: RealmAPI.Parts) {
        (challenges, authenticators, actions, now) = (parts.challenges, parts.authenticators, parts.actions, parts.now)
    }

    func open(_ tracked: Tracked, _ request: TrackRequest, in realm: RealmContext) async throws -> Challenges.Open {
        try await challenges.open(challenge(tracked, request, in: realm), in: realm.tenant)
    }

    func challenge(_ tracked: Tracked, _ request: TrackRequest, in realm: RealmContext) -> Challenge {
        let (now, content) = (now(), tracked.content)
        var notes = JSON.Object()
        notes.set("redirectUrl", request.redirectURL)
        if request.opensSettings { notes["redirectToSettings"] = true }
        if request.forcesEnrolment { notes["forceEnrollment"] = true }
        notes.set("locale", request.client.languages.first)
        var challenge = Challenge(
            realm: realm.realm.id, user: tracked.action.user, action: tracked.action.code,
            idempotencyKey: tracked.action.idempotencyKey, state: tracked.state,
            permittedMethods: content.permittedMethods, defaultMethod: content.defaultMethod, scope: request.scope,
            notes: notes, createdAt: now, expiresAt: now.adding(seconds: Self.lifetimeSeconds))
        challenge.owner = .tracked
        challenge.proofs = tracked.state.isPassed ? content.proofs : []
        return challenge
    }

    /// Where the person does what is asked. The token is in the address for one request: the page takes another.
    func page(of open: Challenges.Open, in realm: RealmContext) -> String {
        "\(realm.base)/challenge?token=\(open.token.exposed)"
    }

    /// Lets what was proven before there was an account count for `open`, on the application's word that it is the same
    /// person. What is not proven changes nothing.
    func claim(_ id: String, _ open: Challenges.Open, in realm: RealmContext) async throws -> Challenges.Open {
        guard let earlier = try await challenges.challenge(id, of: realm.realm), !earlier.challenge.proofs.isEmpty,
            earlier.challenge.user == nil || earlier.challenge.user == open.challenge.user
        else { throw APIError.invalid("There is no challenge of this id that was verified.") }
        var next = open
        next.challenge.proofs = earlier.challenge.proofs
        next.challenge.provenAddresses = earlier.challenge.provenAddresses
        if next.challenge.state == .challengeRequired, next.challenge.isMet(in: realm) {
            let settled = try await actions.settle(next.challenge, as: .challengeSucceeded, in: realm)
            next.challenge.state = settled.flatMap { ActionState(rawValue: $0.state) } ?? .challengeSucceeded
        }
        guard let kept = try await challenges.save(next) else { throw APIError.expiredToken }
        // Once: whoever has the id must not claim it for another account too.
        try await challenges.close(earlier)
        return kept
    }
}
