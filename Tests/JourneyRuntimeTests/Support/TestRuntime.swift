import Base
import Cryptography
import Directory
import HTTP
import JOSE
import Journey
import OpenIDProvider
import Policy
import Synchronization
import TestSupport
import Testing

@testable import JourneyRuntime

/// The runtime over a test's world, for what needs a whole journey: an application, a signing key, a policy to invoke.
struct TestRuntime {
    static let redirect = "https://app.example/cb"
    static let clientID = "c0000000-0000-4000-8000-000000000001"

    let world: TestWorld
    let policies: TestPolicies
    let runtime: JourneyRuntime

    init(_ policy: ResolvedPolicy) async throws {
        world = TestWorld(policy)
        policies = TestPolicies(policy)
        let key = try MasterKey(version: 1, bytes: Secret(Bytes(repeating: 7, count: 32)))
        runtime = JourneyRuntime(
            .init(
                tenants: world.store.tenants, users: world.store.users, passwords: world.passwords,
                sessions: world.store.sessions, grants: world.store.grants, attempts: world.store.attempts,
                journeys: world.store.journeys, clients: TestClients(tenant: world.tenant.id), policies: policies,
                keys: world.keys, courier: world.courier, fetch: world.fetch, phoneNumbers: NoPhoneNumbers(),
                sealer: try Sealer(keys: [key], random: .openSSL), pageKey: key.derived(for: "pages"),
                mayReachPrivateAddresses: false, now: world.clock.read, random: world.random,
                emit: world.events.emit))
        try await world.store.tenants.save(world.tenant)
        try await world.addSigningKey("B2C_1A_Sign", id: "k1")
    }

    var issuer: Issuer {
        get async throws {
            let name = IssuerName(directory: world.tenant.name, policy: world.policy.id.text, form: .path)
            return try #require(try await runtime.issuers.issuer(name, origin: "https://login.example"))
        }
    }

    var client: Client { TestClients(tenant: world.tenant.id).client }

    /// One request's work on a journey that begins with these parameters.
    func run(_ changes: [String: String] = [:]) async throws -> Run {
        let transaction = Transaction(
            id: world.random.uuid(), tenant: world.tenant.id, policy: world.policy.id,
            journey: try #require(world.policy.relyingParty).defaultUserJourney, parameters: parameters(changes),
            correlationID: "corr", startedAt: world.clock.now, language: "en",
            usesSession: changes["prompt"] != "login")
        return try await runtime.host.run(transaction, tenant: world.tenant, http: .get())
    }

    private func parameters(_ changes: [String: String]) -> Parameters {
        let fixed = [
            "client_id": Self.clientID, "redirect_uri": Self.redirect, "response_type": "code", "scope": "openid",
            "state": "s",
        ]
        var parameters = Parameters()
        for (name, value) in fixed.merging(changes, uniquingKeysWith: { $1 }).sorted(by: { $0.key < $1.key }) {
            parameters.add(name, value)
        }
        return parameters
    }
}

extension Request {
    static func get(_ path: String = "/", cookies: [SetCookie] = []) -> Request {
        let jar = cookies.filter { $0.maximumAge != 0 }.map { "\($0.name)=\($0.value)" }.joined(separator: "; ")
        return Request(
            method: .get, path: path, headers: jar.isEmpty ? [:] : ["Cookie": jar], origin: "https://login.example",
            address: "192.0.2.1", correlationID: "corr")
    }
}

/// Policies that a test may replace.
final class TestPolicies: Policies {
    private let state: Mutex<(policies: [Name: ResolvedPolicy], generation: Int)>

    init(_ policies: ResolvedPolicy...) {
        state = Mutex((Dictionary(uniqueKeysWithValues: policies.map { ($0.id, $0) }), 1))
    }

    func policy(_ id: Name, of tenant: Tenant.ID) -> ResolvedPolicy? { state.withLock { $0.policies[id] } }
    var generation: Int { state.withLock { $0.generation } }

    func replace(_ policy: ResolvedPolicy) {
        state.withLock { state in
            state.policies[policy.id] = policy
            state.generation += 1
        }
    }
}

struct TestClients: Clients {
    let client: Client

    init(tenant: Tenant.ID) {
        var client = Client(id: Client.ID(TestRuntime.clientID), tenant: tenant, name: "Web")
        client.redirectURIs = [RedirectURI(TestRuntime.redirect, .web)]
        self.client = client
    }

    func client(_ id: String, of issuer: Issuer) async throws -> Client? { id == client.id.text ? client : nil }
    func resource(offering scope: String, of issuer: Issuer) async throws -> Client? { nil }
    func resource(identifiedBy uri: String, of issuer: Issuer) async throws -> Client? { nil }
}

extension TestWorld {
    /// A key that signs, made once for all tests.
    func addSigningKey(
        _ name: String, id: String, notBefore: Timestamp? = nil, expiresAt: Timestamp? = nil
    ) async throws {
        let key = try SigningKey(id: id, algorithm: .es256, privateKey: Self.signing)
        let material = JSON.object(try key.privateJWK.privateJSON.exposed)
        let known = try await store.keySets.keySet(name, of: tenant.id)?.keys ?? []
        try await store.keySets.save(
            KeySet(
                tenant: tenant.id, name: name, use: .signature,
                keys: known + [
                    KeySet.Key(
                        id: id, material: Secret(material), notBefore: notBefore, expiresAt: expiresAt,
                        createdAt: clock.now)
                ]))
    }

    private static let signing: PrivateKey = {
        guard let key = try? PrivateKey.elliptic(.p256) else { preconditionFailure("OpenSSL makes keys") }
        return key
    }()
}

extension ResolvedPolicy {
    /// A policy that can be invoked: a journey of these steps, and an issuer whose key is `B2C_1A_Sign`.
    static func invocable(
        types: [ClaimType] = [], profiles: [TechnicalProfile] = [], steps: [OrchestrationStep] = [],
        outputs: [ClaimReference] = [.claim("objectId", "sub")], _ change: (inout ResolvedPolicy) -> Void = { _ in }
    ) -> ResolvedPolicy {
        var policy = ResolvedPolicy(id: "B2C_1A_susi", tenant: "contoso.onmicrosoft.com")
        for type in types { policy.claimTypes[type.id] = type }
        var issuer = TechnicalProfile(id: "JwtIssuer", location: here)
        issuer.protocolName = ProtocolName.none
        issuer.outputTokenFormat = "JWT"
        issuer.cryptographicKeys = [.init(id: "issuer_secret", storageReference: "B2C_1A_Sign")]
        for profile in profiles + [issuer] { policy.technicalProfiles[profile.id] = profile }
        var send = OrchestrationStep(order: steps.count + 1, kind: .sendClaims, location: here)
        send.issuer = "JwtIssuer"
        policy.userJourneys["Main"] = UserJourney(id: "Main", steps: steps + [send], location: here)
        var party = TechnicalProfile(id: "PolicyProfile", location: here)
        party.protocolName = .openIDConnect
        party.outputClaims = outputs
        party.subjectNamingInfo = .init(claimType: "sub")
        policy.relyingParty = RelyingParty(defaultUserJourney: "Main", profile: party)
        change(&policy)
        return policy
    }
}

extension OrchestrationStep {
    static func exchange(_ profile: Name, order: Int = 1) -> OrchestrationStep {
        var step = OrchestrationStep(order: order, kind: .claimsExchange, location: here)
        step.exchanges = [.init(id: Name("E\(order)"), profile: profile)]
        return step
    }
}

extension ClaimType {
    static func of(
        _ id: Name, _ type: DataType = .string, input: UserInputType? = nil
    ) -> ClaimType {
        var claim = ClaimType(id: id, dataType: type, location: here)
        claim.userInputType = input
        return claim
    }
}
