import Base
import Directory
import Journey
import Pages
import Policy

/// `CaptchaProvider`: sets a small task that is made here, and judges the one answer that it is good for
/// (docs/decisions/0017). Nothing is asked of another service.
///
/// `GetChallenge`: in `challengeType` (`Visual`, or `Audio`: a question to be read or heard); out `challengeId`,
/// `challengeString` (a picture as a `data:` address, or the question), `azureregion`.
/// `VerifyChallenge`: in `challengeId`, `inputSolution`; out `solved`, `reason`.
struct CaptchaProfile: TechnicalProfileHandler {
    private enum Operation: String { case getchallenge, verifychallenge }

    private let operation: Operation

    static let lifetimeSeconds: Int64 = 300
    private static let length = 5
    /// Wrong answers of one address in `window`, after which its answers are not looked at.
    static let maximumWrong = 30
    private static let windowSeconds: Int64 = 600

    init(_ profile: TechnicalProfile) throws(ProfileConfigurationError) {
        let name = (profile.metadata["Operation"] ?? "").trimmingBlanks().lowercased()
        guard let operation = Operation(rawValue: name) else {
            throw ProfileConfigurationError(
                code: "AADB2C90023", detail: "Operation must be GetChallenge or VerifyChallenge",
                location: profile.location)
        }
        self.operation = operation
    }

    func run(_ call: ProfileCall) async throws -> HandlerOutcome {
        switch operation {
        case .getchallenge: challenge(call)
        case .verifychallenge: try await verify(call)
        }
    }

    private func challenge(_ call: ProfileCall) -> HandlerOutcome {
        let random = call.environment.random
        let isQuestion = call["challengeType"]?.text.lowercased() == "audio"
        let (task, solution) = isQuestion ? CaptchaProfile.question(call) : CaptchaProfile.picture(random)
        let id = random.uuid()
        call.codes.keep(
            CaptchaProfile.folded(solution), for: "captcha:\(id)", among: "captcha:",
            lifetimeSeconds: CaptchaProfile.lifetimeSeconds, at: call.environment.now)
        return .values([
            "challengeId": .string(id), "challengeString": .string(task), "ChallengeString": .string(task),
            "challengeType": isQuestion ? "Audio" : "Visual", "azureregion": "local",
        ])
    }

    private static func picture(_ random: Random) -> (task: String, solution: String) {
        let text = String((0..<length).map { _ in CaptchaImage.alphabet.picked(by: random) })
        let image = Base64.encode(Bytes(utf8: CaptchaImage.draw(text, random: random)))
        return ("data:image/svg+xml;base64,\(image)", text)
    }

    /// Which words stand at two places of a list, in the page's language.
    private static func question(_ call: ProfileCall) -> (task: String, solution: String) {
        let texts = Texts(language: call.environment.language)
        let known = texts.control("", "words", of: "CaptchaControl").split(separator: ",")
            .map { String($0).trimmingBlanks() }
        let random = call.environment.random
        let words = Array(known.shuffled(by: random).prefix(8))
        let places = Array(words.indices).shuffled(by: random).prefix(2)
        let task = zip(["{0}", "{1}"], places).reduce(texts.control("", "question", of: "CaptchaControl")) {
            $0.replacing($1.0, with: String($1.1 + 1))
        }
        let pair = texts.control("", "words_in_line", of: "CaptchaControl")
        let list = words.dropFirst().reduce(words.first ?? "") {
            pair.replacing("{0}", with: $0).replacing("{1}", with: $1)
        }
        return (task.replacing("{2}", with: list), places.map { words[$0] }.joined())
    }

    private func verify(_ call: ProfileCall) async throws -> HandlerOutcome {
        let id = call["challengeId"]?.text ?? ""
        let now = call.environment.now
        // The transaction may be sealed in the browser, which could send an old one again: the store remembers.
        let answers = try await call.services.attempts.change("captcha:\(call.tenant.id.text):\(id)", at: now) {
            $0.failures += 1
            $0.expiresAt = now.adding(seconds: CaptchaProfile.lifetimeSeconds)
            return $0.failures
        }
        let typed = CaptchaProfile.folded(call["inputSolution"]?.text ?? "")
        let check = call.codes.check(typed, for: "captcha:\(id)", maximumTries: 1, at: now)
        guard answers == 1, check == .right, try await !isFlooding(call, adding: 0) else {
            _ = try await isFlooding(call, adding: 1)
            return .values(["solved": false, "reason": .string(check == .expired ? "Expired" : "WrongAnswer")])
        }
        return .values(["solved": true, "reason": ""])
    }

    private func isFlooding(_ call: ProfileCall, adding count: Int) async throws -> Bool {
        let now = call.environment.now
        return try await call.services.attempts.change(
            "captcha-address:\(call.tenant.id.text):\(call.environment.request.address)", at: now
        ) {
            if $0.failures == 0 { $0.expiresAt = now.adding(seconds: CaptchaProfile.windowSeconds) }
            $0.failures += count
            return $0.failures >= CaptchaProfile.maximumWrong
        }
    }

    /// Small and capital letters, blanks and commas make no difference.
    private static func folded(_ text: String) -> String {
        String(text.prefix(256)).lowercased().filter { $0.isLetter || $0.isNumber }
    }
}

extension Array {
    fileprivate func picked(by random: Random) -> Element { self[Int(random.number(below: UInt32(count)))] }
}
