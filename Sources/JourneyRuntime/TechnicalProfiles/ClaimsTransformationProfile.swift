import Base
import Policy

/// `ClaimsTransformationProtocolProvider`: has no action of its own; its transformations are its work (§11.10).
struct ClaimsTransformationProfile: TechnicalProfileHandler {
    init(_ profile: TechnicalProfile) throws(ProfileConfigurationError) {}

    func run(_ call: ProfileCall) async throws -> HandlerOutcome { .values([:]) }
}
