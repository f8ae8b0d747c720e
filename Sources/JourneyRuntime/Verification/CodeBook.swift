import Base
import Synchronization

/// The one-time codes of one transaction. Each is good for one subject, a few tries and a short time.
///
/// A reference, because profiles that run one after the other share it; it goes back into the transaction with it.
final class CodeBook: Sendable {
    struct Code: Hashable, Sendable {
        var text: String
        var expiresAt: Timestamp
        var tries: Int
        var sent: Int
    }

    enum Check: Sendable, Equatable {
        case right
        case wrong
        /// Too many tries: this code is void.
        case exhausted
        case expired
        /// None was sent.
        case none
    }

    private let codes: Mutex<[String: Code]>
    private let random: Random

    init(_ codes: [String: Code], random: Random) {
        self.codes = Mutex(codes)
        self.random = random
    }

    var all: [String: Code] { codes.withLock { $0 } }

    /// A new code for the subject; nil when it has had `maximumSent` in this transaction.
    func issue(
        for subject: String, digits: Int = 6, lifetimeSeconds: Int64 = 600, maximumSent: Int = 5, at now: Timestamp
    ) -> String? {
        let text = random.digits(digits)
        return codes.withLock { codes in
            let sent = codes[subject]?.sent ?? 0
            guard sent < maximumSent else { return nil }
            codes[subject] = Code(
                text: text, expiresAt: now.adding(seconds: lifetimeSeconds), tries: 0, sent: sent + 1)
            return text
        }
    }

    /// A right code is used up.
    func check(_ typed: String, for subject: String, maximumTries: Int = 5, at now: Timestamp) -> Check {
        let digits = typed.filter { !$0.isWhitespace && $0 != "-" }
        return codes.withLock { codes in
            guard let code = codes[subject], !code.text.isEmpty else { return .none }
            guard now < code.expiresAt else { return .expired }
            guard code.tries < maximumTries else { return .exhausted }
            guard constantTimeEqual(digits.utf8, code.text.utf8) else {
                codes[subject]?.tries += 1
                return code.tries + 1 >= maximumTries ? .exhausted : .wrong
            }
            codes[subject]?.text = ""
            return .right
        }
    }
}

extension CodeBook.Code {
    var stored: JSON {
        [
            "text": .string(text), "expires": .integer(expiresAt.milliseconds), "tries": .integer(Int64(tries)),
            "sent": .integer(Int64(sent)),
        ]
    }

    init?(stored json: JSON) {
        guard let text = json["text"]?.string, let expires = json["expires"]?.integer,
            let tries = json["tries"]?.integer,
            let sent = json["sent"]?.integer
        else { return nil }
        self.init(text: text, expiresAt: Timestamp(milliseconds: expires), tries: Int(tries), sent: Int(sent))
    }
}
