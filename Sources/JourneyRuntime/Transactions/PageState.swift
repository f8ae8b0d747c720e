import Base
import Journey
import Policy

/// What the page of a step has collected: codes that were sent, values that were verified, an accepted answer.
struct PageState: Hashable, Sendable {
    /// The profile (or selection) that this is the state of; another one starts afresh.
    var owner: Name?
    /// By claim (classic e-mail verification) or display control.
    var verifications: [String: Verification] = [:]
    /// The claims of an accepted answer, until the browser comes for the next page.
    var accepted: Claims?
    /// The way of a combined page that has given those claims; nil: the page's own form has.
    var exchange: Name?
    var failures = 0
    /// `setting.retryLimit` was passed: the journey ends.
    var isExhausted = false
    /// What was typed, without passwords, for the page that is shown again without scripts.
    var typed: [String: [String]] = [:]
    /// What went wrong, for the same page: by field, and for the page under the empty name.
    var problems: [String: String] = [:]
    var phone: PhoneState?
    /// A phone page has sent its first code by itself.
    var hasDialed = false
    /// What the page's input transformations take for chance: a secret that it shows is the one that its answer gives.
    var seed: Bytes?

    /// A value that a code proves.
    struct Verification: Hashable, Sendable {
        /// The values that the code was sent for, by claim; the page must post the same.
        var subject: [String: String]
        var isVerified = false
        /// Claims that the control's actions produced.
        var claims: Claims = [:]
        var problem: String?
        /// A code is under way and may be typed.
        var mayRetry = true
        /// Codes that the control's own actions refused.
        var tries = 0
    }

    struct PhoneState: Hashable, Sendable {
        /// E.164.
        var number: String
        var isNew: Bool
        var isCall: Bool
        var isSecond = false
    }

    /// The state for the page of `owner`, empty if it was another's.
    mutating func enter(_ owner: Name) {
        if self.owner != owner { self = PageState(owner: owner) }
    }

    /// Forgets what the last answer showed, before the next one is judged.
    mutating func clearAnswer() {
        typed = [:]
        problems = [:]
        accepted = nil
        exchange = nil
    }
}

extension PageState {
    var stored: JSON {
        var object = JSON.Object()
        object["owner"] = owner.map { .string($0.text) }
        object["accepted"] = accepted?.stored
        object["exchange"] = exchange.map { .string($0.text) }
        if failures > 0 { object["failures"] = .integer(Int64(failures)) }
        if !verifications.isEmpty { object["verifications"] = PageState.object(verifications) { $0.stored } }
        if !typed.isEmpty { object["typed"] = PageState.object(typed) { JSON($0) } }
        if !problems.isEmpty { object["problems"] = PageState.object(problems) { .string($0) } }
        object["phone"] = phone?.stored
        object["seed"] = seed.map { .string(Base64.encodeURL($0)) }
        if isExhausted { object["exhausted"] = true }
        if hasDialed { object["dialed"] = true }
        return .object(object)
    }

    init?(stored json: JSON) {
        guard json.object != nil else { return nil }
        owner = json["owner"]?.string.map { Name($0) }
        accepted = json["accepted"].flatMap { Claims(stored: $0) }
        exchange = json["exchange"]?.string.map { Name($0) }
        failures = Int(json["failures"]?.integer ?? 0)
        verifications = PageState.values(json["verifications"]) { Verification(stored: $0) }
        typed = PageState.values(json["typed"], \.strings)
        problems = PageState.values(json["problems"], \.string)
        isExhausted = json["exhausted"]?.bool ?? false
        phone = json["phone"].flatMap { PhoneState(stored: $0) }
        hasDialed = json["dialed"]?.bool ?? false
        seed = json["seed"]?.string.flatMap { Base64.decodeURL($0) }
    }

    private static func object<Value>(_ values: [String: Value], _ write: (Value) -> JSON) -> JSON {
        .object(JSON.Object(values.sorted { $0.key < $1.key }.map { ($0.key, write($0.value)) }))
    }

    private static func values<Value>(_ json: JSON?, _ read: (JSON) -> Value?) -> [String: Value] {
        var found: [String: Value] = [:]
        for member in json?.object?.members ?? [] { found[member.name] = read(member.value) }
        return found
    }
}

extension PageState.Verification {
    fileprivate var stored: JSON {
        var object: JSON.Object = [
            "subject": .object(JSON.Object(subject.sorted { $0.key < $1.key }.map { ($0.key, .string($0.value)) })),
            "verified": .bool(isVerified), "claims": claims.stored, "retry": .bool(mayRetry),
        ]
        object["problem"] = problem.map { .string($0) }
        if tries > 0 { object["tries"] = .integer(Int64(tries)) }
        return .object(object)
    }

    fileprivate init?(stored json: JSON) {
        guard let subject = json["subject"]?.object, let claims = json["claims"].flatMap({ Claims(stored: $0) }) else {
            return nil
        }
        self.subject = Dictionary(subject.members.map { ($0.name, $0.value.string ?? "") }) { first, _ in first }
        isVerified = json["verified"]?.bool ?? false
        self.claims = claims
        problem = json["problem"]?.string
        mayRetry = json["retry"]?.bool ?? true
        tries = Int(json["tries"]?.integer ?? 0)
    }
}

extension PageState.PhoneState {
    fileprivate var stored: JSON {
        ["number": .string(number), "new": .bool(isNew), "call": .bool(isCall), "second": .bool(isSecond)]
    }

    fileprivate init?(stored json: JSON) {
        guard let number = json["number"]?.string else { return nil }
        self.number = number
        isNew = json["new"]?.bool ?? false
        isCall = json["call"]?.bool ?? false
        isSecond = json["second"]?.bool ?? false
    }
}
