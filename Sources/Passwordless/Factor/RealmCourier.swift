import Base

/// Takes a realm's messages to people. `Server` has the one over `Messaging`, which knows the words.
package protocol RealmCourier: Sendable {
    func send(_ code: CodeMessage) async throws
    func send(_ link: LinkMessage) async throws
    func send(_ notice: AccountNotice) async throws
}

/// A code to type.
package struct CodeMessage: Sendable {
    package enum Channel: String, Sendable { case mail, text }

    package let channel: Channel
    /// A mail address or an E.164 number.
    package let to: String
    package let code: Secret<String>
    package let minutes: Int
    /// What people know the realm by.
    package let realm: String
    package let language: String
    /// Host of the page: a text message names it, so that browsers fill the code in there and nowhere else.
    package let host: String
    package let correlationID: String

    package init(
        channel: Channel, to: String, code: Secret<String>, minutes: Int, realm: String, language: String,
        host: String, correlationID: String
    ) {
        (self.channel, self.to, self.code, self.minutes) = (channel, to, code, minutes)
        (self.realm, self.language, self.host, self.correlationID) = (realm, language, host, correlationID)
    }
}

/// A link to open.
package struct LinkMessage: Sendable {
    package let to: String
    package let link: Secret<String>
    package let minutes: Int
    package let realm: String
    package let language: String
    package let correlationID: String

    package init(
        to: String, link: Secret<String>, minutes: Int, realm: String, language: String, correlationID: String
    ) {
        (self.to, self.link, self.minutes, self.realm) = (to, link, minutes, realm)
        (self.language, self.correlationID) = (language, correlationID)
    }
}

/// Something about an account that its owner should know.
package struct AccountNotice: Sendable {
    package enum What: Sendable, Equatable {
        /// By name.
        case authenticatorAdded(String)
        case authenticatorRemoved(String)
        /// It may have been copied.
        case authenticatorSuspicious(String)
        case recoveryCodeUsed(left: Int)
    }

    package let what: What
    package let to: String
    package let realm: String
    package let at: Timestamp
    package let address: String
    package let language: String
    package let correlationID: String
}
