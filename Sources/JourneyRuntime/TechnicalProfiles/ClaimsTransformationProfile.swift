import Base
import Journey
import Policy

/// `ClaimsTransformationProtocolProvider`: its transformations are its work (§11.10). Of itself it only hands its input
/// claims on, so that an input claim's default is there for the output claim of the same name.
struct ClaimsTransformationProfile: TechnicalProfileHandler {
    init(_ profile: TechnicalProfile) throws(ProfileConfigurationError) {}

    func run(_ call: ProfileCall) async throws -> HandlerOutcome {
        .values(.object(JSON.Object(call.inputs.map { ($0.partnerName, $0.value.json) })))
    }
}
