import Base
import Policy

extension Transformations {
    static let formats: [Name: Method] = [
        "FormatStringClaim": { (input) throws(TransformationError) in
            let format = try input.parameter("stringFormat")
            guard let value = input.claim("inputClaim") else { return [:] }
            return ["outputClaim": .string(try Transformations.format(format, [value], input))]
        },
        "FormatStringMultipleClaims": { (input) throws(TransformationError) in
            let format = try input.parameter("stringFormat")
            return try formatted(format, input)
        },
        "FormatLocalizedString": { (input) throws(TransformationError) in
            let id = Name(try input.parameter("stringFormatId"))
            let type: Name = "FormatLocalizedStringTransformationClaimType"
            guard let format = input.environment.localizedString(type, stringID: id) else {
                throw input.mistake("no localized string has the id \(id)")
            }
            return try formatted(format, input)
        },
    ]

    /// All claims in their order; one that is missing leaves nothing to say.
    private static func formatted(
        _ format: String, _ input: TransformationInput
    ) throws(TransformationError) -> TransformationOutput {
        let values = input.claimsInOrder.compactMap(\.value)
        guard values.count == input.claimsInOrder.count else { return [:] }
        return ["outputClaim": .string(try Transformations.format(format, values, input))]
    }

    static func format(
        _ format: String, _ values: [ClaimValue], _ input: TransformationInput
    ) throws(TransformationError) -> String {
        do throws(CompositeFormatError) {
            let parsed = try CompositeFormat(format) {
                input.expression($0) ?? ClaimResolver.macro($0, input.environment)
            }
            return try parsed.formatted(values)
        } catch {
            switch error {
            case .unclosedBrace: throw input.mistake("the format has a brace without its other half")
            case .notAnArgument(let text): throw input.mistake("the format has {\(text)}, which is no argument")
            case .noArgument(let index): throw input.mistake("the format has {\(index)}, but there is no such claim")
            case .tooLong: throw input.failure("what it made is longer than \(ClaimValue.longest) bytes")
            }
        }
    }
}
