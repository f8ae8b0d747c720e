import Base
import Journey
import Policy

/// `UserJourneyContextProvider` (b2c-reference §11.18): what the engine knows of the request, as claims.
struct JourneyContextProfile: TechnicalProfileHandler {
    init(_ profile: TechnicalProfile) throws(ProfileConfigurationError) {}

    func run(_ call: ProfileCall) async throws -> HandlerOutcome {
        let environment = call.environment
        let request = environment.request
        var values: JSON.Object = [
            "IP-Address": .string(request.address), "CorrelationId": .string(request.correlationID),
            "PolicyId": .string(environment.policy.id.text), "TenantId": .string(environment.tenantObjectID),
            "HostName": .string(request.host), "Culture": .string(environment.language),
            "DateTimeInUtc": .string(environment.now.iso8601),
        ]
        values["ClientId"] = request.parameters["client_id"].map(JSON.string)
        // Names of policies' claims are in any case.
        let names = call.profile.outputClaims.map { $0.partnerClaimType ?? $0.claimType.text }
        for name in names where values[name] == nil {
            values[name] = values.members.first { $0.name.equalsFolded(name) }?.value
        }
        return .values(.object(values))
    }
}
