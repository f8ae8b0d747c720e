import Base
import Journey
import OpenID
import Pages
import Policy

/// A journey that ends without claims: for the relying party in B2C's words, for the log in ours.
package struct JourneyError: Error, Sendable, Equatable {
    /// `AADB2C90…`, on which clients depend.
    package let code: String
    package let error: ProtocolError.Code
    /// For the relying party.
    package let text: String
    /// What the person is told on the error page; nil: the general message.
    package let message: UserMessage?
    /// For the log and the trace.
    package let detail: String
    /// The policy means it for the relying party, whatever it says about errors.
    package let isAnswer: Bool

    package init(
        code: String, error: ProtocolError.Code, text: String, message: UserMessage? = nil, detail: String = "",
        isAnswer: Bool = false
    ) {
        self.code = code
        self.error = error
        self.text = text
        self.message = message
        self.detail = detail
        self.isAnswer = isAnswer
    }

    init(_ failure: JourneyFailure) {
        self.init(
            code: failure.code, error: .serverError, text: "The policy cannot go on from here.", detail: "\(failure)")
    }

    init(_ problem: ProfileConfigurationError) {
        self.init(
            code: problem.code, error: .serverError, text: "A technical profile of the policy cannot run.",
            detail: "\(problem.location): \(problem.detail)")
    }

    /// A profile that refused outside a page, where the person cannot try again.
    init(_ message: UserMessage, by profile: TechnicalProfile, _ environment: JourneyEnvironment) {
        self.init(
            code: message.code, error: .serverError,
            text: message.party ?? message.text ?? JourneyError.own(message, profile, environment)
                ?? "A step of the policy was refused.",
            message: message,
            detail: "\(profile.id) at \(profile.location): \(message.id) \(message.detail ?? "")")
    }

    /// What the policy says about it, in the journey's language as far as it gives it.
    private static func own(
        _ message: UserMessage, _ profile: TechnicalProfile, _ environment: JourneyEnvironment
    ) -> String? {
        let text = ([message.id] + message.aliases).lazy.compactMap {
            environment.localizedString("ErrorMessage", stringID: $0) ?? profile.metadata[$0]
        }.first
        let wait = message.waitSeconds.map { [Texts(language: environment.language).wait(seconds: $0)] }
        return text?.filled(with: wait ?? message.values)
    }

    /// The person pressed "cancel".
    static let cancelled = JourneyError(
        code: "AADB2C90091", error: .accessDenied, text: "The user has cancelled entering self-asserted information.",
        message: UserMessage("journeyCancelled", code: "AADB2C90091"))
    /// The person pressed "forgot password" and the application is to start its reset policy.
    static let forgotPassword = JourneyError(
        code: "AADB2C90118", error: .accessDenied, text: "The user has forgotten their password.")
    static let tooManyTries = JourneyError(
        code: "AADB2C90157", error: .accessDenied, text: "The page was answered wrongly too often.",
        message: UserMessage("journeyTooManyTries", code: "AADB2C90157"))
    /// `prompt=none`, and nobody is signed in (OpenID Connect Core §3.1.2.6).
    static let loginRequired = JourneyError(
        code: "AADB2C90077", error: .loginRequired, text: "There is no session, and prompt=none allows no page.")
    /// `prompt=none`, and the journey of the person who is signed in needs a page.
    static let interactionRequired = JourneyError(
        code: "AADB2C90077", error: .interactionRequired,
        text: "The journey needs the person, and prompt=none allows no page.")

    var protocolError: ProtocolError {
        ProtocolError(error, "\(code): \(text)", detail: detail)
    }
}
