import Base
import Directory
import HTTP

/// `POST /v1/validate`: what a token that a browser brings is worth.
struct ValidateEndpoint: Sendable {
    let parts: RealmAPI.Parts

    func routes(_ route: GuardedRoutes) -> [Route] { route(.post, "/v1/validate", validate) }

    private func validate(_ call: APICall) async throws -> Response {
        let body = try call.body()
        let token = try body.required("token")
        guard let found = try await parts.passage(token, in: call.realm) else {
            return .json(["isValid": false, "error": "The token is not valid."])
        }
        var problem: String?
        if let action = try body.text("action"), action != found.challenge.action {
            problem = "The token is for another action."
        }
        if let user = try body.text("userId"), user != found.challenge.user?.text {
            problem = "The token is another user's."
        }
        var shape = found.shape
        shape["isValid"] = .bool(problem == nil && found.state.isPassed)
        shape.set("error", problem)
        return .json(.object(shape))
    }
}

/// A token's challenge, and where its action stands by now.
struct Passage: Sendable {
    let open: Challenges.Open
    let state: ActionState
    let stateUpdatedAt: Timestamp?

    var challenge: Challenge { open.challenge }

    var shape: JSON.Object {
        let proof = challenge.proofs.last
        var shape: JSON.Object = [
            "isValid": .bool(state.isPassed), "state": .string(state.rawValue), "action": .string(challenge.action),
            "actionCode": .string(challenge.action),
        ]
        shape.set("stateUpdatedAt", stateUpdatedAt?.iso8601)
        shape.set("userId", challenge.user?.text)
        shape.set("idempotencyKey", challenge.idempotencyKey)
        shape.set("verificationMethod", proof?.method.rawValue)
        shape.set("userAuthenticatorId", proof?.authenticator?.text)
        return shape
    }
}

extension RealmAPI.Parts {
    /// Nil where the token is none of a person's. A reviewer's word counts as soon as it is given; what a token has not
    /// proven itself no other token of its action proves for it.
    func passage(_ token: String, in realm: RealmContext) async throws -> Passage? {
        guard let open = try await challenges.challenge(token, of: realm.realm), !open.challenge.isServers,
            let user = open.challenge.user, open.challenge.claimedIdentifier == nil
        else { return nil }
        let challenge = open.challenge
        guard let key = challenge.idempotencyKey,
            let action = try await trackedActions.action(challenge.action, key: key, of: user, in: realm.tenant),
            let state = ActionState(rawValue: action.state)
        else { return Passage(open: open, state: challenge.state, stateUpdatedAt: nil) }
        let isOthers = state == .challengeSucceeded && challenge.state != .challengeSucceeded
        return Passage(
            open: open, state: isOthers ? challenge.state : state, stateUpdatedAt: action.stateUpdatedAt)
    }
}

extension Challenge {
    /// For whom it was made, and so where its token is good.
    enum Owner: String {
        /// Made by `POST /v1/challenge`: its id is for the application's server, and nobody signs in by it.
        case server
        /// Made by `POST /init-auth`: for `/oidc/auth`.
        case initAuth
        /// Made by tracking an action: for the action's page, and for apps.
        case tracked
    }

    private static let ownerName = "owner"

    /// Nil: a browser's own sign-in, or that of an app where nobody has said yet who it is. Neither begins another one.
    var owner: Owner? {
        get { notes[Self.ownerName]?.string.flatMap(Owner.init) }
        set { notes[Self.ownerName] = newValue.map { .string($0.rawValue) } }
    }

    var isServers: Bool { owner == .server }
}
