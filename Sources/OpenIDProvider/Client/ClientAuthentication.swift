import Base
import Cryptography
import Directory
import HTTP
import JOSE
import OpenID

/// Finds out whether a client is who it says.
struct ClientAuthentication: Sendable {
    let clients: any Clients
    let assertions: any UsedIdentifiers
    let limits: ClientLimits
    let now: Now
    let emit: Emit

    /// No assertion needs to live longer; the store keeps each `jti` as long.
    private static let maximumAssertionLifetime: Int64 = 3600

    /// For the metadata.
    static let algorithms = SignatureAlgorithm.allCases.filter(SignatureAlgorithm.asymmetric.contains).map(\.rawValue)

    /// Compared with where there is no client, so that both cases take as long.
    private static let decoy: Client = {
        var client = Client(id: Client.ID(""), tenant: Tenant.ID(""), name: "")
        client.secretHashes = [Hash.sha256(Bytes(utf8: "no secret of ours hashes to this"))]
        return client
    }()

    func authenticate(
        _ credentials: ClientCredentials, of issuer: Issuer, http: Request
    ) async throws -> AuthenticatedClient {
        let place = ClientLimits.Place(client: credentials.id, of: issuer, http)
        try limits.admit(place)
        let found = try await clients.client(credentials.id, of: issuer)
        let known = found.flatMap { $0.isEnabled ? $0 : nil }
        do {
            let client = try await prove(credentials, known, issuer)
            if client.isProven { limits.succeed(place) }
            return client
        } catch let error as ProtocolError {
            emit(
                ProviderEvent.clientAuthenticationFailed(
                    client: String(credentials.id.prefix(100)), reason: error.detail ?? error.description,
                    address: http.address, correlation: http.correlationID))
            try await limits.count(found == nil ? .unknownClient : .proof, at: place)
            throw error
        }
    }

    private func prove(
        _ credentials: ClientCredentials, _ known: Client?, _ issuer: Issuer
    ) async throws -> AuthenticatedClient {
        guard !issuer.requirements.keys || credentials.isAssertion else {
            throw ProtocolError.credentialsRefused("the issuer takes assertions alone")
        }
        return switch credentials {
        case .none: try withoutProof(known)
        case .secret(_, let secret): try withSecret(secret, known)
        case .assertion(_, let text): try await withAssertion(text, known, issuer)
        }
    }

    /// A client that also has a secret may leave it out for what a browser or native app of its was granted;
    /// `AuthenticatedClient.require` decides when the grant is known.
    private func withoutProof(_ client: Client?) throws(ProtocolError) -> AuthenticatedClient {
        guard let client else { throw .secretMissing("no such client") }
        guard client.mayBePublic else { throw .secretMissing("the client is confidential") }
        return AuthenticatedClient(client: client, isProven: false)
    }

    private func withSecret(_ secret: Secret<String>, _ client: Client?) throws(ProtocolError) -> AuthenticatedClient {
        let hash = Hash.sha256(secret.exposed.utf8)
        let isRight = (client ?? Self.decoy).accepts(secretHash: hash)
        guard let client, isRight else {
            throw .credentialsRefused(client == nil ? "no such client" : "the secret is wrong")
        }
        return AuthenticatedClient(client: client, isProven: true)
    }

    /// RFC 7523 §3.
    private func withAssertion(
        _ text: String, _ client: Client?, _ issuer: Issuer
    ) async throws -> AuthenticatedClient {
        guard let client, let document = client.keys, let keys = try? JWKSet(document) else {
            throw ProtocolError.credentialsRefused("no such client, or it has no keys")
        }
        let token: VerifiedJWT
        do {
            token = try JWT.verify(text, keys: keys, allowing: SignatureAlgorithm.asymmetric)
            try check(token, client, issuer)
        } catch {
            throw ProtocolError.credentialsRefused("the assertion was refused: \(error)")
        }
        guard let id = token.claims["jti"]?.string, (1...256).contains(id.utf8.count),
            let expiry = token.claims["exp"]?.integer,
            expiry <= now().seconds + Self.maximumAssertionLifetime
        else { throw ProtocolError.credentialsRefused("the assertion has no jti, or lives too long") }
        let name = "assertion:" + OpaqueToken.hash("\(issuer.directory)\n\(client.id.text)\n\(id)")
        // The minute is the leeway of the check of `exp`.
        let end = Timestamp(seconds: expiry + 60)
        guard try await assertions.use(name, until: end, at: now()) else {
            throw ProtocolError.credentialsRefused("the assertion was used before")
        }
        return AuthenticatedClient(client: client, isProven: true)
    }

    /// The audience is the issuer, or, as Core §9 had it, the endpoint that is called; and nobody besides: an assertion
    /// for two could be used by one of them at the other (RFC 7523bis §3).
    private func check(_ token: VerifiedJWT, _ client: Client, _ issuer: Issuer) throws(JOSEError) {
        let id = client.id.text
        guard token.claims["sub"]?.string == id else { throw .malformedClaim("sub") }
        let audiences = token.claims["aud"]?.string.map { [$0] } ?? token.claims["aud"]?.strings ?? []
        guard audiences.count == 1 else { throw .wrongAudience }
        let endpoints = issuer.requirements.keys ? [] : [issuer.endpoints.token, issuer.endpoints.pushedRequests]
        let allowed = [issuer.identifier] + endpoints.compactMap(\.self)
        guard let audience = allowed.first(where: { $0 == audiences[0] }) else { throw .wrongAudience }
        try JWTExpectations(issuer: id, audience: audience, now: now()).check(token)
    }
}

/// To hold one is to know that the client exists, is enabled, and that what it showed was right.
struct AuthenticatedClient: Sendable {
    let client: Client
    /// Whether it showed a secret or an assertion.
    let isProven: Bool

    func requireProof() throws(ProtocolError) {
        guard isProven else { throw .secretMissing("the grant is one of the client itself") }
    }

    /// Throws where a grant of this platform needs a proof that was not shown.
    func require(for platform: RedirectURI.Platform) throws(ProtocolError) {
        guard isProven || platform != .web || !client.isConfidential else {
            throw .secretMissing("the grant is one of a web application")
        }
    }
}

extension Client {
    /// Whether something of it runs where no secret can be kept.
    var mayBePublic: Bool {
        !isConfidential || allowsAnyLoopbackRedirect || redirectURIs.contains { $0.platform != .web }
    }
}

extension ProtocolError {
    fileprivate static func secretMissing(_ detail: String) -> ProtocolError {
        ProtocolError(.invalidClient, "The client must authenticate.", b2c: 90079, detail: detail)
    }
}
