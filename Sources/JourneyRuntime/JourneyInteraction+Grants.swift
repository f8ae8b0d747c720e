import Base
import Directory
import HTTP
import Journey
import OpenID
import OpenIDProvider
import Policy

/// The grants without a browser (b2c-reference §6.5).
extension JourneyInteraction {
    /// `password`: the default journey of a policy that is made for it, with the name and password that the
    /// application sent.
    func authenticate(
        _ credentials: PasswordCredentials, client: Client, issuer: Issuer, http: Request
    ) async throws -> Authentication {
        let (tenant, policy, party) = try await policy(of: issuer)
        switch policy.passwordGrant {
        case .supported: break
        case .lacksInputs:
            throw ProtocolError(
                .invalidRequest, "The policy does not take the user name and password of the request.", b2c: 99015)
        case .none:
            throw ProtocolError(
                .unsupportedGrantType, "The policy is not one for the password grant.", b2c: 90086)
        }
        let name = party.defaultUserJourney
        let silent = try await silentJourney(name, policy, tenant, http, credentials: credentials)
        return try await finish(silent, name, policy) { claims in
            try Issuance(policy, party: party, environment: silent.environment)
                .authentication(claims, at: host.now())
        } refused: { error in
            // One text for a wrong password and an unknown name.
            Self.codesOfSignIn.contains(error.code)
                ? ProtocolError(
                    .accessDenied, "The user name or password of the request is not valid.", b2c: 90225,
                    detail: error.detail)
                : error.protocolError
        }
    }

    private static let codesOfSignIn: Set<String> = [
        "AADB2C90052", "AADB2C90053", "AADB2C90054", "AADB2C90111", "AADB2C90114",
    ]

    /// `client_credentials`: what the policy adds to a token of the application itself.
    func authenticate(application client: Client, issuer: Issuer, http: Request) async throws -> Authentication {
        let (tenant, policy, party) = try await policy(of: issuer)
        let bare = Authentication(subject: client.id.text, authenticatedAt: host.now())
        guard let name = policy.tokenIssuer?.journey("ClientCredentialsUserJourneyId") else { return bare }
        guard policy.userJourneys[name] != nil else {
            throw ProtocolError(.serverError, "AADB2C90288: The client-credentials journey is not in the policy.")
        }
        let silent = try await silentJourney(name, policy, tenant, http)
        return try await finish(silent, name, policy) { claims in
            var authentication = bare
            authentication.claims = try Issuance(policy, party: party, environment: silent.environment).claims(claims)
            return authentication
        } refused: {
            $0.protocolError
        }
    }

    private func finish(
        _ silent: SilentJourney, _ name: Name, _ policy: ResolvedPolicy,
        _ issue: (Claims) throws -> Authentication, refused: (JourneyError) -> ProtocolError
    ) async throws -> Authentication {
        do {
            let authentication = try issue(try await silent.run(name).claims)
            host.emit(JourneyEvent.finished(silent.environment.request.correlationID, policy: policy.id.text))
            return authentication
        } catch let refusal as SilentJourney.Refusal {
            let error = refusal.journeyError
            host.emit(
                JourneyEvent.failed(silent.environment.request.correlationID, policy: policy.id.text, error: error))
            throw refused(error)
        } catch let error as JourneyError {
            throw error.protocolError
        }
    }

    func policy(of issuer: Issuer) async throws -> (Tenant, ResolvedPolicy, RelyingParty) {
        guard let tenant = try await host.issuers.tenant(issuer.directory),
            let policy = host.policies.policy(Name(issuer.policy), of: tenant.id), let party = policy.relyingParty
        else { throw JourneyHost.Lost(code: "AADB2C90031", text: .policyGone, status: 404) }
        return (tenant, policy, party)
    }
}

extension ResolvedPolicy {
    enum PasswordGrant: Equatable {
        case none, lacksInputs, supported
    }

    /// Whether the default journey signs people in by the name and password of a token request. A policy with a page is
    /// none, whatever else it does: nobody would see the page.
    var passwordGrant: PasswordGrant {
        guard let journey = relyingParty.flatMap({ userJourneys[$0.defaultUserJourney] }) else { return .none }
        guard journey.steps.allSatisfy({ $0.selections.isEmpty && $0.kind != .combinedSignInAndSignUp }) else {
            return .none
        }
        let profiles = journey.steps.flatMap(\.exchanges).compactMap { technicalProfiles[$0.profile] }
        let signIns = profiles.filter { LocalSignIn.matches($0) }
        guard !signIns.isEmpty, profiles.allSatisfy({ $0.needsNobody }) else { return .none }
        return signIns.contains { $0.takesCredentialsOfRequest } ? .supported : .lacksInputs
    }
}

extension TechnicalProfile {
    fileprivate var needsNobody: Bool {
        switch try? ProfileKind(self) {
        case .silent, .refreshTokenSetup: true
        case .selfAsserted, .phoneFactor, .passkey, .oneTimeCode, .federation, .inboundHint, nil: false
        }
    }

    fileprivate var takesCredentialsOfRequest: Bool {
        let defaults = Set(inputClaims.compactMap { $0.defaultValue?.trimmingBlanks().lowercased() })
        return defaults.isSuperset(of: ["{oidc:username}", "{oidc:password}"])
    }
}
