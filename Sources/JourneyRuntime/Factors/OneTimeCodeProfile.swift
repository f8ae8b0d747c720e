import Base
import Journey
import Passwordless
import Policy

/// `Cardea.OneTimeCode` with `Operation` `Send` or `Verify`: for the buttons of a display control, and wherever a
/// profile runs without a page. `OneTimePasswordProfile`, which is B2C's, only makes a code; this one sends it too.
struct OneTimeCodeProfile: TechnicalProfileHandler {
    private let settings: OneTimeCodeSettings

    init(_ profile: TechnicalProfile) throws(ProfileConfigurationError) { settings = try OneTimeCodeSettings(profile) }

    func run(_ call: ProfileCall) async throws -> HandlerOutcome {
        let address = (call[settings.addressName] ?? call["identifier"])?.text.trimmingBlanks() ?? ""
        guard !address.isEmpty else {
            throw call.profile.misconfigured("there is no \(settings.addressName) among the input claims")
        }
        let codes = OneTimeCodes(
            settings: settings, realm: JourneyRealm(call), environment: call.environment, codes: call.codes)
        do {
            switch settings.operation {
            case .send, .page:
                let isDecoy = settings.sendsOnlyToAccounts && (call["objectId"]?.text ?? "").isEmpty
                let sent = try await codes.send(to: address, isDecoy: isDecoy)
                return .values(["sentTo": .string(sent.masked)])
            case .verify:
                let typed = call["code"] ?? call["otpToVerify"] ?? call["verificationCode"]
                let proven = try await codes.verify(typed?.text ?? "", of: address)
                return .values(
                    .object(OneTimeCodeProfile.values(of: proven, settings, call.profile, call.environment.policy)))
            }
        } catch let message as UserMessage {
            return .refused(message)
        }
    }

    static func values(
        of proven: OneTimeCodes.Proven, _ settings: OneTimeCodeSettings, _ profile: TechnicalProfile,
        _ policy: ResolvedPolicy
    ) -> JSON.Object {
        let assurance = Assurance([proven.proof])
        return [
            settings.addressName: .string(proven.address), "verified": true,
            "authenticationSource": settings.channel == .mail ? "emailCode" : "textMessageCode",
            "acr": .string(assurance.contextClass), "amr": profile.list(assurance.methods, as: "amr", in: policy),
        ]
    }
}
