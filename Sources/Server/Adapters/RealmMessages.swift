import Base
import Messaging
import Passwordless

/// Sends the messages of realms, each on its channel's carrier.
struct RealmMessages: RealmCourier {
    let courier: any Carrier
    let random: Random
    let now: Now

    func send(_ message: CodeMessage) async throws {
        let code = VerificationCode(
            tenant: message.realm, code: message.code.exposed, minutes: message.minutes, language: message.language)
        let id = Message.ID(random.uuid())
        switch message.channel {
        case .mail: try await courier.send(code.mail(to: message.to, id: id, at: now()))
        case .text:
            try await courier.send(code.textMessage(to: message.to, host: message.host, id: id, at: now()))
        }
    }

    func send(_ message: LinkMessage) async throws {
        try await courier.send(
            SignInLink(
                realm: message.realm, link: message.link.exposed, minutes: message.minutes, language: message.language
            ).mail(to: message.to, id: Message.ID(random.uuid()), at: now()))
    }

    func send(_ notice: AccountNotice) async throws {
        let what: AccountMessage.What =
            switch notice.what {
            case .authenticatorAdded(let name): .added(name)
            case .authenticatorRemoved(let name): .removed(name)
            case .authenticatorSuspicious(let name): .suspicious(name)
            case .recoveryCodeUsed(let left): .recoveryCodeUsed(left: left)
            }
        try await courier.send(
            AccountMessage(
                realm: notice.realm, what: what, at: notice.at, address: notice.address, language: notice.language
            ).mail(to: notice.to, id: Message.ID(random.uuid())))
    }
}
