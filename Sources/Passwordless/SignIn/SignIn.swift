import Base
import Directory
import HTTP

/// A sign-in under way in one tab of a browser. `id` stands in its addresses; what makes it this browser's is a cookie.
struct SignIn: Sendable {
    let id: String
    var challenge: Challenge
    /// Nil: nobody has answered anything yet, and only the browser keeps it.
    var open: Challenges.Open?
    /// To set with the answer.
    var cookies: [SetCookie] = []

    init(id: String, challenge: Challenge) {
        self.id = id
        self.challenge = challenge
    }

    init(id: String, open: Challenges.Open) {
        self.id = id
        self.open = open
        challenge = open.challenge
    }

    /// The desks' answer takes the place of what was there.
    mutating func take(_ next: Challenges.Open) {
        open = next
        challenge = next.challenge
    }
}

// What the pages remember, in the challenge's notes.
extension SignIn {
    enum Purpose: Sendable, Equatable {
        /// An authorization request: its parameters, URL-encoded.
        case client(parameters: String)
        /// The page of an action that a server has tracked: back to where it said, with a token to validate. Nil:
        /// nowhere.
        case action(address: String?)
        /// The account page, where somebody must prove who they are, or must do so again.
        case account
    }

    var purpose: Purpose {
        if let parameters = challenge.notes["parameters"]?.string { return .client(parameters: parameters) }
        return isInitiated ? .action(address: challenge.notes["redirectUrl"]?.string) : .account
    }

    /// As typed.
    var identifier: String? {
        get { challenge.notes["identifier"]?.string }
        set { challenge.notes["identifier"] = newValue.map { .string($0) } }
    }

    /// Whom the identifier names, while nothing is proven; nil also where it names nobody.
    var candidate: User.ID? {
        get { challenge.notes["candidate"]?.string.map { User.ID($0) } }
        set { challenge.notes["candidate"] = newValue.map { .string($0.text) } }
    }

    /// The application has said who it is (`init-auth`).
    var isInitiated: Bool {
        get { challenge.notes["initiated"]?.bool ?? false }
        set { challenge.notes["initiated"] = .bool(newValue) }
    }

    /// In a frame or a window of the application, which is told of the end in place of being gone to.
    var isPopUp: Bool {
        get { challenge.notes["popup"]?.bool ?? false }
        set { challenge.notes["popup"] = newValue ? true : nil }
    }

    var forcesEnrolment: Bool { challenge.notes["forceEnrollment"]?.bool ?? false }
    var opensSettings: Bool { challenge.notes["redirectToSettings"]?.bool ?? false }

    /// What the browser will be known by, where it has no name yet.
    var newDevice: Device.ID? {
        get { challenge.notes["device"]?.string.map { Device.ID($0) } }
        set { challenge.notes["device"] = newValue.map { .string($0.text) } }
    }

    /// Whether the session outlasts the browser's window, and the person's ways are shown here the next time.
    var remembersBrowser: Bool {
        get { challenge.notes["remember"]?.bool ?? true }
        set { challenge.notes["remember"] = .bool(newValue) }
    }

    /// The address that somebody makes an account for.
    var newAddress: String? {
        get { challenge.notes["newAddress"]?.string }
        set { challenge.notes["newAddress"] = newValue.map { .string($0) } }
    }

    /// What was asked once, and is not asked again in this sign-in: `passkey`, `codes`.
    func wasAsked(_ name: String) -> Bool { challenge.notes["asked"]?.strings?.contains(name) ?? false }

    mutating func noteAsked(_ name: String) {
        guard !wasAsked(name) else { return }
        challenge.notes["asked"] = JSON((challenge.notes["asked"]?.strings ?? []) + [name])
    }

    /// Shown once: recovery codes that were made on the way.
    var shownCodes: [String]? {
        get { challenge.notes["codes"]?.strings }
        set { challenge.notes["codes"] = newValue.map { JSON($0) } }
    }

    /// When a code was last sent by this method: another is not sent at once.
    func sentAt(_ method: VerificationMethod) -> Timestamp? {
        challenge.notes["sent"]?[method.rawValue]?.integer.map { Timestamp(milliseconds: $0) }
    }

    mutating func noteSent(_ method: VerificationMethod, at now: Timestamp) {
        var sent = challenge.notes["sent"]?.object ?? JSON.Object()
        sent[method.rawValue] = .integer(now.milliseconds)
        challenge.notes["sent"] = .object(sent)
    }

    /// Who has said who they are and proven nothing sees the same as anybody else who types that name.
    var isAnonymous: Bool { challenge.proofs.isEmpty && !isKnown && challenge.notes["familiar"]?.bool != true }

    mutating func noteFamiliar(_ isFamiliar: Bool) { challenge.notes["familiar"] = .bool(isFamiliar) }
}
