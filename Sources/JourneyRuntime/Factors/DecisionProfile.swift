import Base
import Directory
import Journey
import Passwordless
import Policy
import Trace

/// `Cardea.Decision`: an action judged by rules, a realm's or those that stand in the policy
/// (docs/passkeys-in-policies.md). Every input claim that is none of our own is custom data to the rules.
struct DecisionProfile: TechnicalProfileHandler {
    private enum Operation: String {
        case evaluate
        /// What an evaluation of this journey has asked for was done in another way than by our own factors.
        case complete
    }

    private let operation: Operation
    private let action: String
    /// Rules of the policy itself.
    private let own: ActionConfiguration?
    private let lists: JSON.Object?
    private let refusesBlocked: Bool

    /// In bytes, of `Rules` and of `ValueLists`.
    private static let maximumLength = 32 << 10
    private static let ownInputs: Set<String> = ["objectid", "idempotencykey", "email", "displayname"]

    init(_ profile: TechnicalProfile) throws(ProfileConfigurationError) {
        let metadata = profile.metadata
        let text = metadata["Operation"]?.trimmingBlanks().lowercased() ?? "evaluate"
        guard let operation = Operation(rawValue: text) else {
            throw profile.misconfigured("Operation must be Evaluate or Complete")
        }
        self.operation = operation
        action = metadata["ActionCode"]?.trimmingBlanks() ?? "signIn"
        guard ActionConfiguration.isCode(action) else {
            throw profile.misconfigured("ActionCode must be at most 64 letters, digits, '-', '_' and '.'")
        }
        own = try Self.rules(profile, action)
        lists = try Self.lists(profile)
        refusesBlocked =
            metadata.bool("RaiseErrorIfBlocked", default: false) || metadata["UserMessageIfBlocked"] != nil
    }

    /// `Rules`: a list of rules, or an object as in a realm's settings, without its code.
    private static func rules(
        _ profile: TechnicalProfile, _ action: String
    ) throws(ProfileConfigurationError) -> ActionConfiguration? {
        guard let json = try json("Rules", profile) else {
            guard let result = profile.metadata["DefaultResult"]?.trimmingBlanks() else { return nil }
            guard let result = ActionResult(rawValue: result.uppercased()) else {
                throw profile.misconfigured("DefaultResult must be ALLOW, CHALLENGE, REVIEW or BLOCK")
            }
            return ActionConfiguration(code: action, defaultResult: result)
        }
        var object = json.object ?? ["rules": json]
        object["code"] = .string(action)
        if object["defaultResult"] == nil {
            let result = profile.metadata["DefaultResult"]?.trimmingBlanks().uppercased() ?? "ALLOW"
            object["defaultResult"] = .string(result)
        }
        do {
            return try ActionConfiguration(ObjectReader(.object(object), "Rules"))
        } catch {
            throw profile.misconfigured("\(error)")
        }
    }

    private static func lists(_ profile: TechnicalProfile) throws(ProfileConfigurationError) -> JSON.Object? {
        guard let json = try json("ValueLists", profile) else { return nil }
        guard let lists = json.object, lists.members.allSatisfy({ $0.value.array != nil }) else {
            throw profile.misconfigured("ValueLists must be a JSON object of lists")
        }
        return lists
    }

    private static func json(_ key: Name, _ profile: TechnicalProfile) throws(ProfileConfigurationError) -> JSON? {
        guard let text = profile.metadata[key]?.trimmingBlanks(), !text.isEmpty else { return nil }
        guard text.utf8.count <= maximumLength else {
            throw profile.misconfigured("\(key) is longer than \(maximumLength) bytes")
        }
        guard let json = try? JSON(parsing: Bytes(utf8: text)) else {
            throw profile.misconfigured("\(key) is not JSON")
        }
        return json
    }

    func run(_ call: ProfileCall) async throws -> HandlerOutcome {
        switch operation {
        case .evaluate: return try await evaluate(call)
        case .complete:
            try await JourneyRealm(call).settle(
                call.codes, with: call.codes.factors.proofs.map(\.proof), at: call.environment.now)
            return .values([:])
        }
    }

    private func evaluate(_ call: ProfileCall) async throws -> HandlerOutcome {
        let place = JourneyRealm(call)
        let desks = try place.desks()
        let named = try await place.named()
        let tenants = try await place.context()
        let realm = changed(named ?? tenants)
        let request = try await request(call, named, desks)
        let (facts, decision) = try await desks.actions.judge(request, in: realm)
        // Nothing can be kept of somebody who is nobody yet.
        var key: String?
        if !request.user.id.text.isEmpty {
            let tracked = try await desks.actions.track(request, decided: decision, facts, in: realm)
            key = tracked.action.idempotencyKey
            call.device.remember()
            if tracked.state == .challengeRequired {
                call.codes.factors.add(
                    .init(
                        realm: named?.realm.id.text, user: request.user.id, code: action,
                        key: tracked.action.idempotencyKey))
            }
        }
        note(decision, call)
        if decision.result == .block, refusesBlocked {
            return .refused(
                UserMessage(
                    "UserMessageIfBlocked", code: "CARDEA9003",
                    detail: "\(action) is blocked by \(decision.ruleIDs.first ?? "its default")"))
        }
        return .values(.object(values(facts, decision, realm, key, call)))
    }

    private func changed(_ realm: RealmContext) -> RealmContext {
        guard own != nil || lists != nil else { return realm }
        var settings = realm.settings
        if let own { settings.actions = settings.actions.filter { $0.code != action } + [own] }
        for member in lists?.members ?? [] { settings.valueLists[member.name] = member.value }
        return RealmContext(realm: realm.realm, settings: settings, origin: realm.origin, base: realm.base)
    }

    /// The person is the tenant's; where a realm is named, it keeps one of the same id, as for an application that
    /// tracks what its users do.
    private func request(
        _ call: ProfileCall, _ named: RealmContext?, _ desks: RealmDesks
    ) async throws -> ActionRequest {
        let id = User.ID(call["objectId"]?.text.trimmingBlanks().lowercased() ?? "")
        var user = User(id: User.ID(""), tenant: call.tenant.id, identities: [], createdAt: call.environment.now)
        if !id.text.isEmpty, let known = try await call.services.users.user(id, of: call.tenant.id) {
            user = known
            let mail = call["email"]?.text ?? known.identities.first { !$0.isFederated }?.issuerAssignedID
            let name = call["displayName"]?.text ?? known.displayName
            if let named {
                user = try await desks.people.guest(id, named: name, mail: mail, in: named) ?? user
            } else if user.attributes[User.unverifiedMailName] == nil, let mail {
                // For the rules alone: nothing of it is kept.
                user.attributes[User.unverifiedMailName] = .string(mail)
            }
        }
        var request = ActionRequest(
            user: user, code: action, idempotencyKey: call["idempotencyKey"].map { String($0.text.prefix(255)) },
            client: ClientFacts(call.environment, device: call.device), custom: custom(call))
        request.home = call.tenant.id
        return request
    }

    private func custom(_ call: ProfileCall) -> JSON.Object {
        var custom = JSON.Object()
        for input in call.inputs.prefix(100) where !Self.ownInputs.contains(input.partnerName.lowercased()) {
            custom[input.partnerName] =
                switch input.value {
                case .boolean(let value): .bool(value)
                case .integer(let value): .integer(value)
                case .stringCollection(let items): JSON(items.map { String($0.prefix(1024)) })
                case .string, .date, .dateTime, .phoneNumber, .identity, .identityCollection:
                    .string(String(input.value.text.prefix(1024)))
                }
        }
        return custom
    }

    private func values(
        _ facts: ActionFacts, _ decision: Decision, _ realm: RealmContext, _ key: String?, _ call: ProfileCall
    ) -> JSON.Object {
        let configuration = realm.settings.action(action)
        let names = decision.ruleIDs.compactMap { id in configuration.rules.first { $0.id == id }?.name }
        var values: JSON.Object = [
            "state": .string(decision.result.rawValue), "actionCode": .string(action),
            "rules": call.profile.list(names, as: "rules", in: call.environment.policy),
            "ruleIds": call.profile.list(decision.ruleIDs, as: "ruleIds", in: call.environment.policy),
            "reputation": .string(reputation(facts)),
            "addressLists": call.profile.list(facts.addressLists, as: "addressLists", in: call.environment.policy),
        ]
        values["rule"] = names.first.map { .string($0) }
        values["idempotencyKey"] = key.map { .string($0) }
        values["country"] = facts.place.map { .string($0.country) }
        values["isNewDevice"] = facts.device.map { .bool($0.isNew) }
        values["isNewAddress"] = facts.isNewAddress.map { .bool($0) }
        values["isImpossibleTravel"] = facts.travel.map { .bool($0.isImpossible) }
        values["isAnonymousAddress"] = facts.isAnonymous.map { .bool($0) }
        return values
    }

    /// Of the address: what the operator's lists say of it.
    private func reputation(_ facts: ActionFacts) -> String {
        if facts.isAnonymous == true { return "anonymous" }
        return facts.addressLists.isEmpty ? "neutral" : "listed"
    }

    private func note(_ decision: Decision, _ call: ProfileCall) {
        let why = decision.ruleIDs.isEmpty ? "no rule holds" : "rules: \(decision.ruleIDs.joined(separator: ", "))"
        call.environment.trace?.note(.note("\(action) is decided: \(decision.result.rawValue) (\(why))"))
    }
}
