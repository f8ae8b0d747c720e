import Base
import Directory
import HTTP

/// `POST /init-auth`: an application says who is about to sign in, and gets a token for `/oidc/auth` (A.1.2). The token
/// works once and ten minutes, for that one person; the realm's rules decide when the person's browser brings it.
struct InitAuthEndpoint: Sendable {
    let parts: RealmAPI.Parts
    let persons: Persons
    let tokens: ChallengeTokens
    let addresses: VerifiedAddresses

    func routes(_ route: GuardedRoutes) -> [Route] {
        route(.post, "/init-auth", begin) + route.belowIssuers(.post, "/init-auth", begin)
    }

    private func begin(_ call: APICall) async throws -> Response {
        let body = try call.body()
        var request = try TrackRequest(call, isInitAuth: true)
        let action = try body.text("action") ?? "signIn"
        guard ActionConfiguration.isCode(action) else {
            throw body.fault("action", "must be at most 64 letters, digits, '-', '_' and '.'")
        }
        if let application = try body.text("appId", maximum: 255) { request.custom.set("appId", application) }
        let id = try Persons.id(try body.required("userId"))
        let user = try await persons.person(id, request.person, in: call.realm)
        guard user.isEnabled else { throw APIError(403, "user_disabled", "The user is disabled.") }
        if request.person.isEmailVerified == true, let address = user.mailAddress {
            try await addresses.sync(.mail(address), of: user, in: call.realm, request.client)
        }
        if request.person.isPhoneNumberVerified == true, let number = user.phoneNumber {
            try await addresses.sync(.phone(number), of: user, in: call.realm, request.client)
        }
        let open = try await parts.challenges.open(
            challenge(action, user, request, in: call.realm), in: call.realm.tenant)
        return .json(["token": .string(open.token.exposed)])
    }

    private func challenge(
        _ action: String, _ user: User, _ request: TrackRequest, in realm: RealmContext
    ) -> Challenge {
        let now = parts.now()
        var notes: JSON.Object = ["initiated": true]
        if request.opensSettings { notes["redirectToSettings"] = true }
        if request.forcesEnrolment { notes["forceEnrollment"] = true }
        if !request.custom.members.isEmpty { notes["custom"] = .object(request.custom) }
        notes.set("locale", request.client.languages.first)
        var challenge = Challenge(
            realm: realm.realm.id, user: user.id, action: action, idempotencyKey: request.idempotencyKey,
            scope: request.scope, notes: notes, createdAt: now,
            expiresAt: now.adding(seconds: ChallengeTokens.lifetimeSeconds))
        challenge.owner = .initAuth
        return challenge
    }
}
