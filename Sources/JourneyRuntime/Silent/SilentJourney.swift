import Base
import Directory
import HTTP
import Journey
import OpenID
import Policy

/// A journey of the token endpoint or of userinfo: there is nobody to show a page to, so each step must be one that
/// needs nobody.
struct SilentJourney: Sendable {
    let runner: JourneyRunner
    let policy: ResolvedPolicy
    let tenant: Tenant
    let environment: JourneyEnvironment
    let codes: CodeBook
    /// What the engine gives to its own set-up profile (`Protocol="None"`), by claim.
    var given: Claims = [:]

    /// How it ended.
    struct End: Sendable {
        let claims: Claims
        /// The profile of `SendClaims`.
        let issuer: TechnicalProfile
    }

    /// A profile that said no. Each grant has its own word for that.
    struct Refusal: Error {
        let message: UserMessage
        let profile: TechnicalProfile
        let environment: JourneyEnvironment

        var journeyError: JourneyError { JourneyError(message, by: profile, environment) }
    }

    /// Throws `Refusal`, or `ProtocolError` for a policy that cannot be carried out.
    func run(_ name: Name, claims: Claims = [:]) async throws -> End {
        var journey = Journey(policy: policy, state: JourneyState(journey: name, claims: claims), session: SSOSession())
        var action = journey.advance()
        while true {
            switch action {
            case .send(let issuer):
                return End(claims: journey.state.claims, issuer: try profile(issuer))
            case .run(let exchange):
                let claims = try await run(try profile(exchange.profile), journey.state.claims)
                action = journey.resume(.claims(claims))
            case .fail(let failure): throw JourneyError(failure).protocolError
            case .select, .readInbound: throw Self.needsPage
            }
        }
    }

    private func profile(_ name: Name) throws -> TechnicalProfile {
        guard let profile = policy.technicalProfiles[name] else {
            throw JourneyError(.noTechnicalProfile(name)).protocolError
        }
        return profile
    }

    private func run(_ profile: TechnicalProfile, _ claims: Claims) async throws -> Claims {
        do {
            if case .refreshTokenSetup = try ProfileKind(profile) { return try setUp(profile, claims) }
            switch try await runner.profiles.run(
                profile, claims: claims, tenant: tenant, environment: environment, codes: codes, device: .none)
            {
            case .claims(let claims): return claims
            case .refused(let message, let profile):
                throw Refusal(message: message, profile: profile, environment: environment)
            }
        } catch let error as ProfileConfigurationError {
            throw JourneyError(error).protocolError
        } catch let message as UserMessage {
            throw Refusal(message: message, profile: profile, environment: environment)
        }
    }

    /// `RefreshTokenReadAndSetup`, `ClientCredentials_Setup` and their like: the output claims that they list.
    private func setUp(_ profile: TechnicalProfile, _ claims: Claims) throws -> Claims {
        let known = claims.merging(given.only(profile.outputClaims.map(\.claimType)))
        let before = try runner.profiles.transform(profile.inputClaimsTransformations, of: profile, known, environment)
        return try runner.profiles.finish(profile, partner: { _ in nil }, claims: before, environment)
    }

    private static let needsPage = ProtocolError(
        .serverError, "AADB2C90289: The journey asks for a page, and nobody is there to see one.")
}

extension Claims {
    fileprivate func only(_ names: [Name]) -> Claims {
        var claims: Claims = [:]
        for name in names { claims[name] = self[name] }
        return claims
    }
}
