import Base
import Cryptography
import Synchronization

/// The one-time codes of one transaction. Each is good for one subject, a few tries and a short time.
///
/// No code is kept, only a seed and a digest of it under a key of the server's: who reads a stored transaction learns
/// none, though there are but a million of them.
///
/// A reference, because profiles that run one after the other share it; it goes back into the transaction with it.
final class CodeBook: Sendable {
    struct Code: Hashable, Sendable {
        /// Makes the code again, with the server's key (`ReuseSameCode`).
        var seed: Bytes
        /// Empty: the code was used.
        var digest: Bytes
        var expiresAt: Timestamp
        var tries: Int
        var maximumTries: Int
        var sent: Int
    }

    /// What is kept with the transaction.
    struct Content: Hashable, Sendable {
        var codes: [String: Code] = [:]
        /// The authenticator app whose code is asked for.
        var token: AwaitedToken?
        /// Of the factors that realms have too.
        var factors = FactorMemory()

        var isEmpty: Bool { codes.isEmpty && token == nil && factors.isEmpty }
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

    private let state: Mutex<Content>
    private let random: Random
    private let keys: PolicyKeys

    init(_ content: Content = Content(), random: Random, keys: PolicyKeys) {
        state = Mutex(content)
        self.random = random
        self.keys = keys
    }

    var content: Content { state.withLock { $0 } }

    var token: AwaitedToken? {
        get { state.withLock { $0.token } }
        set { state.withLock { $0.token = newValue } }
    }

    var factors: FactorMemory {
        get { state.withLock { $0.factors } }
        set { state.withLock { $0.factors = newValue } }
    }

    /// When a code that is refused now may be asked for again.
    func reopens(for subject: String) -> Timestamp? { state.withLock { $0.codes[subject]?.expiresAt } }

    /// A new code for the subject, or where the rules say so the same again; nil when there were too many. Who has had
    /// too many may ask again when the last one has expired.
    func issue(for subject: String, _ rules: CodeRules = CodeRules(), at now: Timestamp) -> String? {
        let fresh = random.bytes(16)
        return state.withLock { state in
            let known = state.codes[subject].flatMap { now < $0.expiresAt ? $0 : nil }
            guard (known?.sent ?? 0) < rules.maximumSent else { return nil }
            let reused = known.flatMap { reusable($0, subject, rules) }
            let seed = reused?.code.seed ?? fresh
            let text = reused?.text ?? make(seed, subject, rules)
            state.codes[subject] = Code(
                seed: seed, digest: digest(of: text, subject),
                expiresAt: now.adding(seconds: rules.lifetimeSeconds), tries: reused?.code.tries ?? 0,
                maximumTries: rules.maximumTries, sent: (known?.sent ?? 0) + 1)
            return text
        }
    }

    /// Keeps the answer to a task of our own. Of those whose subjects begin with `family` the newest few are kept.
    func keep(_ text: String, for subject: String, among family: String, lifetimeSeconds: Int64, at now: Timestamp) {
        let kept = Code(
            seed: [], digest: digest(of: text, subject), expiresAt: now.adding(seconds: lifetimeSeconds), tries: 0,
            maximumTries: 1, sent: 1)
        state.withLock { state in
            let older = state.codes.filter { $0.key.hasPrefix(family) }
                .sorted { $0.value.expiresAt < $1.value.expiresAt }
            for (key, _) in older.dropLast(3) { state.codes[key] = nil }
            state.codes[subject] = kept
        }
    }

    /// A right code is used up.
    func check(_ typed: String, for subject: String, maximumTries: Int? = nil, at now: Timestamp) -> Check {
        state.withLock { state in
            guard let code = state.codes[subject], !code.digest.isEmpty else { return .none }
            guard now < code.expiresAt else { return .expired }
            let maximum = maximumTries ?? code.maximumTries
            guard code.tries < maximum else { return .exhausted }
            guard matches(typed, code, subject) else {
                state.codes[subject]?.tries += 1
                return code.tries + 1 >= maximum ? .exhausted : .wrong
            }
            state.codes[subject]?.digest = []
            return .right
        }
    }

    /// As it was typed, and without the blanks and dashes that people put between groups.
    private func matches(_ typed: String, _ code: Code, _ subject: String) -> Bool {
        let plain = typed.filter { !$0.isWhitespace }
        let spellings = [plain, plain.filter { $0 != "-" }]
        return spellings.reduce(false) { constantTimeEqual(digest(of: $1, subject), code.digest) || $0 }
    }

    /// The code, where it can be said again: not used, not tried out, and of the same form.
    private func reusable(_ code: Code, _ subject: String, _ rules: CodeRules) -> (code: Code, text: String)? {
        guard rules.reusesCode, code.tries < code.maximumTries else { return nil }
        let text = make(code.seed, subject, rules)
        return constantTimeEqual(digest(of: text, subject), code.digest) ? (code, text) : nil
    }

    private func make(_ seed: Bytes, _ subject: String, _ rules: CodeRules) -> String {
        let characters = (0..<rules.length).map { index in
            let block = keys.digest(of: "\(Hex.encode(seed)) \(index)", for: "code seed:\(subject)")
            // 64 bits over a handful of characters: the bias cannot be measured.
            let number = block.prefix(8).reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
            return rules.characters[Int(number % UInt64(rules.characters.count))]
        }
        return String(characters)
    }

    private func digest(of text: String, _ subject: String) -> Bytes { keys.digest(of: text, for: "code:\(subject)") }
}

/// What a code looks like, and how often it may be asked for and tried.
struct CodeRules: Hashable, Sendable {
    var length = 6
    var characters: [Character] = Array("0123456789")
    var lifetimeSeconds: Int64 = 600
    var maximumSent = 5
    var maximumTries = 5
    /// Say a code again rather than make another.
    var reusesCode = false
}

/// The person whose authenticator app must say a code (`BeginVerifyOTP`), and the secret of one that is not theirs yet.
struct AwaitedToken: Hashable, Sendable {
    var user: String
    var newSecret: Bytes?
}

extension CodeBook.Content {
    var stored: JSON {
        let codes = self.codes.sorted { $0.key < $1.key }.map { ($0.key, $0.value.stored) }
        var object: JSON.Object = ["codes": .object(JSON.Object(codes))]
        if let token {
            var item: JSON.Object = ["user": .string(token.user)]
            item["secret"] = token.newSecret.map { .string(Base64.encodeURL($0)) }
            object["token"] = .object(item)
        }
        if !factors.isEmpty { object["factors"] = factors.stored }
        return .object(object)
    }

    init(stored json: JSON?) {
        for member in json?["codes"]?.object?.members ?? [] {
            codes[member.name] = CodeBook.Code(stored: member.value)
        }
        factors = json?["factors"].map(FactorMemory.init(stored:)) ?? FactorMemory()
        token = json?["token"]?["user"]?.string.map { user in
            AwaitedToken(user: user, newSecret: json?["token"]?["secret"]?.string.flatMap { Base64.decodeURL($0) })
        }
    }
}

extension CodeBook.Code {
    var stored: JSON {
        [
            "seed": .string(Base64.encodeURL(seed)), "digest": .string(Base64.encodeURL(digest)),
            "expires": .integer(expiresAt.milliseconds), "tries": .integer(Int64(tries)),
            "maximum": .integer(Int64(maximumTries)), "sent": .integer(Int64(sent)),
        ]
    }

    init?(stored json: JSON) {
        guard let seed = json["seed"]?.string.flatMap({ Base64.decodeURL($0) }),
            let digest = json["digest"]?.string.flatMap({ Base64.decodeURL($0) }),
            let expires = json["expires"]?.integer, let tries = json["tries"]?.integer,
            let maximum = json["maximum"]?.integer, let sent = json["sent"]?.integer
        else { return nil }
        self.init(
            seed: seed, digest: digest, expiresAt: Timestamp(milliseconds: expires), tries: Int(tries),
            maximumTries: Int(maximum), sent: Int(sent))
    }
}
