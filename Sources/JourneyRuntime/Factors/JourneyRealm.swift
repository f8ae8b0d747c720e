import Base
import Directory
import HTTP
import Journey
import Passwordless
import Policy

/// The people of a tenant as the desks of `Passwordless` see them: under the settings of the realm that a profile names
/// (`Realm`), else under the defaults (docs/decisions/0031-factors-in-policies.md).
struct JourneyRealm: Sendable {
    let profile: TechnicalProfile
    let services: ProfileServices
    let tenant: Tenant
    /// Scheme and host as the browser sees them.
    let origin: String

    /// The desks; a server without them cannot run the profile.
    func desks() throws(ProfileConfigurationError) -> RealmDesks {
        guard let desks = services.desks else { throw profile.misconfigured("this server has no factors") }
        return desks
    }

    /// The realm itself that the profile names; nil: it names none.
    func named() async throws -> RealmContext? {
        guard let name = profile.metadata["Realm"]?.trimmingBlanks(), !name.isEmpty else { return nil }
        guard let realm = try await desks().realms.realm(name, origin: origin) else {
            throw profile.misconfigured("there is no realm \(name.prefix(80)) on this server")
        }
        return realm
    }

    /// The tenant's people under those settings. `change` has the last word.
    func context(_ change: (inout RealmSettings) -> Void = { _ in }) async throws -> RealmContext {
        let named = try await named()
        var settings = named?.settings ?? Self.defaults
        change(&settings)
        let realm = Realm(
            id: named?.realm.id ?? Realm.ID(tenant.id.text), tenant: tenant.id, displayName: tenant.displayName)
        return RealmContext(realm: realm, settings: settings, origin: origin, base: "\(origin)/\(tenant.name)")
    }

    /// As a realm's, but that whoever signs in by a passkey alone has unlocked it.
    private static var defaults: RealmSettings {
        var settings = RealmSettings()
        settings.webAuthn.userVerification = .required
        return settings
    }

    /// Says that what actions have asked for was done, so that rules know the device and the place the next time.
    func settle(_ codes: CodeBook, with proofs: [Proof], at now: Timestamp) async throws {
        let open = codes.factors.actions
        guard !open.isEmpty else { return }
        let desks = try desks()
        for action in open {
            let realm: RealmContext?
            if let name = action.realm {
                realm = try await desks.realms.realm(name, origin: origin)
            } else {
                realm = try await context()
            }
            guard let realm else { continue }
            var challenge = Challenge(
                realm: realm.realm.id, user: action.user, action: action.code, idempotencyKey: action.key,
                createdAt: now, expiresAt: now)
            challenge.proofs = proofs
            _ = try await desks.actions.settle(challenge, as: .challengeSucceeded, in: realm)
        }
        codes.factors.actions = []
    }
}

extension JourneyRealm {
    init(_ profile: TechnicalProfile, _ run: Run, _ services: ProfileServices) {
        self.init(profile: profile, services: services, tenant: run.tenant, origin: run.http.origin)
    }

    init(_ call: ProfileCall) {
        let request = call.environment.request
        self.init(
            profile: call.profile, services: call.services, tenant: call.tenant,
            origin: request.origin.isEmpty ? "https://\(request.host)" : request.origin)
    }
}

extension ClientFacts {
    /// The person's browser. `device`: rules may know it again.
    init(_ environment: JourneyEnvironment, device: BrowserDevice? = nil) {
        let request = environment.request
        let id = device?.id ?? ""
        self.init(
            address: request.address, userAgent: request.userAgent, device: id.isEmpty ? nil : Device.ID(id),
            languages: [environment.language], correlationID: request.correlationID)
    }
}

extension TechnicalProfile {
    /// What the claim that takes the partner's `name` can hold: a list, or one text.
    func list(_ items: [String], as name: String, in policy: ResolvedPolicy) -> JSON {
        let claim = outputClaims.first { ($0.partnerClaimType ?? $0.claimType.text).equalsFolded(name) }
        let type = claim.flatMap { policy.claimTypes[$0.claimType]?.dataType }
        return type == .stringCollection ? JSON(items) : .string(items.joined(separator: ","))
    }
}
