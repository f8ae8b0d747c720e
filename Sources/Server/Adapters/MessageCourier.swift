import Base
import JourneyRuntime
import Messaging

/// Sends the codes of journeys as messages, each on its channel's carrier.
struct MessageCourier: VerificationCourier {
    let courier: any Carrier
    let random: Random
    let now: Now

    func send(_ request: VerificationRequest) async throws {
        let code = VerificationCode(
            tenant: request.tenant, code: request.code, minutes: request.minutes, language: request.language)
        let id = Message.ID(random.uuid())
        let message =
            switch request.channel {
            case .mail: code.mail(to: request.recipient, id: id, at: now())
            case .text: code.textMessage(to: request.recipient, host: request.host, id: id, at: now())
            case .call: code.call(to: request.recipient, id: id, at: now())
            }
        try await courier.send(message)
    }
}
