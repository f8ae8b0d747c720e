import Base
import Directory
import HTTP

/// Says where an address is. `Server` has the one over a database.
package protocol PlaceFinder: Sendable {
    /// Nil where it is not known.
    func place(of address: IPAddress) -> Place?
}

/// Of no address anything is known.
package struct NoPlaces: PlaceFinder {
    package init() {}
    package func place(of address: IPAddress) -> Place? { nil }
}

/// The facts that the store has of a person, and that the operator's files have of an address.
package struct KeptFacts: FactFinder {
    /// So many of a person's latest actions are looked at.
    private static let memory = 50

    private let authenticators: any Authenticators
    private let devices: any Devices
    private let actions: any TrackedActions
    private let places: any PlaceFinder
    private let lists: AddressLists
    private let now: Now

    package init(
        authenticators: any Authenticators, devices: any Devices, actions: any TrackedActions,
        places: any PlaceFinder = NoPlaces(), lists: AddressLists = AddressLists(), now: @escaping Now
    ) {
        self.authenticators = authenticators
        self.devices = devices
        self.actions = actions
        self.places = places
        self.lists = lists
        self.now = now
    }

    package func facts(
        for request: ActionRequest, in realm: RealmContext, _ names: FactNames
    ) async throws -> ActionFacts {
        var facts = ActionFacts()
        facts.custom = request.custom
        facts.lists = realm.settings.valueLists
        facts.userAgent = request.client.userAgent.isEmpty ? nil : request.client.userAgent
        let own =
            names.have(anyOf: "user.isEnrolled", "user.verificationMethods")
            ? try await authenticators.authenticators(of: request.user.id, in: request.home ?? realm.tenant) : []
        let devices =
            names.have(anyOf: "user.deviceCount", "device.isNew", "device.isInvalidated", "ip.isUnrecognized")
            ? try await devices.devices(of: request.user.id, in: realm.tenant) : []
        facts.user = Self.user(request.user, own, devices)
        facts.device = Self.device(request.client.device, devices)
        try await addAddress(of: request, devices, in: realm, names, to: &facts)
        return facts
    }

    private func addAddress(
        of request: ActionRequest, _ devices: [Device], in realm: RealmContext, _ names: FactNames,
        to facts: inout ActionFacts
    ) async throws {
        guard let address = IPAddress(request.client.address) else { return }
        facts.address = address.description
        facts.place = places.place(of: address)
        facts.isAnonymous = lists.isAnonymous(address)
        facts.addressLists = lists.names(of: address)
        guard names.have(anyOf: "ip.isUnrecognized", "ip.isImpossibleTravel") else { return }
        let passed = try await passedActions(of: request.user.id, in: realm)
        let network = ClientNetwork.name(of: address.description)
        let used = passed.map(\.content.address) + devices.filter { !$0.isInvalidated }.map(\.address)
        facts.isNewAddress = !used.contains { ClientNetwork.name(of: $0) == network }
        guard let place = facts.place, let last = passed.first(where: { $0.content.place?.coordinates != nil }),
            let before = last.content.place
        else { return }
        facts.travel = Travel(from: before, at: last.at, to: place, at: now())
    }

    /// Newest first. What did not succeed may have been somebody else's.
    private func passedActions(
        of user: User.ID, in realm: RealmContext
    ) async throws -> [(at: Timestamp, content: TrackedContent)] {
        var query = ActionQuery(user: user, limit: Self.memory)
        query.states = ActionState.allCases.filter(\.isPassed).map(\.rawValue)
        return try await actions.actions(query, in: realm.tenant).map {
            ($0.stateUpdatedAt, TrackedContent(json: $0.content))
        }
    }

    private static func user(_ user: User, _ own: [Authenticator], _ devices: [Device]) -> ActionFacts.User {
        var facts = ActionFacts.User()
        facts.id = user.id.text.isEmpty ? nil : user.id.text
        facts.email = user.mailAddress ?? user.unverifiedMail
        facts.enrolledMethods = own.enrolledMethods
        facts.isEnrolled = !facts.enrolledMethods.isEmpty
        facts.deviceCount = devices.count { !$0.isInvalidated }
        facts.custom = user.attributes["custom"]?.object ?? JSON.Object()
        return facts
    }

    private static func device(_ id: Device.ID?, _ known: [Device]) -> ActionFacts.Device? {
        guard let id else { return nil }
        let device = known.first { $0.id == id }
        return ActionFacts.Device(
            id: id.text, isNew: device == nil, isInvalidated: device?.isInvalidated ?? false)
    }
}

extension [Authenticator] {
    /// Of those that work, each once, in the order of enrolment.
    package var enrolledMethods: [VerificationMethod] {
        var methods: [VerificationMethod] = []
        for authenticator in self where authenticator.verifiedAt != nil {
            guard let method = VerificationMethod(rawValue: authenticator.method), !methods.contains(method) else {
                continue
            }
            methods.append(method)
        }
        return methods
    }
}
