import Base

/// A client of a tenant (b2c-reference §18.3).
package struct Application: Sendable {
    package typealias ID = Identifier<Application>

    /// The `client_id`.
    package let id: ID
    package let tenant: Tenant.ID
    package var name: String
    package var isEnabled: Bool
    package var redirectURIs: [RedirectURI]
    /// Loopback addresses with any port and path are redirect URIs too: for native clients and the demo.
    package var allowsAnyLoopbackRedirect: Bool
    /// SHA-256 of each secret. Right only because we make them ourselves, from 256 random bits.
    package var secretHashes: [Bytes]
    /// The JWK set for `private_key_jwt` (RFC 7523). Nil: not offered.
    package var keys: JSON?
    package var allowsImplicitIDToken: Bool
    package var allowsImplicitAccessToken: Bool
    /// RFC 7636's `plain`, only for clients that cannot hash.
    package var allowsPlainChallenge: Bool
    /// Refuse an authorization request without a challenge.
    package var requiresChallenge: Bool
    /// Refuse an authorization request that was not pushed (RFC 9126).
    package var requiresPushedRequests: Bool
    /// The response modes that it needs: `form_post`. Empty: any.
    package var responseModes: [String]
    /// Resource owner password credentials.
    package var allowsPasswordGrant: Bool
    package var frontChannelLogoutURI: String?
    package var postLogoutRedirectURIs: [String]
    /// Scopes that this application, as an API, offers: `https://contoso.onmicrosoft.com/api/read`.
    package var exposedScopes: [String]
    /// What this application, as an API, goes by: `https://contoso.onmicrosoft.com/api`.
    package var identifierURIs: [String]
    /// Roles that this application, as an API, has for other applications: `Orders.Read`.
    package var appRoles: [String]
    /// Roles of APIs that this application was given: `{API's id}/{role}`.
    package var grantedAppRoles: [String]
    /// Scopes of APIs that this application may ask for; nil: any that exists.
    package var permittedScopes: [String]?
    /// An https address. Realms show it beside their own.
    package var logo: String?
    /// Whether a realm tells it who somebody is, or only that it is somebody again (OpenID Connect Core §8).
    package var subjectType: SubjectType
    /// A realm answers it with a code whatever has happened; `action_state` says what did (Authsignal's way).
    package var alwaysAnswersWithCode: Bool
    /// `id_token_signed_response_alg`: `ES256`, where the issuer has such a key. Nil: the issuer's usual one.
    package var idTokenAlgorithm: String?
    /// Origins that may show a realm's pages in a frame and hear of them: `https://shop.example`.
    package var embeddingOrigins: [String]

    package enum SubjectType: String, Sendable, CaseIterable { case `public`, pairwise }

    package init(id: ID, tenant: Tenant.ID, name: String) {
        self.id = id
        self.tenant = tenant
        self.name = name
        isEnabled = true
        redirectURIs = []
        allowsAnyLoopbackRedirect = false
        secretHashes = []
        keys = nil
        allowsImplicitIDToken = false
        allowsImplicitAccessToken = false
        allowsPlainChallenge = false
        requiresChallenge = false
        requiresPushedRequests = false
        responseModes = []
        allowsPasswordGrant = false
        frontChannelLogoutURI = nil
        postLogoutRedirectURIs = []
        exposedScopes = []
        identifierURIs = []
        appRoles = []
        grantedAppRoles = []
        permittedScopes = nil
        logo = nil
        subjectType = .public
        alwaysAnswersWithCode = false
        idTokenAlgorithm = nil
        embeddingOrigins = []
    }

    /// Whether the client can keep a secret, and so must prove one at the token endpoint.
    package var isConfidential: Bool { !secretHashes.isEmpty || keys != nil }

    /// Whether `hash` is the SHA-256 of one of the secrets.
    package func accepts(secretHash hash: Bytes) -> Bool {
        // Every hash is looked at, so that time does not tell which one was close.
        return secretHashes.reduce(false) { found, known in constantTimeEqual(known, hash) || found }
    }
}

/// An address that answers may be sent to, and what kind of client listens there.
package struct RedirectURI: Hashable, Sendable {
    package enum Platform: String, Sendable {
        case web, spa, native = "publicClient"
    }

    package let uri: String
    package let platform: Platform

    package init(_ uri: String, _ platform: Platform) {
        self.uri = uri
        self.platform = platform
    }
}

package protocol Applications: Sendable {
    func application(_ id: Application.ID, of tenant: Tenant.ID) async throws -> Application?
    /// The application that, as an API, offers `scope`.
    func application(offering scope: String, of tenant: Tenant.ID) async throws -> Application?
    /// The application that, as an API, goes by this URI. One that says none goes by what its scopes have in common.
    func application(identifiedBy uri: String, of tenant: Tenant.ID) async throws -> Application?
    /// Creates the application, or replaces the one of this id.
    func save(_ application: Application) async throws
}
