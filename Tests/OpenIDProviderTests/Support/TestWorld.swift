import Base
import Cryptography
import Directory
import HTTP
import JOSE
import OpenID
import OpenIDProvider
import Synchronization

/// The tenant Contoso with the policy `B2C_1A_susi`, and the realm `demo`.
struct TestIssuers: Issuers {
    static let origin = "https://login.example"
    static let tenantID = "11111111-1111-4111-8111-111111111111"
    static let identifier = "https://login.example/\(tenantID)/v2.0/"
    static let signing = makeKey()
    static let keys = makeKeys()
    static let realmKeys = makeKeys(alternatives: [.es256])

    var writesNumbers = true
    var enforcesHint = false
    var lifetimes = Lifetimes()

    func issuer(_ name: IssuerName, origin: String) async throws -> Issuer? {
        name.form == .realm ? realm(name, origin) : tenant(name, origin)
    }

    private func tenant(_ name: IssuerName, _ origin: String) -> Issuer? {
        guard name.directory.lowercased() == "contoso.onmicrosoft.com", let policy = name.policy?.lowercased(),
            ["b2c_1a_susi", "b2c_1a_edit"].contains(policy)
        else { return nil }
        let inQuery = name.form == .query
        let base = "\(origin)/contoso.onmicrosoft.com" + (inQuery ? "" : "/\(policy)")
        return Issuer(
            directory: Self.tenantID, policy: policy, identifier: "\(origin)/\(Self.tenantID)/v2.0/",
            endpoints: EndpointPaths.b2c.endpoints(
                base: base, policyInQuery: inQuery ? policy : nil, offersUserInfo: true),
            keys: Self.keys, lifetimes: lifetimes,
            dialect: .b2c(B2CDialect(tenantID: Self.tenantID, writesNumbers: writesNumbers)), acr: policy,
            claimsSupported: ["name"], enforcesIDTokenHintOnLogout: enforcesHint)
    }

    private func realm(_ name: IssuerName, _ origin: String) -> Issuer? {
        guard name.directory == "demo" else { return nil }
        let base = "\(origin)/demo/oidc"
        return Issuer(
            directory: "demo", policy: "", identifier: base,
            endpoints: EndpointPaths.realm.endpoints(base: base, offersUserInfo: true), keys: Self.realmKeys,
            lifetimes: lifetimes, dialect: .standard, subjectTypes: [.public])
    }

    private static func makeKey() -> SigningKey {
        do {
            return try SigningKey(id: "k1", algorithm: .rs256, privateKey: .rsa())
        } catch {
            preconditionFailure("no key for the tests: \(error)")
        }
    }

    private static func makeKeys(alternatives: [SignatureAlgorithm] = []) -> IssuerKeys {
        do {
            return try IssuerKeys(
                signing: signing,
                alternatives: alternatives.map { try SigningKey(algorithm: $0, privateKey: .elliptic(.p256)) })
        } catch {
            preconditionFailure("no keys for the tests: \(error)")
        }
    }
}

/// Applications by id, the same in every issuer.
final class TestClients: Clients {
    private let clients: Mutex<[String: Client]>

    init(_ clients: [Client]) {
        self.clients = Mutex(Dictionary(uniqueKeysWithValues: clients.map { ($0.id.text, $0) }))
    }

    func change(_ id: String, _ body: (inout Client) -> Void) {
        clients.withLock { clients in
            guard var client = clients[id] else { preconditionFailure("no client \(id)") }
            body(&client)
            clients[id] = client
        }
    }

    func client(_ id: String, of issuer: Issuer) async throws -> Client? {
        clients.withLock { $0[id.lowercased()] }
    }

    func resource(identifiedBy uri: String, of issuer: Issuer) async throws -> Client? {
        clients.withLock { clients in clients[uri] ?? clients.values.first { $0.identifierURIs.contains(uri) } }
    }

    func resource(offering scope: String, of issuer: Issuer) async throws -> Client? {
        clients.withLock { clients in clients.values.first { $0.exposedScopes.contains(scope) } }
    }
}

/// Signs everybody in at once.
final class TestInteraction: Interaction {
    enum Behaviour: Sendable {
        case signIn(Authentication)
        case page
        case refuse(ProtocolError)
        case fail
    }

    struct Failure: Error {}

    let behaviour: Mutex<Behaviour>
    let refreshes = Mutex(0)
    /// What a refresh says instead of what the sign-in said.
    let refreshed = Mutex<Authentication?>(nil)
    let logout = Mutex<LogoutRequest?>(nil)
    let request = Mutex<AuthorizationRequest?>(nil)
    private let responder: AuthorizeResponder

    init(_ behaviour: Behaviour, responder: AuthorizeResponder) {
        self.behaviour = Mutex(behaviour)
        self.responder = responder
    }

    func begin(
        _ request: AuthorizationRequest, client: Client, issuer: Issuer, http: Request
    ) async throws -> Response {
        self.request.withLock { $0 = request }
        switch behaviour.withLock({ $0 }) {
        case .page: return .html("<h1>Sign in</h1>")
        case .refuse(let error): throw error
        case .fail: throw Failure()
        case .signIn(let authentication):
            // As a journey does: only the parameters outlive the first request.
            let again = try AuthorizationRequest(request.parameters, client: client, issuer: issuer)
            return try await responder.respond(authentication, to: again, client: client, issuer: issuer, http: http)
        }
    }

    func refresh(
        _ previous: Authentication, grant: Grant, token: RefreshToken, client: Client, issuer: Issuer, http: Request
    ) async throws -> Authentication {
        refreshes.withLock { $0 += 1 }
        switch behaviour.withLock({ $0 }) {
        case .signIn, .page: return refreshed.withLock { $0 } ?? previous
        case .refuse(let error): throw error
        case .fail: throw Failure()
        }
    }

    func endSession(_ request: LogoutRequest, issuer: Issuer, http: Request) async throws -> Response {
        logout.withLock { $0 = request }
        return request.destination.map { .redirect(to: $0) } ?? .html("<h1>Signed out</h1>")
    }

    func userInfo(_ token: AccessTokenClaims, issuer: Issuer, http: Request) async throws -> JSON.Object {
        ["name": token.claims["name"] ?? .null]
    }
}
