import Base
import Policy

extension Transformations {
    static let integers: [Name: Method] = [
        "AdjustNumber": adjustNumber,
        "AssertNumber": assertNumber,
        "ConvertNumberToStringClaim": { (input) throws(TransformationError) in
            guard let number = try input.integer("inputClaim") else { return [:] }
            return ["outputClaim": .string(String(number))]
        },
    ]

    /// A claim that is missing counts as 0.
    private static func adjustNumber(_ input: TransformationInput) throws(TransformationError) -> TransformationOutput {
        let step: Int64 = try input.choice("Operator", ["INCREMENT": 1, "DECREMENT": -1], default: 1)
        let (sum, overflow) = (try input.integer("inputClaim") ?? 0).addingReportingOverflow(step)
        guard !overflow else { throw input.failure("the number would overflow") }
        return ["outputClaim": .integer(sum)]
    }

    /// Fails when the comparison *holds*, unless `throwError` is false. There is nothing to compare a missing claim
    /// with.
    private static func assertNumber(_ input: TransformationInput) throws(TransformationError) -> TransformationOutput {
        let compare: (Int64, Int64) -> Bool = try input.choice(
            "Operator",
            [
                "LessThan": { $0 < $1 }, "GreaterThan": { $0 > $1 }, "GreaterThanOrEqual": { $0 >= $1 },
                "LessThanOrEqual": { $0 <= $1 }, "Equal": { $0 == $1 }, "NotEqual": { $0 != $1 },
            ])
        let limit = try input.number("CompareToValue")
        guard let number = try input.integer("inputClaim") else { throw input.failure("the number is missing") }
        let holds = compare(number, limit)
        if holds, try input.flag("throwError", default: true) {
            throw input.failure(TransformationMessage.number, "the comparison holds")
        }
        return ["outputClaim": .boolean(holds)]
    }
}
