import Base
import Directory

/// What the next page says has gone wrong; kept with the sign-in, so that a reload asks nothing twice.
struct Trouble: Sendable, Equatable {
    let method: VerificationMethod
    let reason: FactorRefusal.Reason

    init(_ method: VerificationMethod, _ reason: FactorRefusal.Reason) {
        self.method = method
        self.reason = reason
    }
}

extension Trouble {
    /// The text's name: `trouble.wrong`.
    var name: String {
        switch reason {
        case .wrong: "wrong"
        case .expired: "expired"
        case .tooMany: "tooMany"
        case .cancelled: "cancelled"
        case .notPermitted: "notPermitted"
        case .notEnrolled: "notEnrolled"
        case .alreadyEnrolled: "alreadyEnrolled"
        case .badAddress: "badAddress"
        case .undeliverable: "undeliverable"
        case .unacceptable: "unacceptable"
        case .malformed: "malformed"
        case .needsProof: "needsProof"
        case .unsupported: "unsupported"
        }
    }

    var stored: JSON {
        var object: JSON.Object = ["method": .string(method.rawValue), "reason": .string(name)]
        switch reason {
        case .wrong(let left): object["left"] = .integer(Int64(left))
        case .tooMany(let until): object["until"] = until.map { .integer($0.milliseconds) }
        case .expired, .cancelled, .notPermitted, .notEnrolled, .alreadyEnrolled, .badAddress, .undeliverable,
            .unacceptable, .malformed, .needsProof, .unsupported:
            break
        }
        return .object(object)
    }

    init?(stored json: JSON) {
        guard let method = json["method"]?.string.flatMap(VerificationMethod.init(rawValue:)),
            let name = json["reason"]?.string
        else { return nil }
        let until = json["until"]?.integer.map { Timestamp(milliseconds: $0) }
        let all: [FactorRefusal.Reason] = [
            .wrong(triesLeft: Int(json["left"]?.integer ?? 0)), .expired, .tooMany(until: until), .cancelled,
            .notPermitted, .notEnrolled, .alreadyEnrolled, .badAddress, .undeliverable, .unacceptable, .malformed,
            .needsProof, .unsupported,
        ]
        guard let found = all.lazy.map({ Trouble(method, $0) }).first(where: { $0.name == name }) else { return nil }
        self = found
    }
}

extension SignIn {
    var trouble: Trouble? {
        get { challenge.notes["trouble"].flatMap { Trouble(stored: $0) } }
        set { challenge.notes["trouble"] = newValue?.stored }
    }
}
