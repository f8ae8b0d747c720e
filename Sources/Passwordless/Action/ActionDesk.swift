import Base
import Directory

/// Where actions are tracked and decided.
package struct ActionDesk: Sendable {
    private let actions: any TrackedActions
    private let facts: any FactFinder
    private let random: Random
    private let now: Now

    package init(actions: any TrackedActions, facts: any FactFinder, random: Random, now: @escaping Now) {
        self.actions = actions
        self.facts = facts
        self.random = random
        self.now = now
    }

    /// Decides an action and writes it down. One that was tracked by this key before is answered as it stands.
    package func track(_ request: ActionRequest, in realm: RealmContext) async throws -> Tracked {
        let configuration = realm.settings.action(request.code)
        if let key = request.idempotencyKey,
            let known = try await actions.action(request.code, key: key, of: request.user.id, in: realm.tenant)
        {
            return Tracked(action: known, configuration: configuration)
        }
        let facts = try await facts.facts(for: request, in: realm)
        let decision = configuration.decide(facts.json)
        let action = TrackedAction(
            tenant: realm.tenant, user: request.user.id, code: request.code,
            idempotencyKey: request.idempotencyKey ?? random.uuid(), state: ActionState(decision.result).rawValue,
            createdAt: now(), content: TrackedContent(request: request, decision: decision).json)
        return Tracked(action: try await actions.saveIfAbsent(action), configuration: configuration)
    }

    /// Says how the challenge of an action has ended. Nothing changes what is final.
    package func settle(
        _ challenge: Challenge, as state: ActionState, in realm: RealmContext
    ) async throws -> TrackedAction? {
        guard let key = challenge.idempotencyKey, let user = challenge.user else { return nil }
        let now = now()
        return try await actions.update(challenge.action, key: key, of: user, in: realm.tenant) { action in
            guard ActionState(rawValue: action.state)?.isFinal == false else { return action }
            action.state = state.rawValue
            action.stateUpdatedAt = now
            var content = TrackedContent(json: action.content)
            content.proofs = challenge.proofs
            action.content = content.json
            return action
        }
    }
}

/// What somebody wants to do.
package struct ActionRequest: Sendable {
    package var user: User
    package var code: String
    package var idempotencyKey: String?
    package var client: ClientFacts
    /// What the application says of it, for the rules.
    package var custom: JSON.Object

    package init(
        user: User, code: String, idempotencyKey: String? = nil, client: ClientFacts,
        custom: JSON.Object = JSON.Object()
    ) {
        self.user = user
        self.code = code
        self.idempotencyKey = idempotencyKey
        self.client = client
        self.custom = custom
    }
}

/// An action that is written down.
package struct Tracked: Sendable {
    package let action: TrackedAction
    package let configuration: ActionConfiguration

    package var state: ActionState { ActionState(rawValue: action.state) ?? .block }
    package var content: TrackedContent { TrackedContent(json: action.content) }
}

/// Finds out what rules may look at.
package protocol FactFinder: Sendable {
    func facts(for request: ActionRequest, in realm: RealmContext) async throws -> ActionFacts
}
