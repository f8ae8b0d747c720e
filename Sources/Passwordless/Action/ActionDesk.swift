import Base
import Directory

/// Where actions are tracked and decided.
package struct ActionDesk: Sendable {
    private let actions: any TrackedActions
    private let facts: any FactFinder
    private let witness: any ActionWitness
    private let random: Random
    private let now: Now

    package init(
        actions: any TrackedActions, facts: any FactFinder, witness: any ActionWitness = NoWitness(), random: Random,
        now: @escaping Now
    ) {
        self.actions = actions
        self.facts = facts
        self.witness = witness
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
        let (facts, decision) = try await judge(request, in: realm, by: FactNames(of: configuration))
        return try await track(request, decided: decision, facts, in: realm)
    }

    /// Writes down what `judge` has said.
    package func track(
        _ request: ActionRequest, decided decision: Decision, _ facts: ActionFacts, in realm: RealmContext
    ) async throws -> Tracked {
        let action = TrackedAction(
            tenant: realm.tenant, user: request.user.id, code: request.code,
            idempotencyKey: request.idempotencyKey ?? random.uuid(), state: ActionState(decision.result).rawValue,
            createdAt: now(),
            content: TrackedContent(request: request, decision: decision, place: facts.place).json)
        let kept = try await actions.saveIfAbsent(action)
        if kept == action { try await witness.saw(kept, in: realm) }
        return Tracked(action: kept, configuration: realm.settings.action(request.code))
    }

    /// What would be decided, and why. Nothing is written. `names` are at least those of the action's rules.
    package func judge(
        _ request: ActionRequest, in realm: RealmContext, by names: FactNames = .all
    ) async throws -> (facts: ActionFacts, decision: Decision) {
        let facts = try await facts.facts(for: request, in: realm, names)
        return (facts, realm.settings.action(request.code).decide(facts.json))
    }

    /// Says how the challenge of an action has ended. Nothing changes what is final.
    package func settle(
        _ challenge: Challenge, as state: ActionState, in realm: RealmContext
    ) async throws -> TrackedAction? {
        guard let key = challenge.idempotencyKey, let user = challenge.user else { return nil }
        let now = now()
        let settled = try await actions.update(challenge.action, key: key, of: user, in: realm.tenant) { action in
            guard ActionState(rawValue: action.state)?.isFinal == false else { return (action: action, isNew: false) }
            action.state = state.rawValue
            action.stateUpdatedAt = now
            var content = TrackedContent(json: action.content)
            content.proofs = challenge.proofs
            action.content = content.json
            return (action: action, isNew: true)
        }
        guard let settled else { return nil }
        if settled.isNew { try await witness.saw(settled.action, in: realm) }
        return settled.action
    }

    /// A reviewer's word, which also changes what is final. Nil where there is no such action.
    package func review(
        _ code: String, key: String, of user: User.ID, as state: ActionState, in realm: RealmContext
    ) async throws -> TrackedAction? {
        let now = now()
        let reviewed = try await actions.update(code, key: key, of: user, in: realm.tenant) { action in
            let isNew = action.state != state.rawValue
            if isNew { (action.state, action.stateUpdatedAt) = (state.rawValue, now) }
            return (action: action, isNew: isNew)
        }
        guard let reviewed else { return nil }
        if reviewed.isNew { try await witness.saw(reviewed.action, in: realm) }
        return reviewed.action
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
    /// Whose authenticators the person has, where those are not the realm's: a tenant's, whose policy asks a realm.
    package var home: Tenant.ID?

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
    /// Facts that are not among `names` may be missing, if it would take a look at the store to know them.
    func facts(for request: ActionRequest, in realm: RealmContext, _ names: FactNames) async throws -> ActionFacts
}

/// Is told of every action that is new or stands otherwise than before.
package protocol ActionWitness: Sendable {
    func saw(_ action: TrackedAction, in realm: RealmContext) async throws
}

package struct NoWitness: ActionWitness {
    package init() {}
    package func saw(_ action: TrackedAction, in realm: RealmContext) async throws {}
}
