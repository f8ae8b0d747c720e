import Base
import Cryptography
import Directory
import JOSE
import Journey
import OpenID
import Policy

/// `GetClaims` with an `id_token_hint` (b2c-reference §11.15): claims that the application brings along, signed with a
/// secret that it shares with the policy.
struct InboundHint: Sendable {
    let keys: PolicyKeys

    /// A missing hint leaves its claims absent; a bad one ends the journey.
    func read(_ token: String?, with profile: TechnicalProfile, _ run: Run, _ runner: ProfileRunner) async throws
        -> Result<Claims, JourneyError>
    {
        guard let token else { return .success(run.transaction.journey.claims) }
        guard let name = profile.key("client_secret"), let secret = try await keys.secret(name, of: run.tenant.id)
        else {
            return .failure(
                InboundHint.refused("AADB2C90210", "\(profile.id) has no key client_secret to check the hint with"))
        }
        do {
            let key = JWK(.secret(Secret(InboundHint.bytes(of: secret.exposed))), algorithm: .signature(.hs256))
            let verified = try JWT.verify(token, key: key, allowing: [.hs256])
            try JWTExpectations(
                issuer: profile.metadata["issuer"], audience: profile.metadata["IdTokenAudience"], now: run.now,
                leewaySeconds: 300
            ).check(verified)
            return .success(
                try runner.finish(
                    profile, partner: { verified.claims[$0] }, claims: run.transaction.journey.claims, run.environment))
        } catch let error as JOSEError {
            return .failure(InboundHint.refused(InboundHint.code(of: error), "\(error)"))
        } catch let message as UserMessage {
            return .failure(JourneyError(message, by: profile, run.environment))
        }
    }

    /// Secrets are entered as base64 text (§11.15), or as they are.
    private static func bytes(of secret: String) -> Bytes { Base64.decode(secret) ?? Bytes(utf8: secret) }

    private static func refused(_ code: String, _ detail: String) -> JourneyError {
        JourneyError(code: code, error: .invalidRequest, text: "The id_token_hint cannot be accepted.", detail: detail)
    }

    private static func code(of error: JOSEError) -> String {
        switch error {
        case .expired, .notYetValid: "AADB2C90208"
        case .wrongAudience: "AADB2C90209"
        case .wrongIssuer: "AADB2C90232"
        case .invalidSignature, .unknownKey, .wrongKey: "AADB2C90233"
        default: "AADB2C90210"
        }
    }
}
