import Base
import Directory
import Journey
import Policy

/// `OneTimePasswordProtocolProvider` (b2c-reference §11.13): makes a code, which the policy sends by a way of its own,
/// and checks what the person typed. Codes are of one transaction and one identifier.
struct OneTimePasswordProfile: TechnicalProfileHandler {
    private enum Operation: String {
        case generatecode, verifycode
    }

    private let operation: Operation
    private let rules: CodeRules
    /// Some policies say it where the code is checked.
    private let maximumTries: Int?

    /// Over all transactions: a code of six digits withstands so many guesses an hour for ever.
    private static let guessing = Lockout(threshold: 100, firstWaitSeconds: 600, maximumWaitSeconds: 3600)

    init(_ profile: TechnicalProfile) throws(ProfileConfigurationError) {
        let metadata = profile.metadata
        guard let operation = Operation(rawValue: (metadata["Operation"] ?? "").trimmingBlanks().lowercased()) else {
            throw profile.misconfigured("Operation must be GenerateCode or VerifyCode")
        }
        guard let characters = CharacterSetText(metadata["CharacterSet"] ?? "0-9").characters else {
            throw profile.misconfigured("CharacterSet must name at least ten characters, like 0-9 or a-zA-Z0-9")
        }
        let tries = Self.tries(metadata)
        self.operation = operation
        maximumTries = tries
        rules = CodeRules(
            length: metadata.int("CodeLength", default: 6, in: 4...64), characters: characters,
            lifetimeSeconds: Int64(metadata.int("CodeExpirationInSeconds", default: 600, in: 60...1200)),
            maximumSent: metadata.int("NumCodeGenerationAttempts", default: 10, in: 1...1000),
            maximumTries: tries ?? 5, reusesCode: metadata.bool("ReuseSameCode", default: false))
    }

    /// `MaxNumAttempts` is what the key was called once.
    private static func tries(_ metadata: TechnicalProfile.Metadata) -> Int? {
        ["NumRetryAttempts", "MaxNumAttempts"].lazy.map { metadata.int($0, default: 0, in: 1...1000) }
            .first { $0 > 0 }
    }

    func run(_ call: ProfileCall) async throws -> HandlerOutcome {
        guard let identifier = call["identifier"]?.text, !identifier.isEmpty else {
            return .refused(Message.sessionConflict("no identifier"))
        }
        let subject = "otp:\(identifier.lowercased())"
        switch operation {
        case .generatecode:
            guard let code = call.codes.issue(for: subject, rules, at: call.environment.now) else {
                return .refused(Message.tooManyCodes(until: call.codes.reopens(for: subject), call))
            }
            return .values(["otpGenerated": .string(code)])
        case .verifycode: return try await verify(call["otpToVerify"]?.text ?? "", subject, call)
        }
    }

    private func verify(_ typed: String, _ subject: String, _ call: ProfileCall) async throws -> HandlerOutcome {
        let guesses = Guesses(call, subject: subject, limit: Self.guessing)
        if case .locked(let until) = try await guesses.take() {
            return .refused(Message.tooManyGuesses(until: until, call))
        }
        switch call.codes.check(typed, for: subject, maximumTries: maximumTries, at: call.environment.now) {
        case .right:
            try await guesses.forget()
            return .values([:])
        case .wrong: return .refused(Message.wrong)
        case .exhausted: return .refused(Message.tooManyTries)
        case .expired, .none: return .refused(Message.noSession)
        }
    }

    private enum Message {
        static let noSession = UserMessage(
            "UserMessageIfSessionDoesNotExist", aliases: ["UserMessage.VerificationHasExpired"], code: "AADB2C90159")
        static let tooManyTries = UserMessage(
            "UserMessageIfMaxRetryAttempted",
            aliases: ["UserMessage.MaxRetryAttemped", "UserMessage.MaxRetryAttempted"],
            code: "AADB2C90159")

        /// Over all transactions: a new code does not help, only time does.
        static func tooManyGuesses(until: Timestamp, _ call: ProfileCall) -> UserMessage {
            UserMessage(
                tooManyTries.id, aliases: tooManyTries.aliases, code: tooManyTries.code,
                builtIn: "UserMessageIfThrottled", waitSeconds: call.environment.now.wait(until: until))
        }

        static func tooManyCodes(until: Timestamp?, _ call: ProfileCall) -> UserMessage {
            let now = call.environment.now
            return UserMessage(
                "UserMessageIfMaxNumberOfCodeGenerated", code: "AADB2C90161", waitSeconds: now.wait(until: until ?? now)
            )
        }

        static let wrong = UserMessage(
            "UserMessageIfVerificationFailedRetryAllowed",
            aliases: ["UserMessageIfInvalidCode", "UserMessage.InvalidCode"],
            code: "AADB2C90159")

        static func sessionConflict(_ detail: String) -> UserMessage {
            UserMessage(
                "UserMessageIfSessionConflict", aliases: ["UserMessage.ServerError"], code: "AADB2C90159",
                detail: detail)
        }
    }
}

/// `CharacterSet`: what stands between the brackets of a regular expression, `a-z0-9A-Z`.
struct CharacterSetText {
    /// In order, each once; nil where the text is not such a set, or one that is too small for a code.
    let characters: [Character]?

    init(_ text: String) {
        var found: [Character] = []
        var rest = Array(text.trimmingBlanks().unicodeScalars)[...]
        var isRegular = true
        while let first = Self.take(&rest) {
            guard rest.first == "-", rest.count > 1 else {
                found.append(Character(first))
                continue
            }
            rest = rest.dropFirst()
            guard let last = Self.take(&rest), first.value <= last.value, last.value - first.value < 128 else {
                isRegular = false
                break
            }
            found += (first.value...last.value).compactMap(UnicodeScalar.init).map(Character.init)
        }
        var seen: Set<Character> = []
        let distinct = found.filter { seen.insert($0).inserted && !$0.isWhitespace }
        characters = isRegular && distinct.count >= 10 ? distinct : nil
    }

    private static func take(_ rest: inout ArraySlice<UnicodeScalar>) -> UnicodeScalar? {
        if rest.first == "\\" { rest = rest.dropFirst() }
        return rest.popFirst()
    }
}
