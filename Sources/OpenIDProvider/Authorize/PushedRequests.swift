import Base
import Directory
import HTTP
import OpenID

/// Authorization requests that clients have pushed (RFC 9126): kept until they are used, once, or are too old.
struct PushedRequests: Sendable {
    private let rows: any StoredJourneys
    private let random: Random
    private let now: Now

    static let prefix = "urn:ietf:params:oauth:request_uri:"
    /// In seconds. The browser comes at once, or not at all.
    static let lifetime: Int64 = 90

    init(rows: any StoredJourneys, random: Random, now: @escaping Now) {
        (self.rows, self.random, self.now) = (rows, random, now)
    }

    /// Answers the `request_uri`.
    func keep(_ parameters: Parameters, of client: Client, at issuer: Issuer) async throws -> String {
        let uri = Self.prefix + random.token(32)
        let row = StoredJourney(
            id: Self.id(uri, client.id.text, issuer), tenant: Tenant.ID(issuer.directory), version: 1,
            expiresAt: now().adding(seconds: Self.lifetime), content: Bytes(utf8: parameters.urlEncoded))
        guard try await rows.save(row) else { preconditionFailure("a random address came twice") }
        return uri
    }

    /// The parameters under `uri`; nil where there are none, another client's, or somebody was faster.
    func take(_ uri: String, of client: String, at issuer: Issuer) async throws -> Parameters? {
        guard uri.utf8.count <= 128 else { return nil }
        let id = Self.id(uri, client, issuer)
        guard var row = try await rows.journey(id, of: Tenant.ID(issuer.directory), at: now()) else { return nil }
        row.version += 1
        guard try await rows.save(row) else { return nil }
        try await rows.remove(id)
        return String(validating: row.content).flatMap { Parameters(urlEncoded: $0) }
    }

    /// Bound to its client and its issuer.
    private static func id(_ uri: String, _ client: String, _ issuer: Issuer) -> String {
        OpaqueToken.hash(JSON(["pushed request", issuer.directory, issuer.policy, client, uri]).text)
    }
}

/// `POST` of the pushed authorization request endpoint (RFC 9126 §2): everything that the authorization endpoint would
/// check is checked before any browser is involved, and by then the client has proven who it is.
struct PushedRequestEndpoint: Endpoint {
    let authentication: ClientAuthentication
    let clients: any Clients
    let requests: PushedRequests
    let attempts: any Attempts
    let now: Now

    /// For clients that prove nothing: what anybody may have us keep.
    private static let throttle = Throttle(burst: 120, seconds: 1, firstWaitSeconds: 5, maximumWaitSeconds: 60)
    private static let proofs = ["client_secret", "client_assertion", "client_assertion_type"]

    func respond(to http: Request, issuer: Issuer) async throws -> Response {
        var parameters = try http.form()
        let credentials = try ClientCredentials(http, parameters)
        let client = try await authentication.authenticate(credentials, of: issuer, http: http)
        try client.client.requireOwnPage(http)
        if !client.isProven { try await count(http) }
        guard parameters["request_uri"] == nil else {
            throw ProtocolError(.invalidRequest, "A pushed request holds no 'request_uri'.")
        }
        for name in Self.proofs { parameters.remove(name) }
        if parameters["client_id"] == nil { parameters.add("client_id", credentials.id) }
        let request = try AuthorizationRequest(parameters, client: client.client, issuer: issuer)
        try client.require(for: request.redirect.platform)
        try await ScopeRules(clients: clients).granted(request.scope, to: client.client, of: issuer)
            .require(for: request.responseType)
        let uri = try await requests.keep(parameters, of: client.client, at: issuer)
        var response = Response.json(
            ["request_uri": .string(uri), "expires_in": .integer(PushedRequests.lifetime)], status: 201)
        response.forbidStoring()
        return response
    }

    private func count(_ http: Request) async throws {
        guard !ClientNetwork.isShared(http.address) else { return }
        let time = now()
        let until = try await attempts.change("par:at:\(ClientNetwork.name(of: http.address))", at: time) { record in
            if case .locked(let until) = Self.throttle.state(of: record, at: time) { return Timestamp?.some(until) }
            Self.throttle.fail(&record, at: time)
            return nil
        }
        guard let until else { return }
        throw TooManyRequests(retryAfterSeconds: (until.milliseconds - time.milliseconds + 999) / 1000)
    }
}
