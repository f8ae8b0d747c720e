import Base
import Directory
import Storage
import HTTP
import Passwordless

/// `cardea realm test-action`: what a realm's rules would decide, with every rule that was looked at and what it saw.
struct TestActionCommand: Sendable {
    let keeper: RealmKeeper
    let readFile: @Sendable (String) throws -> Bytes
    let now: Now

    func run(_ words: RealmWords) async throws -> RealmAnswer {
        let realm = try await keeper.realm(try words.position(1, "the realm's name"))
        let settings = try RealmSettings(realm.settings)
        let context = RealmContext(realm: realm, settings: settings, origin: "", base: "")
        let request = try await request(words, realm)
        let knowledge = try AddressKnowledge(places: words.value("--places"), folder: words.value("--addresses"))
        let store = keeper.store
        let facts = KeptFacts(
            authenticators: store.authenticators, devices: store.devices, actions: store.actions,
            places: knowledge.places, lists: knowledge.lists, now: now)
        let desk = ActionDesk(actions: store.actions, facts: facts, random: keeper.random, now: now)
        let (found, decision) = try await desk.judge(request, in: context)
        return said(decision, settings.action(request.code), found)
    }

    private func request(_ words: RealmWords, _ realm: Realm) async throws -> ActionRequest {
        let id = User.ID(try words.position(2, "the user's id"))
        let code = try words.position(3, "the action's code")
        let address = words.value("--ip") ?? ""
        guard address.isEmpty || IPAddress(address) != nil else { throw UsageError("--ip takes an IP address") }
        var custom = JSON.Object()
        if let text = words.value("--custom") {
            guard let object = (try? JSON(parsing: Bytes(utf8: text)))?.object else {
                throw UsageError("--custom takes a JSON object")
            }
            custom = object
        }
        let known = try await keeper.store.users.user(id, of: realm.tenant)
        return ActionRequest(
            user: known ?? User(id: id, tenant: realm.tenant, identities: [], createdAt: now()), code: code,
            client: ClientFacts(
                address: address, userAgent: words.value("--user-agent") ?? "",
                device: words.value("--device").map { Device.ID($0) }, correlationID: "test"), custom: custom)
    }

    private func said(
        _ decision: Decision, _ configuration: ActionConfiguration, _ facts: ActionFacts
    ) -> RealmAnswer {
        var lines = ["\(configuration.code): \(decision.result.rawValue)"]
        let names = Dictionary(configuration.rules.map { ($0.id, $0.name) }) { first, _ in first }
        if let first = decision.ruleIDs.first {
            lines[0] += " by rule \"\(names[first] ?? first)\""
        } else {
            lines[0] += " by default"
        }
        for item in decision.examined {
            lines.append("  \(item.outcome.rawValue)  \(names[item.ruleID] ?? item.ruleID)")
            for fact in item.facts { lines.append("    \(fact.name) = \(fact.value.text)") }
        }
        let json: JSON = [
            "result": .string(decision.result.rawValue), "ruleIds": JSON(decision.ruleIDs),
            "permittedMethods": JSON(decision.permittedMethods.map(\.rawValue)),
            "examined": .array(
                decision.examined.map { item in
                    [
                        "ruleId": .string(item.ruleID), "outcome": .string(item.outcome.rawValue),
                        "facts": .object(JSON.Object(item.facts.map { ($0.name, $0.value) })),
                    ]
                }),
            "facts": facts.json,
        ]
        return RealmAnswer(lines, json)
    }
}
