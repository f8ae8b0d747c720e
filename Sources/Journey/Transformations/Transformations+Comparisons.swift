import Base
import Policy

extension Transformations {
    static let comparisons: [Name: Method] = [
        "AssertStringClaimsAreEqual": { (input) throws(TransformationError) in
            let comparison = try input.comparison()
            guard areEqual(input.text("inputClaim1"), input.text("inputClaim2"), comparison) else {
                throw input.failure(TransformationMessage.stringsNotEqual, "the claims differ (\(comparison))")
            }
            return [:]
        },
        "CompareClaims": { (input) throws(TransformationError) in
            try compare(input, with: input.text("inputClaim2"))
        },
        "CompareClaimToValue": { (input) throws(TransformationError) in
            try compare(input, with: try input.parameter("compareTo"))
        },
        "StringContains": { (input) throws(TransformationError) in
            let part = try input.parameter("contains")
            let comparison = try input.comparison()
            guard let text = input.text("inputClaim") else { return [:] }
            return ["outputClaim": .boolean(comparison.contains(text, part))]
        },
        "SetClaimIfBooleansMatch": setClaimIfBooleansMatch,
        "SetClaimsIfRegexMatch": setClaimsIfRegexMatch,
        "SetClaimsIfStringsAreEqual": setClaimsIfStringsAreEqual,
        "SetClaimsIfStringsMatch": setClaimsIfStringsMatch,
    ]

    /// Two claims that are both missing are equal.
    private static func areEqual(_ left: String?, _ right: String?, _ comparison: Ordinal) -> Bool {
        guard let left, let right else { return left == nil && right == nil }
        return comparison.equal(left, right)
    }

    private static func compare(
        _ input: TransformationInput, with right: String?
    ) throws(TransformationError) -> TransformationOutput {
        let expected = try input.choice("operator", ["EQUAL": true, "NOT EQUAL": false])
        let isEqual = areEqual(input.text("inputClaim1"), right, try input.comparison())
        return ["outputClaim": .boolean(isEqual == expected)]
    }

    /// A claim that is missing is neither.
    private static func setClaimIfBooleansMatch(
        _ input: TransformationInput
    ) throws(TransformationError) -> TransformationOutput {
        _ = try input.parameter("matchTo")
        let expected = try input.flag("matchTo", default: false)
        let text = try input.parameter("outputClaimIfMatched")
        guard let value = try input.boolean("claimToMatch") else { throw input.failure("the claim is missing") }
        return value == expected ? ["outputClaim": .string(text)] : [:]
    }

    /// Named groups set the claims of their names when `extractGroups` says so. Without a match the output is cleared,
    /// not left.
    private static func setClaimsIfRegexMatch(
        _ input: TransformationInput
    ) throws(TransformationError) -> TransformationOutput {
        let pattern = try input.parameter("matchTo")
        let extracts = try input.flag("extractGroups", default: false)
        guard let text = input.text("claimToMatch") else { return [:] }
        let expression: RegularExpression
        do { expression = try RegularExpression(pattern) } catch { throw input.mistake(error.description) }
        switch expression.firstMatch(in: text) {
        case .matched(let match):
            var output: TransformationOutput = ["regexCompareResultClaim": .boolean(true)]
            output.values["outputClaim"] = input.optionalParameter("outputClaimIfMatched").map(ClaimValue.string)
            if extracts { for (name, value) in match.groups { output.values[Name(name)] = .string(value) } }
            return output
        case .unmatched: return ["outputClaim": nil, "regexCompareResultClaim": .boolean(false)]
        case .gaveUp(let reason):
            var output: TransformationOutput = ["outputClaim": nil, "regexCompareResultClaim": .boolean(false)]
            output.notes = ["\(input.transformation.id): \(reason.rawValue), so it counts as no match"]
            return output
        }
    }

    private static func setClaimsIfStringsAreEqual(
        _ input: TransformationInput
    ) throws(TransformationError) -> TransformationOutput {
        let expected = try input.parameter("matchTo")
        let comparison = try input.comparison()
        guard let text = input.text("inputClaim") else { return [:] }
        guard comparison.equal(text, expected) else { return ["stringCompareResultClaim": .boolean(false)] }
        var output: TransformationOutput = ["stringCompareResultClaim": .boolean(true)]
        if let message = input.optionalParameter("stringMatchMsg") { output.values["outputClaim1"] = .string(message) }
        if let code = input.optionalParameter("stringMatchMsgCode") { output.values["outputClaim2"] = .string(code) }
        return output
    }

    /// Without a match the output is cleared, not left.
    private static func setClaimsIfStringsMatch(
        _ input: TransformationInput
    ) throws(TransformationError) -> TransformationOutput {
        let expected = try input.parameter("matchTo")
        let comparison = try input.comparison()
        guard let text = input.text("claimToMatch") else { return [:] }
        let matches = comparison.equal(text, expected)
        let value = matches ? input.optionalParameter("outputClaimIfMatched").map(ClaimValue.string) : nil
        return ["outputClaim": value, "stringCompareResultClaim": .boolean(matches)]
    }
}
