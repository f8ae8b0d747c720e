import Base
import Journey
import Policy

/// `AzureApplicationInsightsProvider` (b2c-reference §11.17): an event of the policy's own, which goes to our log.
struct InsightsProfile: TechnicalProfileHandler {
    private let isEnabled: Bool

    init(_ profile: TechnicalProfile) throws(ProfileConfigurationError) {
        isEnabled = !profile.metadata.bool("DisableTelemetry", default: false)
    }

    func run(_ call: ProfileCall) async throws -> HandlerOutcome {
        guard isEnabled else { return .values([:]) }
        let properties = call.inputs.compactMap { input in
            Self.property(input.partnerName).map { ($0, input.value.json) }
        }
        call.services.emit(
            JourneyInsight(
                event: call["eventName"]?.text ?? call.profile.id.text,
                correlationID: call.environment.request.correlationID, policy: call.environment.policy.id.text,
                properties: JSON.Object(properties)))
        return .values([:])
    }

    /// `Name` of `{property:Name}`.
    private static func property(_ partnerName: String) -> String? {
        guard partnerName.hasSuffix("}"), partnerName.lowercased().hasPrefix("{property:") else { return nil }
        let name = partnerName.dropFirst("{property:".count).dropLast().drop { $0 == " " }
        return name.isEmpty ? nil : String(name)
    }
}

/// What a policy reports of a journey. Its properties are what the policy's author chose.
package struct JourneyInsight: Event {
    package let event: String
    package let correlationID: String
    package let policy: String
    package let properties: JSON.Object

    package var name: String { "journey.insight" }
    package var level: EventLevel { .info }
    package var fields: [(name: String, value: JSON)] {
        [
            ("event", .string(event)), ("correlationId", .string(correlationID)), ("policy", .string(policy)),
            ("properties", .object(properties)),
        ]
    }
}
