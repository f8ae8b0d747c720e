import Base
import Policy

extension Transformations {
    static let dates: [Name: Method] = [
        "AssertDateTimeIsGreaterThan": assertDateTimeIsGreaterThan,
        "ConvertDateTimeToDateClaim": convertDateTimeToDateClaim,
        "ConvertDateToDateTimeClaim": convertDateToDateTimeClaim,
        "GetCurrentDateTime": { (input) throws(TransformationError) in
            ["currentDateTime": .dateTime(input.environment.now)]
        },
        "DateTimeComparison": dateTimeComparison,
        "IsTermsOfUseConsentRequired": isTermsOfUseConsentRequired,
    ]

    /// Equal, within the tolerance, fails unless `AssertIfEqualTo` is false.
    private static func assertDateTimeIsGreaterThan(
        _ input: TransformationInput
    ) throws(TransformationError) -> TransformationOutput {
        let message = TransformationMessage.dateNotGreater
        guard let right = try input.dateTime("rightOperand") else {
            if try input.flag("AssertIfRightOperandIsNotPresent", default: false) { return [:] }
            throw input.failure(message, "the right operand is missing")
        }
        guard let left = try input.dateTime("leftOperand") else {
            throw input.failure(message, "the left operand is missing")
        }
        // Spelled as the service does, or as one would.
        let name: Name? = ["TreatAsEqualIfWithinMillseconds", "TreatAsEqualIfWithinMilliseconds"]
            .first { input.optionalParameter($0) != nil }
        let tolerance = try name.map { (name) throws(TransformationError) in try input.number(name) } ?? 0
        let (difference, overflow) = left.milliseconds.subtractingReportingOverflow(right.milliseconds)
        if !overflow, difference.magnitude <= tolerance.magnitude {
            guard try input.flag("AssertIfEqualTo", default: true) else { return [:] }
            throw input.failure(message, "the operands are equal")
        }
        guard left > right else { throw input.failure(message, "the left operand is not greater") }
        return [:]
    }

    private static func convertDateTimeToDateClaim(
        _ input: TransformationInput
    ) throws(TransformationError) -> TransformationOutput {
        guard let time = try input.dateTime("inputClaim") else { return [:] }
        return ["outputClaim": .date(CalendarDate(time))]
    }

    private static func convertDateToDateTimeClaim(
        _ input: TransformationInput
    ) throws(TransformationError) -> TransformationOutput {
        guard let time = try input.dateTime("inputClaim") else { return [:] }
        return ["outputClaim": .dateTime(CalendarDate(time).start)]
    }

    /// Compares the first time, with the span added, to the second, which is now where it is missing.
    private static func dateTimeComparison(
        _ input: TransformationInput
    ) throws(TransformationError) -> TransformationOutput {
        let compare: (Int64, Int64) -> Bool = try input.choice(
            "operator",
            [
                "same": { $0 == $1 }, "later than": { $0 > $1 }, "greater than": { $0 > $1 },
                "earlier than": { $0 < $1 },
            ])
        let span = input.optionalParameter("timeSpanInSeconds") == nil ? 0 : try input.number("timeSpanInSeconds")
        guard let first = try input.dateTime("firstDateTime") else { throw input.failure("the first time is missing") }
        let second = try input.dateTime("secondDateTime") ?? input.environment.now
        guard Int32(exactly: span) != nil else { throw input.mistake("timeSpanInSeconds does not fit an int") }
        return ["result": .boolean(compare(first.adding(seconds: span).milliseconds, second.milliseconds))]
    }

    private static func isTermsOfUseConsentRequired(
        _ input: TransformationInput
    ) throws(TransformationError) -> TransformationOutput {
        let text = try input.parameter("termsOfUseTextUpdateDateTime")
        guard let updated = ClaimValue.string(text.trimmingBlanks()).converted(to: .dateTime)?.dateTime else {
            throw input.mistake("termsOfUseTextUpdateDateTime is not a time")
        }
        guard let consented = try input.dateTime("termsOfUseConsentDateTime") else { return ["result": .boolean(true)] }
        return ["result": .boolean(consented < updated)]
    }
}
