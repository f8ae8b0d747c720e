import Base
import Directory
import Federation
import JOSE
import Journey
import OpenID
import OpenIDProvider
import Policy

/// `GetClaims` with an `id_token_hint`, or the same as an exchange (b2c-reference §11.15): claims that the application
/// brings along, signed by a provider that publishes its keys, or with a secret that is shared with the policy.
struct InboundHint: Sendable {
    let services: ProfileServices

    static let metadataKeys: Set<String> = ["METADATA", "issuer", "IdTokenAudience", "client_assertion_type"]

    /// Whether a profile of `Protocol None` is one. The others of that protocol are the engine's own.
    static func matches(_ profile: TechnicalProfile) -> Bool {
        guard profile.outputTokenFormat == nil, profile.inputTokenFormat == nil else { return false }
        return profile.metadata["METADATA"] != nil || profile.key("client_secret") != nil
    }

    /// A missing hint leaves its claims absent, and ends the journey where one of them is required; a bad one always
    /// does.
    func read(_ token: String?, with profile: TechnicalProfile, _ run: Run, _ runner: ProfileRunner) async throws
        -> Result<Claims, JourneyError>
    {
        let claims = run.transaction.journey.claims
        guard let token else {
            let missing = profile.outputClaims.first { $0.required && !claims.contains($0.claimType) }
            guard let missing else { return .success(claims) }
            return .failure(
                InboundHint.refused("AADB2C90272", "no id_token_hint, and \(missing.claimType) is required"))
        }
        guard let hint = try await hint(profile, run) else {
            return .failure(
                InboundHint.refused(
                    "AADB2C90210", "\(profile.id) has neither METADATA nor the key client_secret to check the hint with"
                ))
        }
        do {
            let said = try await hint.claims(of: token, documents: services.partners.documents, now: run.now)
            return .success(
                try runner.finish(profile, partner: { said.value(at: $0) }, claims: claims, run.environment))
        } catch TokenHint.Refusal.token(let error) {
            return .failure(InboundHint.refused(InboundHint.code(of: error), "\(error)"))
        } catch TokenHint.Refusal.provider(let error) {
            return .failure(JourneyError(error, at: profile))
        } catch let message as UserMessage {
            return .failure(JourneyError(message, by: profile, run.environment))
        }
    }

    /// Nil where there is nothing to check a hint with. Without `IdTokenAudience` the hint is for the application that
    /// brought it.
    private func hint(_ profile: TechnicalProfile, _ run: Run) async throws -> TokenHint? {
        func text(_ key: Name) -> String? {
            let text = profile.metadata[key].map {
                ClaimResolver.expandMacros(in: $0.trimmingBlanks(), run.environment)
            }
            return text.flatMap { $0.isEmpty ? nil : $0 }
        }
        guard let trust = try await trust(profile, metadata: text("METADATA"), run.tenant.id) else { return nil }
        return TokenHint(
            trust: trust, issuer: text("issuer"), audience: text("IdTokenAudience") ?? run.request.client.text,
            mayReachPrivateAddresses: services.mayReachPrivateAddresses)
    }

    private func trust(
        _ profile: TechnicalProfile, metadata: String?, _ tenant: Tenant.ID
    ) async throws -> TokenHint.Trust? {
        if let metadata { return .metadata(url: metadata) }
        guard let name = profile.key("client_secret"), let secret = try await services.keys.secret(name, of: tenant)
        else { return nil }
        return .secret(Secret(InboundHint.bytes(of: secret.exposed)))
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

extension JSON.Object {
    /// A member, or what lies at a path: `address.country`.
    fileprivate func value(at path: String) -> JSON? { self[path] ?? JSON.object(self).value(at: path) }
}
