import Base
import Directory
import HTTP

/// The OpenID provider: every endpoint that a relying party calls, for tenants and realms alike. `Server` gives it what
/// it needs and mounts its routes.
package struct Provider: Sendable {
    private let issuers: any Issuers
    private let boundary: ErrorBoundary
    private let authorize: AuthorizeEndpoint
    private let token: TokenEndpoint
    private let userInfo: UserInfoEndpoint
    private let logout: LogoutEndpoint
    private let revocation: RevocationEndpoint
    private let pushedRequests: PushedRequestEndpoint
    private let discovery = DiscoveryEndpoint()
    private let keys = KeysEndpoint()

    /// What the endpoints use.
    package struct Parts: Sendable {
        package var issuers: any Issuers
        package var clients: any Clients
        package var interaction: any Interaction
        package var grants: any Grants
        package var usedIdentifiers: any UsedIdentifiers
        package var attempts: any Attempts
        /// Where pushed requests wait.
        package var journeys: any StoredJourneys
        package var pages: ProviderPages
        package var now: Now
        package var random: Random
        package var emit: Emit
        /// Besides those of OAuth 2.0 itself.
        package var moreGrantTypes: [any GrantType]

        package init(
            issuers: any Issuers, clients: any Clients, interaction: any Interaction,
            grants: any Grants, usedIdentifiers: any UsedIdentifiers, attempts: any Attempts,
            journeys: any StoredJourneys, pages: ProviderPages, now: @escaping Now, random: Random,
            emit: @escaping Emit, moreGrantTypes: [any GrantType] = []
        ) {
            self.issuers = issuers
            self.clients = clients
            self.interaction = interaction
            self.grants = grants
            self.usedIdentifiers = usedIdentifiers
            self.attempts = attempts
            self.journeys = journeys
            self.pages = pages
            self.now = now
            self.random = random
            self.emit = emit
            self.moreGrantTypes = moreGrantTypes
        }
    }

    package init(_ parts: Parts) {
        let (clients, grants, now, emit) = (parts.clients, parts.grants, parts.now, parts.emit)
        let refreshTokens = RefreshTokens(grants: grants, now: now, random: parts.random, emit: emit)
        let scopes = ScopeRules(clients: clients)
        let grantTypes: [any GrantType] =
            [
                CodeGrant(grants: grants, now: now, emit: emit),
                RefreshGrant(tokens: refreshTokens, interaction: parts.interaction),
                ClientCredentialsGrant(
                    scopes: scopes, interaction: parts.interaction, now: now, random: parts.random),
                PasswordGrant(
                    scopes: scopes, grants: grants, interaction: parts.interaction, now: now, random: parts.random),
            ] + parts.moreGrantTypes
        let authentication = ClientAuthentication(
            clients: clients, assertions: parts.usedIdentifiers,
            limits: ClientLimits(attempts: parts.attempts, now: now), now: now, emit: emit)
        let proofs = PossessionProofs(used: parts.usedIdentifiers, now: now)
        let requests = PushedRequests(rows: parts.journeys, random: parts.random, now: now)
        issuers = parts.issuers
        boundary = ErrorBoundary(pages: parts.pages, now: now, emit: emit)
        authorize = AuthorizeEndpoint(
            clients: clients, interaction: parts.interaction,
            responder: AuthorizeResponder(
                clients: clients, grants: grants, pages: parts.pages, now: now, random: parts.random, emit: emit),
            requests: requests, emit: emit)
        token = TokenEndpoint(
            authentication: authentication,
            grantTypes: Dictionary(uniqueKeysWithValues: grantTypes.map { ($0.name, $0) }),
            answer: TokenAnswerer(
                scopes: scopes, refreshTokens: refreshTokens, now: now, random: parts.random,
                emit: emit), proofs: proofs)
        userInfo = UserInfoEndpoint(
            interaction: parts.interaction, grants: grants, boundary: boundary, proofs: proofs, now: now)
        logout = LogoutEndpoint(clients: clients, interaction: parts.interaction)
        revocation = RevocationEndpoint(authentication: authentication, grants: grants, emit: emit)
        pushedRequests = PushedRequestEndpoint(
            authentication: authentication, clients: clients, requests: requests, attempts: parts.attempts, now: now)
    }

    /// Everything that is answered under `mounts`.
    package func routes(_ mounts: [Mount]) -> [Route] { mounts.flatMap(routes) }

    private func routes(_ mount: Mount) -> [Route] {
        let paths = mount.paths
        let pushing = paths.pushedRequests.map { route(.post, $0, pushedRequests, mount, as: .json) }
        return [
            route(.get, paths.authorization, authorize, mount, as: .page),
            route(.post, paths.authorization, authorize, mount, as: .page),
            route(.get, paths.endSession, logout, mount, as: .page),
            route(.post, paths.endSession, logout, mount, as: .page),
            route(.post, paths.token, token, mount, as: .json),
            route(.post, paths.revocation, revocation, mount, as: .json),
            route(.get, paths.userInfo, userInfo, mount, as: .json),
            route(.post, paths.userInfo, userInfo, mount, as: .json),
            route(.get, paths.discovery, discovery, mount, as: .json),
            route(.get, paths.keys, keys, mount, as: .json),
        ] + [pushing].compactMap(\.self)
    }

    /// How an endpoint speaks of errors, and so whether pages of other origins may call it.
    private enum Audience {
        case page, json

        var cors: CORS {
            switch self {
            case .page: .none
            // No cookie of ours is read there; `Client.requireOwnPage` looks at the origin when the client is known.
            case .json: .any
            }
        }
    }

    private func route(
        _ method: Method, _ path: String, _ endpoint: any Endpoint, _ mount: Mount, as audience: Audience
    ) -> Route {
        Route(method, mount.prefix + path, maximumBodySize: 64 << 10, cors: audience.cors) { http, parameters in
            var dialect = Dialect.standard
            do {
                guard let name = mount.name(http, parameters),
                    let issuer = try await issuers.issuer(name, origin: http.origin)
                else { throw UnknownIssuer() }
                dialect = issuer.dialect
                return try await endpoint.respond(to: http, issuer: issuer)
            } catch {
                switch audience {
                case .page: return boundary.page(error, http)
                case .json: return boundary.json(error, dialect: dialect, http)
                }
            }
        }
    }
}
