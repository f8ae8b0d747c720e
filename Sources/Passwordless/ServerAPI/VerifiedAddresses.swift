import Base
import Directory

/// Authenticators for addresses that an application has verified itself, or that were proven before there was an
/// account.
struct VerifiedAddresses: Sendable {
    private let users: any Users
    private let authenticators: any Authenticators
    private let account: AccountWatch
    private let factors: Factors
    private let random: Random
    private let now: Now

    init(_ parts: RealmAPI.Parts) {
        (users, authenticators, account) = (parts.users, parts.authenticators, parts.account)
        (factors, random, now) = (parts.factors, parts.random, parts.now)
    }

    /// The method that an address of this kind is enrolled for; nil: the realm has none switched on.
    func method(for address: ProvenAddress, in realm: RealmContext) -> VerificationMethod? {
        let methods: [VerificationMethod] =
            switch address {
            case .mail: [.emailCode, .magicLink]
            case .phone: [.textMessageCode]
            }
        return methods.first { realm.settings.methods.contains($0) && factors[$0] != nil }
    }

    /// Lets `address` be the person's one of its kind: an authenticator for another one goes.
    func sync(
        _ address: ProvenAddress, of user: User, in realm: RealmContext, _ client: ClientFacts
    ) async throws {
        guard let method = method(for: address, in: realm) else { return }
        let new = try await enrol(address, method, of: user, in: realm, client)
        for old in try await authenticators.authenticators(of: user.id, in: realm.tenant)
        where old.method == method.rawValue && old.id != new.id {
            guard try await authenticators.delete(old.id, of: realm.tenant) else { continue }
            try await account.removed(old, in: realm, client)
        }
    }

    /// The authenticator for `address`, made where there is none.
    func enrol(
        _ address: ProvenAddress, _ method: VerificationMethod, of user: User, in realm: RealmContext,
        _ client: ClientFacts
    ) async throws -> Authenticator {
        let before = try await authenticators.authenticators(of: user.id, in: realm.tenant)
        let same = before.first { $0.method == method.rawValue && address.matches($0.content.exposed) }
        if let same, same.verifiedAt != nil { return same }
        let time = now()
        let new = Authenticator(
            id: Authenticator.ID(random.uuid()), tenant: realm.tenant, user: user.id, method: method.rawValue,
            name: address.masked, createdAt: time, verifiedAt: time, content: Secret(address.content))
        guard try await authenticators.create(new, limit: EnrolmentDesk.maximumPerPerson) == .created else {
            throw FactorRefusal(.tooMany(until: nil), "too many authenticators")
        }
        try await account.added(new, hadBefore: before, in: realm, client)
        return new
    }
}

extension ProvenAddress {
    /// `Authenticator.content` of codes and links.
    var content: JSON {
        switch self {
        case .mail(let address): ["email": .string(address)]
        case .phone(let number): ["phoneNumber": .string(number)]
        }
    }

    func matches(_ content: JSON) -> Bool {
        switch self {
        case .mail(let address): content["email"]?.string?.lowercased() == address.lowercased()
        case .phone(let number): content["phoneNumber"]?.string == number
        }
    }

    /// For whoever knows it already: `a•••@example.com`, `•••• 4567`.
    var masked: String {
        switch self {
        case .mail(let address):
            let sides = address.split(separator: "@", maxSplits: 1, omittingEmptySubsequences: false)
            return "\(sides[0].prefix(1))•••@\(sides.last ?? "")"
        case .phone(let number): return "•••• \(number.suffix(4))"
        }
    }

    /// What an application says of a person when this is proven.
    var patch: PersonPatch {
        var patch = PersonPatch()
        switch self {
        case .mail(let address): (patch.email, patch.isEmailVerified) = (.set(address), true)
        case .phone(let number): (patch.phoneNumber, patch.isPhoneNumberVerified) = (.set(number), true)
        }
        return patch
    }
}
