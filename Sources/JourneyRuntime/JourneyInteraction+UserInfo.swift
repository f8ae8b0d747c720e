import Base
import HTTP
import Journey
import OpenID
import OpenIDProvider
import Policy

extension JourneyInteraction {
    /// The `UserInfo` journey of the policy (b2c-reference §7.1): its authorization profile reads the access token, its
    /// last step says what is answered.
    func userInfo(_ token: AccessTokenClaims, issuer: Issuer, http: Request) async throws -> JSON.Object {
        let (tenant, policy, party) = try await policy(of: issuer)
        guard let name = party.endpoints["UserInfo"], let journey = policy.userJourneys[name] else {
            throw ProtocolError(.serverError, "AADB2C90031: The userinfo journey is not in the policy.")
        }
        let silent = try await silentJourney(name, policy, tenant, http)
        do {
            var claims: Claims = [:]
            for id in journey.authorizationProfiles {
                guard let profile = policy.technicalProfiles[id] else { throw JourneyError(.noTechnicalProfile(id)) }
                let read = try BearerAuthorization(profile).claims(of: token, issuer: issuer, silent.environment)
                claims.merge(read)
            }
            let end = try await silent.run(name, claims: claims)
            do {
                return try answer(end, silent)
            } catch let message as UserMessage {
                throw SilentJourney.Refusal(message: message, profile: end.issuer, environment: silent.environment)
            }
        } catch let refusal as SilentJourney.Refusal {
            let error = refusal.journeyError
            host.emit(JourneyEvent.failed(http.correlationID, policy: policy.id.text, error: error))
            // A token whose person the policy refuses, since the account is gone or locked, is good for nothing
            // (RFC 6750 §3.1), as a refresh token is.
            throw ProtocolError(
                .invalidToken, "\(error.code): The access token is not valid any more.", detail: error.detail)
        } catch let error as JourneyError {
            throw error.protocolError
        }
    }

    /// The input claims of the issuer, those that have a value, after its input transformations.
    private func answer(_ end: SilentJourney.End, _ silent: SilentJourney) throws -> JSON.Object {
        guard end.issuer.outputTokenFormat?.uppercased() == "JSON" else {
            throw JourneyError(
                code: "AADB2C90108", error: .serverError, text: "The userinfo journey ends with another issuer.",
                detail: "\(end.issuer.id) at \(end.issuer.location) must have the OutputTokenFormat JSON")
        }
        let claims = try silent.runner.profiles.transform(
            end.issuer.inputClaimsTransformations, of: end.issuer, end.claims, silent.environment)
        do {
            let values = try inputValues(of: end.issuer, claims: claims, environment: silent.environment)
            return JSON.Object(values.filter { !$0.value.text.isEmpty }.map { ($0.partnerName, $0.value.json) })
        } catch {
            throw JourneyError(
                code: "AADB2C90083", error: .serverError, text: "The answer of userinfo cannot be made.",
                detail: "\(end.issuer.id): \(error)")
        }
    }
}

/// An `AuthorizationTechnicalProfile` with `InputTokenFormat` JWT: which access tokens it takes, and the claims that it
/// reads from them. That the token is ours, and alive, the endpoint has checked.
struct BearerAuthorization {
    private let profile: TechnicalProfile
    private let issuer: String?
    private let audiences: Set<String>?

    init(_ profile: TechnicalProfile) {
        self.profile = profile
        issuer = profile.metadata["issuer"]?.trimmingBlanks().nonEmpty
        let text = profile.metadata["audience"] ?? profile.metadata["IdTokenAudience"]
        audiences = text?.trimmingBlanks().nonEmpty.map { text in
            let list = (try? JSON(parsing: Bytes(utf8: text)))?.strings
            return Set((list ?? text.split(separator: ",").map { String($0) }).map { $0.trimmingBlanks().lowercased() })
        }
    }

    func claims(
        of token: AccessTokenClaims, issuer: Issuer, _ environment: JourneyEnvironment
    ) throws -> Claims {
        guard isOurs(issuer.identifier) else { throw Self.refused("the profile takes tokens of another issuer") }
        if let audiences, !audiences.contains(token.audience.lowercased()) {
            throw Self.refused("the profile does not take tokens for \(token.audience)")
        }
        do {
            return try outputClaims(
                of: profile, partner: { token.claims[$0] }, claims: [:], environment: environment)
        } catch {
            throw Self.refused("\(profile.id): \(error)")
        }
    }

    /// The tokens that come here are this policy's own. A policy that was written for another host names the issuer by
    /// that host, and means itself.
    private func isOurs(_ identifier: String) -> Bool {
        guard let issuer, issuer != identifier else { return true }
        guard let named = URL(issuer), let own = URL(identifier) else { return false }
        return named.host != own.host
    }

    private static func refused(_ detail: String) -> ProtocolError {
        ProtocolError(.invalidToken, "The access token is not valid here.", detail: detail)
    }
}
