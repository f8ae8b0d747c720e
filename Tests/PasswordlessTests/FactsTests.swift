import Base
import Directory
import HTTP
import Storage
import TestSupport
import Testing

@testable import Passwordless

@Suite struct FactsTests {
    @Test func `of a person who was never seen everything is new`() async throws {
        let world = try await FactsWorld()
        let facts = try await world.facts(from: "198.51.100.7", device: "phone").json
        #expect(facts["ip"]?["isUnrecognized"] == true)
        #expect(facts["ip"]?["country"] == "NZ")
        #expect(facts["ip"]?["isImpossibleTravel"] == .null)
        #expect(facts["device"]?["isNew"] == true)
        #expect(facts["user"]?["isEnrolled"] == false)
        #expect(facts["user"]?["custom"]?["tier"] == "gold")
        #expect(facts["lists"]?["partners"] == ["acme"])
        #expect(facts["custom"]?["amount"] == 250)
    }

    @Test func `what has passed from an address and a device makes them known`() async throws {
        let world = try await FactsWorld()
        try await world.pass(from: "198.51.100.7", device: "phone")
        let facts = try await world.facts(from: "198.51.100.7", device: "phone").json
        #expect(facts["ip"]?["isUnrecognized"] == false)
        #expect(facts["device"]?["isNew"] == false)
        #expect(facts["user"]?["deviceCount"] == 1)
        #expect(try await world.facts(from: "203.0.113.9", device: "phone").json["ip"]?["isUnrecognized"] == true)
    }

    @Test func `what has failed makes nothing known`() async throws {
        let world = try await FactsWorld()
        let tracked = try await world.track(from: "198.51.100.7", device: "phone")
        #expect(tracked.state == .challengeRequired)
        let facts = try await world.facts(from: "198.51.100.7", device: "phone").json
        #expect(facts["ip"]?["isUnrecognized"] == true)
        #expect(facts["device"]?["isNew"] == true)
    }

    @Test func `a device that was given up stays given up`() async throws {
        let world = try await FactsWorld()
        try await world.pass(from: "198.51.100.7", device: "phone")
        var device = try #require(
            try await world.store.devices.device(Device.ID("phone"), of: world.user.id, in: world.realm.tenant))
        #expect(device.country == "NZ")
        device.isInvalidated = true
        try await world.store.devices.save(device, limit: 10)
        try await world.pass(from: "198.51.100.7", device: "phone")
        let facts = try await world.facts(from: "198.51.100.7", device: "phone").json
        #expect(facts["device"]?["isInvalidated"] == true)
        #expect(facts["user"]?["deviceCount"] == 0)
    }

    @Test(arguments: [(1, true), (30, false)])
    func `nobody is in two places at once`(hours: Int64, isImpossible: Bool) async throws {
        let world = try await FactsWorld()
        try await world.pass(from: "198.51.100.7", device: "phone")
        world.clock.advance(seconds: hours * 3600)
        let facts = try await world.facts(from: "203.0.113.9", device: "phone")
        #expect(facts.place?.country == "CH")
        #expect(facts.travel?.isImpossible == isImpossible)
    }

    @Test(arguments: [("192.0.2.1", true, ["tor"]), ("2001:db8:0:1::1", false, ["office"]), ("192.0.2.2", false, [])])
    func `addresses are looked up in the operator's lists`(
        address: String, isAnonymous: Bool, names: [String]
    ) async throws {
        let world = try await FactsWorld()
        let facts = try await world.facts(from: address, device: nil)
        #expect(facts.isAnonymous == isAnonymous)
        #expect(facts.addressLists == names)
        #expect(facts.json["device"]?["id"] == .null)
    }

    /// A rule sees by itself what it would see among rules that look at everything.
    @Test(arguments: [
        "ip.isUnrecognized", "ip.isImpossibleTravel", "ip.country", "ip", "device.isNew", "device.isInvalidated",
        "device",
        "user.deviceCount", "user.isEnrolled", "user.verificationMethods", "user.verificationMethods.0", "user",
        "custom.amount", "lists.partners", "",
    ])
    func `what a rule names is found for it`(name: String) async throws {
        let world = try await FactsWorld()
        try await world.pass(from: "198.51.100.7", device: "phone")
        _ = try await world.store.authenticators.create(
            Authenticator(
                id: Authenticator.ID("key"), tenant: world.realm.tenant, user: world.user.id, method: "PASSKEY",
                handle: "key", name: "Key", createdAt: world.clock.now, verifiedAt: world.clock.now,
                content: Secret([:])),
            limit: 9)
        let names = FactNames(of: try configuration(of: name))
        let (some, all) = (
            try await world.facts(from: "203.0.113.9", device: "phone", names).json,
            try await world.facts(from: "203.0.113.9", device: "phone").json
        )
        let condition = try JSONLogic(["var": .string(name)])
        var (one, other) = (JSONLogicRun(over: some), JSONLogicRun(over: all))
        #expect(try one.value(of: condition) == (try other.value(of: condition)))
        #expect(try other.value(of: condition) != .null)
    }

    @Test func `what no active rule names is not looked for`() async throws {
        let world = try await FactsWorld()
        try await world.pass(from: "198.51.100.7", device: "phone")
        var sleeping = try configuration(of: "user.deviceCount")
        sleeping.rules[0].isActive = false
        for configuration in [sleeping, try configuration(of: "custom.amount")] {
            let facts = try await world.facts(from: "198.51.100.7", device: "phone", FactNames(of: configuration))
            #expect(facts.user.deviceCount == 0)
            #expect(facts.isNewAddress == nil)
        }
    }

    private func configuration(of name: String) throws -> ActionConfiguration {
        ActionConfiguration(
            code: "signIn",
            rules: [Rule(id: "r", name: "r", result: .block, condition: try JSONLogic(["var": .string(name)]))])
    }

    @Test func `an action that is only judged is not written`() async throws {
        let world = try await FactsWorld()
        let (_, decision) = try await world.actions.judge(world.request("198.51.100.7", "phone"), in: world.realm)
        #expect(decision.result == .challenge)
        #expect(try await world.store.actions.actions(ActionQuery(limit: 9), in: world.realm.tenant).isEmpty)
    }
}

struct AddressListsTests {
    @Test func `ranges that overlap or touch are one`() throws {
        let ranges = ["10.0.0.0/9", "10.128.0.0/9", "10.1.0.0/16", "192.0.2.7", "::/0"].compactMap {
            AddressSet.Range($0)
        }
        #expect(
            AddressSet(Array(ranges.dropLast())) == AddressSet(["10.0.0.0/8", "192.0.2.7"].compactMap { .init($0) }))
        #expect(AddressSet(ranges).contains(try #require(IPAddress("203.0.113.1"))))
    }

    @Test func `of very many ranges each is found`() throws {
        let text = (0..<60_000).map { "10.\($0 / 256 % 256).\($0 % 256).\(($0 / 65_536) * 2)/32" }
        let lists = try AddressLists([("tor", text.joined(separator: "\n"))])
        for index in [0, 1, 29_999, 59_999] {
            let address = try #require(IPAddress(String(text[index].prefix { $0 != "/" })))
            #expect(lists.isAnonymous(address) == true)
        }
        #expect(lists.isAnonymous(try #require(IPAddress("10.0.0.1"))) == false)
    }

    @Test func `remarks and empty lines are skipped, mistakes told by line`() throws {
        let lists = try AddressLists([("office", "# ours\n\n 192.0.2.0/24 ; main house\r\n")])
        #expect(lists.names(of: try #require(IPAddress("192.0.2.9"))) == ["office"])
        #expect(lists.isAnonymous(try #require(IPAddress("192.0.2.9"))) == nil)
        for wrong in ["10.0.0.0/33", "10.0.0", "::/129", "10.0.0.0/-1", "home"] {
            #expect { try AddressLists([("l", "192.0.2.1\n\(wrong)")]) } throws: { "\($0)".hasPrefix("l:2: ") }
        }
    }
}

/// A realm in memory with one person; two networks are in New Zealand and in Switzerland.
private struct FactsWorld {
    let store: Store
    let realm: RealmContext
    let user: User
    let clock = TestClock()
    let actions: ActionDesk
    let finder: KeptFacts

    private struct Places: PlaceFinder {
        func place(of address: IPAddress) -> Place? {
            switch address.bytes.first {
            case 198: Place(country: "NZ", coordinates: .init(latitude: -36.8, longitude: 174.8))
            case 203: Place(country: "CH", coordinates: .init(latitude: 47.4, longitude: 8.5))
            case _: nil
            }
        }
    }

    init() async throws {
        store = try await Store.inMemory(sealing: PlainSealing())
        let made = Realm(
            id: Realm.ID("demo"), tenant: Tenant.ID("demo-tenant"), displayName: "Demo",
            settings: ["valueLists": ["partners": ["acme"]]])
        let kept = try #require(try await store.realms.save(made))
        realm = RealmContext(
            realm: kept, settings: try RealmSettings(kept.settings), origin: "https://login.example",
            base: "https://login.example/demo")
        var person = User(id: User.ID("ada"), tenant: kept.tenant, identities: [], createdAt: clock.now)
        person.attributes["custom"] = ["tier": "gold"]
        _ = try await store.users.create(person)
        user = person
        finder = KeptFacts(
            authenticators: store.authenticators, devices: store.devices, actions: store.actions, places: Places(),
            lists: try AddressLists([("tor", "192.0.2.1"), ("office", "2001:db8::/32")]), now: clock.read)
        actions = ActionDesk(
            actions: store.actions, facts: finder, witness: DeviceMemory(devices: store.devices, now: clock.read),
            random: .seeded(), now: clock.read)
    }

    func request(_ address: String, _ device: String?) -> ActionRequest {
        ActionRequest(
            user: user, code: "signIn",
            client: ClientFacts(
                address: address, userAgent: "test", device: device.map { Device.ID($0) }, correlationID: "c"),
            custom: ["amount": 250])
    }

    func facts(from address: String, device: String?, _ names: FactNames = .all) async throws -> ActionFacts {
        try await finder.facts(for: request(address, device), in: realm, names)
    }

    func track(from address: String, device: String) async throws -> Tracked {
        try await actions.track(request(address, device), in: realm)
    }

    func pass(from address: String, device: String) async throws {
        let tracked = try await track(from: address, device: device)
        let challenge = Challenge(
            realm: realm.realm.id, user: user.id, action: "signIn", idempotencyKey: tracked.action.idempotencyKey,
            createdAt: clock.now, expiresAt: clock.now.adding(seconds: 600))
        _ = try await actions.settle(challenge, as: .challengeSucceeded, in: realm)
    }
}

struct PlainSealing: Sealing {
    func seal(_ plain: Bytes, for purpose: String) -> Bytes { plain }
    func open(_ sealed: Bytes, for purpose: String) throws -> Bytes { sealed }
}
