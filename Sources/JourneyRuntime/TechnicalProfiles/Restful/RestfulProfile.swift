import Base
import Directory
import HTTP
import Policy

/// `RestfulProvider`: asks a service of the policy's author (b2c-reference §11.4).
struct RestfulProfile: TechnicalProfileHandler {
    private let settings: RestfulSettings

    init(_ profile: TechnicalProfile) throws(ProfileConfigurationError) { settings = try RestfulSettings(profile) }

    func run(_ call: ProfileCall) async throws -> HandlerOutcome {
        var request = try RestfulRequest(settings: settings, call: call).made()
        try await RestfulAuthentication(settings: settings, call: call).add(to: &request)
        let outcome: HandlerOutcome
        do throws(Partners.Failure) {
            let response = try await call.services.partners.call(request, of: call.tenant.id)
            outcome = RestfulAnswer(settings: settings, profile: call.profile).outcome(response)
        } catch {
            outcome = .refused(
                RestfulAnswer(settings: settings, profile: call.profile).message(for: error))
        }
        if case .refused(let message) = outcome, message.text == nil {
            call.services.emit(
                RestfulEvent.failed(profile: call.profile.id.text, reason: message.detail ?? message.id.text))
        }
        return outcome
    }
}

package enum RestfulEvent: Event {
    case failed(profile: String, reason: String)

    package var name: String { "restful.failed" }
    package var level: EventLevel { .warning }
    package var fields: [(name: String, value: JSON)] {
        switch self {
        case .failed(let profile, let reason): [("profile", .string(profile)), ("reason", .string(reason))]
        }
    }
}
