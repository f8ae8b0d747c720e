import Base
import Directory
import HTTP
import Journey
import OpenIDProvider
import Policy

/// One request's work on a transaction: what is known of it, and what it changes.
struct Run: Sendable {
    let tenant: Tenant
    let policy: ResolvedPolicy
    let issuer: Issuer
    let client: Directory.Application
    let request: AuthorizationRequest
    let http: Request
    var environment: JourneyEnvironment
    let codes: CodeBook
    let device: BrowserDevice
    /// The session part that this journey may use; nil: none.
    let part: SessionContent.Part?
    /// The browser's session, whatever its parts.
    let session: BrowserSessions.Found?
    var transaction: Transaction
    /// The person has sent something: from now on the transaction is kept in the store.
    var isAnswer = false
    /// Cookies that the answer sets.
    var cookies: [SetCookie] = []

    var now: Timestamp { environment.now }

    /// With the device's, where a profile wants to know it again.
    var setCookies: [SetCookie] { cookies + device.cookies(http: http) }

    /// The journey where it stands, with the session as far as it may be used.
    func journey() -> Journey {
        let usable = transaction.usesSession ? part?.session ?? SSOSession() : SSOSession()
        return Journey(
            policy: policy, state: transaction.journey, session: usable, person: part?.user,
            domainHint: request.domainHint, takesNotes: environment.trace != nil)
    }

    /// Why `prompt=none` cannot be answered here: nobody is signed in, or somebody is and the journey needs them all
    /// the same (OpenID Connect Core §3.1.2.6).
    var silentRefusal: JourneyError {
        if transaction.journey.signedOn { return .interactionRequired }
        // The session has chosen the provider, which must be asked again.
        guard transaction.usesSession, let session = part?.session,
            let provider = transaction.federation?["provider"]?.string,
            let profile = policy.technicalProfiles[Name(provider)],
            session.participation(of: profile, in: policy) != nil
        else { return .loginRequired }
        return .interactionRequired
    }

    /// What may be known of the world while the page of `profile` is made or answered.
    func environment(onPageOf profile: TechnicalProfile) -> JourneyEnvironment {
        environment.on(page: profile.contentDefinition.flatMap { policy.contentDefinitions[$0] })
    }

    func profile(_ name: Name) throws(JourneyFailure) -> TechnicalProfile {
        guard let profile = policy.technicalProfiles[name] else { throw .noTechnicalProfile(name) }
        return profile
    }
}
