import Base
import Policy

/// The methods of claims transformations (b2c-reference §12): a table of pure functions.
package enum Transformations {
    package typealias Method = @Sendable (TransformationInput) throws(TransformationError) -> TransformationOutput

    /// By name, in any case: `setClaimsIfRegexMatch` occurs.
    static let methods: [Name: Method] = [
        booleans, dates, general, integers, json, phoneNumbers, identities, strings, comparisons, formats,
        localization, collections, ageGating,
    ].reduce(into: [:]) { table, family in table.merge(family) { first, _ in first } }

    package static var known: [Name] { methods.keys.sorted() }
}

/// What a method made, by the names it has for its outputs. No entry: the claim stays as it is. Nil: it is cleared.
package struct TransformationOutput: Sendable, ExpressibleByDictionaryLiteral {
    var values: [Name: ClaimValue?]
    /// What the log and the trace should know: a search that gave up.
    var notes: [String] = []

    package init(dictionaryLiteral elements: (Name, ClaimValue?)...) {
        values = Dictionary(elements) { _, last in last }
    }
}

/// The claims after a transformation.
package struct TransformationResult: Hashable, Sendable {
    package let claims: Claims
    package let notes: [String]
}

extension ClaimsTransformation {
    /// Runs the transformation. Each output is converted to the data type of its claim.
    package func apply(
        to claims: Claims, in environment: JourneyEnvironment
    ) throws(TransformationError) -> TransformationResult {
        let input = TransformationInput(transformation: self, claims: claims, environment: environment)
        guard let method = Transformations.methods[self.method] else { throw input.mistake("is not a known method") }
        let output = try method(input)
        var result = claims
        for claim in outputClaims {
            guard let value = output.values[claim.role] else { continue }
            result[claim.claimType] = try value.map { (value) throws(TransformationError) in
                try converted(value, for: claim.claimType, input)
            }
        }
        return TransformationResult(claims: result, notes: output.notes)
    }

    private func converted(
        _ value: ClaimValue, for claimType: Name, _ input: TransformationInput
    ) throws(TransformationError) -> ClaimValue {
        guard value.size <= ClaimValue.longest else {
            throw input.failure("what it made is longer than \(ClaimValue.longest) bytes")
        }
        guard let type = input.environment.policy.claimTypes[claimType]?.dataType else { return value }
        guard let converted = value.converted(to: type) else {
            throw input.failure("what it made does not fit \(claimType), which is a \(type.rawValue)")
        }
        return converted
    }
}
