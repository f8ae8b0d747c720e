import Base
import Journey
import Policy
import TestSupport
import Testing

/// What the methods do where a parameter is left out, written in another case, or where nothing matches.
struct TransformationRuleTests {
    private func error(_ transformation: Transformation) -> TransformationError? {
        do throws(TransformationError) {
            _ = try transformation.run()
            return nil
        } catch {
            return error
        }
    }

    private static let equalDates: [(String, ClaimValue?)] = [
        ("leftOperand", .string("2022-01-01T00:00:00")), ("rightOperand", .string("2022-01-01T00:00:00")),
    ]
    private static let twenty: [(String, ClaimValue?)] = [("inputClaim", .integer(20))]
    private static let limit = [("Operator", "Equal"), ("CompareToValue", "20")]

    @Test(arguments: [
        (Transformation("AssertDateTimeIsGreaterThan", equalDates), "DateTimeGreaterThan"),
        (Transformation("AssertNumber", twenty, limit), "AssertNumberError"),
        (
            Transformation("LookupValue", [("inputParameterId", .string("x"))], [("errorOnFailedLookup", "true")]),
            "LookupNotFound"
        ),
    ])
    func `an assertion asserts unless it is told not to`(transformation: Transformation, message: String) {
        #expect(error(transformation)?.messageID == Name(message))
    }

    @Test(arguments: [
        Transformation("AssertDateTimeIsGreaterThan", equalDates, [("assertifequalto", "FALSE")]),
        Transformation("AssertNumber", twenty, limit + [("THROWERROR", "False")]),
        Transformation("AssertNumber", twenty, [("operator", "lessthan"), ("comparetovalue", " 20 ")]),
        Transformation(
            "AssertDateTimeIsGreaterThan",
            [("leftOperand", .string("2022-01-01")), ("rightOperand", .string("2022-01-01T00:00:20"))],
            [("TreatAsEqualIfWithinMilliseconds", "30000"), ("AssertIfEqualTo", "false")]),
    ])
    func `parameters are found in any case`(transformation: Transformation) {
        #expect(error(transformation) == nil)
    }

    @Test func `times compare without a span`() throws {
        let value = try Transformation(
            "DateTimeComparison",
            [("firstDateTime", .time("2022-01-02T00:00:00Z")), ("secondDateTime", .time("2022-01-01T00:00:00Z"))],
            [("operator", "later than")], outputs: ["result"]
        ).value()

        #expect(value == .boolean(true))
    }

    @Test(arguments: [
        Transformation(
            "SetClaimsIfRegexMatch", [("claimToMatch", .string("x")), ("outputClaim", .string("old"))],
            [("matchTo", "^[0-9]+$"), ("outputClaimIfMatched", "new")]),
        Transformation(
            "SetClaimsIfRegexMatch",
            [
                ("claimToMatch", .string(String(repeating: "a", count: 60_000) + "!")), ("outputClaim", .string("old")),
            ],
            [("matchTo", "^(a+)+$"), ("outputClaimIfMatched", "new")]),
    ])
    func `where an expression does not match, its claim is cleared`(transformation: Transformation) throws {
        let claims = try transformation.run().claims

        #expect(claims["outputClaim"] == nil)
    }

    @Test(arguments: [
        ("{TechnicalProfileId}", "Facebook-OAUTH"), ("a{relyingpartytenantid}b", "acontoso.onmicrosoft.comb"),
        ("{TrustFrameworkTenantId}", "contoso.onmicrosoft.com"),
        ("{Policy:PolicyId} {0} {x}", "{Policy:PolicyId} {0} {x}"),
    ])
    func `a constant knows where it is made`(text: String, expected: String) throws {
        let value = try Transformation("CreateStringClaim", [], [("value", text)], outputs: ["createdClaim"])
            .value { $0.technicalProfile = "Facebook-OAUTH" }

        #expect(value == .string(expected))
    }

    @Test func `a format knows where it is made`() throws {
        let value = try Transformation(
            "FormatStringMultipleClaims", [("inputClaim1", .string("{TechnicalProfileId}"))],
            [("stringFormat", "{0}@{TechnicalProfileId}")]
        ).value { $0.technicalProfile = "P" }

        #expect(value == .string("{TechnicalProfileId}@P"))
    }

    @Test(arguments: [
        ("+11234567890", true), ("+450334567890", true), ("+1123", false), ("+12345678901234567", false),
    ])
    func `a phone number's form counts, not its range`(e164: String, isTaken: Bool) throws {
        let transformation = Transformation("ConvertStringToPhoneNumberClaim", [("phoneNumberString", .string("n"))])
        let value = Result { () throws(TransformationError) in
            try transformation.value { $0.phoneNumbers = OneNumber(e164: e164) }
        }

        switch value {
        case .success(let value): #expect(isTaken && value == .phoneNumber(e164))
        case .failure(let error):
            #expect(!isTaken && error.messageID == "UserMessageIfClaimsTransformationInvalidPhoneNumber")
        }
    }

    private struct OneNumber: PhoneNumbers {
        let e164: String

        func parse(_ text: String, region: String?) throws(PhoneNumbersUnavailable) -> PhoneNumber? {
            PhoneNumber(e164: e164, callingCode: 1, region: nil, nationalNumber: "", isValid: false)
        }

        func allRegions() throws(PhoneNumbersUnavailable) -> [(region: String, callingCode: Int)] { [] }

        func regionNames(in language: String) throws(PhoneNumbersUnavailable) -> [(region: String, name: String)] { [] }
    }

    /// A person's text times a policy's text is the policy author's gigabyte.
    @Test(arguments: [
        Transformation(
            "StringReplace", [("inputClaim", .string(HostileValueTests.megabyte))],
            [("oldValue", "a"), ("newValue", HostileValueTests.megabyte)]),
        Transformation(
            "StringJoin", [("inputClaim", .stringCollection(Array(repeating: "", count: 100_000)))],
            [("delimiter", HostileValueTests.megabyte)]),
        Transformation(
            "FormatStringClaim", [("inputClaim", .string(HostileValueTests.megabyte))],
            [("stringFormat", String(repeating: "{0}", count: 100_000))]),
        Transformation(
            "BuildUri", [("path", .string(HostileValueTests.megabyte))], [("scheme", "s"), ("host", "h")]),
    ])
    func `nothing is made that is longer than a service may answer`(transformation: Transformation) {
        var failure: TransformationError?
        let time = processorTime { failure = error(transformation) }

        #expect(failure?.reason == .value)
        #expect(failure?.detail.utf8.count ?? 0 < 500)
        #expect(time < .seconds(5))
    }
}
