import Base
import Policy
import Trace

/// What a journey may know of the world around it, as values. Claims resolvers and transformations read it;
/// nothing here does I/O.
package struct JourneyEnvironment: Sendable {
    package var policy: ResolvedPolicy
    /// The directory's GUID.
    package var tenantObjectID: String
    /// What users know the tenant by: the issuer in an authenticator app.
    package var tenantDisplayName: String
    /// RFC 5646, as chosen for the pages: `en`, `de-CH`.
    package var language: String
    /// The request that started the journey.
    package var request: RequestContext
    package var now: Timestamp
    package var random: Random
    /// Text of a policy key that a transformation may use (`Hash`), by the key's name.
    package var secretText: @Sendable (Name) -> Secret<String>?
    /// What the page under way says in `language`, the best first; outside a page, what all pages say. Choices, help
    /// texts and the transformations that localize read it. `on(page:)` sets it.
    package var localizedResources: [LocalizedResources] = []
    package var phoneNumbers: any PhoneNumbers = NoPhoneNumbers()
    /// Where what happens is written down; nil: nowhere. It is here because this value goes wherever anything happens;
    /// nothing of this module writes to it (docs/decisions/0020-trace.md).
    package var trace: TraceRecorder?
    /// The profile whose transformations run: `{TechnicalProfileId}`. `transform` of the runtime sets it.
    package var technicalProfile: Name?
    /// `{Context:BuildNumber}`.
    package var buildNumber = "1.0.0.0"

    package init(
        policy: ResolvedPolicy, tenantObjectID: String, tenantDisplayName: String, language: String,
        request: RequestContext, now: Timestamp, random: Random,
        secretText: @escaping @Sendable (Name) -> Secret<String>? = { _ in nil }
    ) {
        self.policy = policy
        self.tenantObjectID = tenantObjectID
        self.tenantDisplayName = tenantDisplayName
        self.language = language
        self.request = request
        self.now = now
        self.random = random
        self.secretText = secretText
    }
}

/// What the resolvers of the families `OIDC`, `OAUTH-KV` and `Context` read (b2c-reference §13).
package struct RequestContext: Hashable, Sendable {
    /// Every parameter of the authorization request, the first of a name.
    package var parameters: [String: String]
    package var correlationID: String
    /// Host and port, as the browser sees them.
    package var host: String
    package var address: String
    /// Scheme and host, as the browser sees them; empty where nobody has asked by one.
    package var origin = ""
    package var userAgent = ""
    /// "Keep me signed in" was chosen.
    package var keepsSignedIn: Bool
    /// ROPC's, which the sign-in's parameters do not hold.
    package var username: String?
    package var password: Secret<String>?
    /// What a SAML request says, by the names that resolvers know: `Issuer`, `RelayState`.
    package var saml: [Name: String] = [:]

    package init(
        parameters: [String: String] = [:], correlationID: String, host: String, address: String,
        keepsSignedIn: Bool = false, username: String? = nil, password: Secret<String>? = nil
    ) {
        self.parameters = parameters
        self.correlationID = correlationID
        self.host = host
        self.address = address
        self.keepsSignedIn = keepsSignedIn
        self.username = username
        self.password = password
    }
}
