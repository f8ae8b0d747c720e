import Base
import Policy

extension Transformations {
    static let booleans: [Name: Method] = [
        "AndClaims": { (input) throws(TransformationError) in try combine(input) { $0 && $1 } },
        "OrClaims": { (input) throws(TransformationError) in try combine(input) { $0 || $1 } },
        "NotClaims": notClaims,
        "AssertBooleanClaimIsEqualToValue": assertBooleanClaimIsEqualToValue,
        "CompareBooleanClaimToValue": compareBooleanClaimToValue,
    ]

    private static func combine(
        _ input: TransformationInput, _ operation: (Bool, Bool) -> Bool
    ) throws(TransformationError) -> TransformationOutput {
        guard let left = try input.boolean("inputClaim1"), let right = try input.boolean("inputClaim2") else {
            return [:]
        }
        return ["outputClaim": .boolean(operation(left, right))]
    }

    private static func notClaims(_ input: TransformationInput) throws(TransformationError) -> TransformationOutput {
        guard let value = try input.boolean("inputClaim") else { return [:] }
        return ["outputClaim": .boolean(!value)]
    }

    /// A claim that is missing is not equal to anything.
    private static func assertBooleanClaimIsEqualToValue(
        _ input: TransformationInput
    ) throws(TransformationError) -> TransformationOutput {
        let expected = try booleanParameter(input)
        guard try input.boolean("inputClaim") == expected else {
            throw input.failure(TransformationMessage.booleanNotEqual, "the claim is not \(expected)")
        }
        return [:]
    }

    private static func compareBooleanClaimToValue(
        _ input: TransformationInput
    ) throws(TransformationError) -> TransformationOutput {
        let expected = try booleanParameter(input)
        guard let value = try input.boolean("inputClaim") else { return [:] }
        return ["compareResult": .boolean(value == expected)]
    }

    private static func booleanParameter(_ input: TransformationInput) throws(TransformationError) -> Bool {
        _ = try input.parameter("valueToCompareTo")
        return try input.flag("valueToCompareTo", default: false)
    }
}
