import Base
import Policy

/// What a transformation method reads: the policy's element, the claims bag and the world, by the method's own names.
package struct TransformationInput: Sendable {
    package let transformation: ClaimsTransformation
    package let claims: Claims
    package let environment: JourneyEnvironment

    /// The claims in the order of the policy, each with the name it has in the method: its `TransformationClaimType`,
    /// or else its own.
    var claimsInOrder: [(role: Name, value: ClaimValue?)] {
        transformation.inputClaims.map { ($0.role, claims[$0.claimType]) }
    }

    func claim(_ role: Name) -> ClaimValue? {
        transformation.inputClaims.first { $0.role == role }.flatMap { claims[$0.claimType] }
    }

    /// A claim's text, whatever its type.
    func text(_ role: Name) -> String? { claim(role)?.text }

    func boolean(_ role: Name) throws(TransformationError) -> Bool? { try value(role, as: .boolean).flatMap(\.boolean) }

    func integer(_ role: Name) throws(TransformationError) -> Int64? { try value(role, as: .long).flatMap(\.integer) }

    func dateTime(_ role: Name) throws(TransformationError) -> Timestamp? {
        try value(role, as: .dateTime).flatMap(\.dateTime)
    }

    func strings(_ role: Name) throws(TransformationError) -> [String]? {
        try value(role, as: .stringCollection).flatMap(\.strings)
    }

    private func value(_ role: Name, as type: DataType) throws(TransformationError) -> ClaimValue? {
        guard let value = claim(role) else { return nil }
        guard let converted = value.converted(to: type) else { throw failure("\(role) is not a \(type.rawValue)") }
        return converted
    }

    // MARK: Parameters

    var parameters: [ClaimsTransformation.Parameter] { transformation.inputParameters }

    func optionalParameter(_ id: Name) -> String? { parameters.first { $0.id == id }?.value }

    func parameter(_ id: Name) throws(TransformationError) -> String {
        guard let value = optionalParameter(id) else { throw mistake("the input parameter \(id) is missing") }
        return value
    }

    func flag(_ id: Name, default fallback: Bool) throws(TransformationError) -> Bool {
        guard let text = optionalParameter(id) else { return fallback }
        guard let value = ClaimValue(text, as: .boolean)?.boolean else { throw mistake("\(id) is not true or false") }
        return value
    }

    func number(_ id: Name) throws(TransformationError) -> Int64 {
        guard let value = Int64(try parameter(id).trimmingBlanks()) else {
            throw mistake("\(id) is not a whole number")
        }
        return value
    }

    /// One of the method's words, in any case.
    func choice<Value>(_ id: Name, _ words: [Name: Value], default fallback: Value? = nil) throws(TransformationError)
        -> Value
    {
        guard let text = optionalParameter(id) else {
            guard let fallback else { throw mistake("the input parameter \(id) is missing") }
            return fallback
        }
        guard let value = words[Name(text.trimmingBlanks())] else {
            let known = words.keys.sorted().map(\.text).joined(separator: ", ")
            throw mistake("\(id) is \"\(text)\"; it may be \(known)")
        }
        return value
    }

    /// `stringComparison`, or `ignoreCase`, whichever the method has.
    func comparison() throws(TransformationError) -> Ordinal {
        if optionalParameter("ignoreCase") != nil {
            return try flag("ignoreCase", default: false) ? .ignoringCase : .exact
        }
        return try choice("stringComparison", ["Ordinal": .exact, "OrdinalIgnoreCase": .ignoringCase], default: .exact)
    }

    // MARK: Texts

    /// What the string transformations know in braces besides their claims: where they run, and for whom.
    func expression(_ name: Name) -> String? {
        switch name {
        case "TechnicalProfileId": environment.technicalProfile?.text
        case "RelyingPartyTenantId", "TrustFrameworkTenantId": environment.policy.tenant.text
        default: nil
        }
    }

    func expanded(_ text: String) -> String { BracedText(text).replacing { expression(Name($0)) } }

    /// Refused before it is made where it would be too long: the parts may come from a person, the separator from a
    /// policy, and their product could be any size.
    func joined(_ parts: [String], separator: String) throws(TransformationError) -> String {
        let size = parts.reduce(max(0, parts.count - 1) * separator.utf8.count) { $0 + $1.utf8.count }
        guard size <= ClaimValue.longest else {
            throw failure("what it made is longer than \(ClaimValue.longest) bytes")
        }
        return parts.joined(separator: separator)
    }

    // MARK: Failures

    /// The policy is wrong.
    func mistake(_ detail: String) -> TransformationError { failure(.policy, detail) }

    /// A value is wrong.
    func failure(_ detail: String) -> TransformationError { failure(.value, detail) }

    func failure(_ reason: TransformationError.Reason, _ detail: String) -> TransformationError {
        TransformationError(
            transformation: transformation.id, reason: reason,
            detail: "\(transformation.method) \(transformation.id): \(detail)")
    }

    func failure(
        _ message: (id: Name, text: String), reason: TransformationError.Reason = .assertion, _ detail: String
    ) -> TransformationError {
        TransformationError(
            transformation: transformation.id, reason: reason, messageID: message.id, defaultText: message.text,
            detail: "\(transformation.method) \(transformation.id): \(detail)")
    }
}

extension ClaimsTransformation.Claim {
    /// What the claim is called in the method.
    var role: Name { parameter ?? claimType }
}

extension ClaimValue {
    var boolean: Bool? { if case .boolean(let value) = self { value } else { nil } }
    var integer: Int64? { if case .integer(let value) = self { value } else { nil } }
    var dateTime: Timestamp? { if case .dateTime(let value) = self { value } else { nil } }
    var strings: [String]? { if case .stringCollection(let value) = self { value } else { nil } }
    var identity: Identity? { if case .identity(let value) = self { value } else { nil } }
    var identities: [Identity]? { if case .identityCollection(let value) = self { value } else { nil } }
}
