import Base
import Journey
import Policy
import TestSupport
import Testing

struct TransformationErrorTests {
    private func error(
        _ transformation: Transformation, _ change: (inout JourneyEnvironment) -> Void = { _ in }
    ) -> TransformationError? {
        do throws(TransformationError) {
            _ = try transformation.run(change)
            return nil
        } catch {
            return error
        }
    }

    private static func dates(_ left: String, _ right: String?, equal: String, absent: String) -> Transformation {
        Transformation(
            "AssertDateTimeIsGreaterThan",
            [("leftOperand", .string(left)), ("rightOperand", right.map(ClaimValue.string))],
            [
                ("AssertIfEqualTo", equal), ("AssertIfRightOperandIsNotPresent", absent),
                ("TreatAsEqualIfWithinMillseconds", "30000"),
            ])
    }

    @Test(arguments: [
        (
            Transformation(
                "AssertBooleanClaimIsEqualToValue", [("inputClaim", .boolean(false))], [("valueToCompareTo", "true")]),
            "UserMessageIfClaimsTransformationBooleanValueIsNotEqual"
        ),
        (
            Transformation("AssertBooleanClaimIsEqualToValue", [("inputClaim", nil)], [("valueToCompareTo", "true")]),
            "UserMessageIfClaimsTransformationBooleanValueIsNotEqual"
        ),
        (dates("2022-01-01T00:00:00", "2022-03-16T00:00:00", equal: "false", absent: "false"), "DateTimeGreaterThan"),
        (dates("2022-01-01T00:00:00", "2022-01-01T00:00:20", equal: "true", absent: "false"), "DateTimeGreaterThan"),
        (dates("2022-01-01T00:00:00", nil, equal: "false", absent: "false"), "DateTimeGreaterThan"),
        (
            Transformation(
                "AssertStringClaimsAreEqual", [("inputClaim1", .string("abc")), ("inputClaim2", .string("aaa"))],
                [("stringComparison", "ordinalIgnoreCase")]),
            "UserMessageIfClaimsTransformationStringsAreNotEqual"
        ),
        (
            Transformation(
                "AssertNumber", [("inputClaim", .integer(20))],
                [("Operator", "Equal"), ("CompareToValue", "20"), ("throwError", "true")]), "AssertNumberError"
        ),
    ])
    func `an assertion that fails names its message`(transformation: Transformation, message: String) {
        let error = error(transformation)

        #expect(error?.messageID == Name(message))
        #expect(error?.reason == .assertion)
        #expect(error?.defaultText.isEmpty == false)
    }

    @Test(arguments: [
        dates("2022-03-16T00:00:00", "2022-01-01T00:00:00", equal: "true", absent: "false"),
        dates("2022-01-01T00:00:00", "2022-01-01T00:00:30", equal: "false", absent: "false"),
        dates("2022-01-01T00:00:00", nil, equal: "false", absent: "true"),
        Transformation(
            "AssertStringClaimsAreEqual", [("inputClaim1", .string("ABC")), ("inputClaim2", .string("abc"))],
            [("stringComparison", "ordinalIgnoreCase")]),
    ])
    func `an assertion that holds changes nothing`(transformation: Transformation) {
        #expect(error(transformation) == nil)
    }

    @Test(arguments: [
        Transformation("NoSuchMethod"), Transformation("FormatStringClaim", [("inputClaim", .string("x"))]),
        Transformation("FormatStringClaim", [("inputClaim", .string("x"))], [("stringFormat", "{1}")]),
        Transformation("FormatStringClaim", [("inputClaim", .string("x"))], [("stringFormat", "{Policy:PolicyId}")]),
        Transformation("ChangeCase", [("inputClaim1", .string("x"))], [("toCase", "title")]),
        Transformation("SetClaimsIfRegexMatch", [("claimToMatch", .string("x"))], [("matchTo", "(?<a-b>x)")]),
        Transformation("GenerateJson", [("a", .string("x")), ("a.b", .string("y"))]),
        Transformation("GenerateJson", [("a.5000", .string("x"))]),
    ])
    func `a mistake of the policy is told to its author`(transformation: Transformation) {
        #expect(error(transformation)?.reason == .policy)
    }

    @Test(arguments: [
        Transformation("GetClaimFromJson", [("inputJson", .string("{"))], [("claimToExtract", "a")]),
        Transformation("GetClaimFromJson", [("inputJson", .string("{}"))], [("claimToExtract", "a")]),
        Transformation("LookupValue", [("inputParameterId", .string("x"))], [("errorOnFailedLookup", "true")]),
        Transformation("NotClaims", [("inputClaim", .string("maybe"))]),
        Transformation("AdjustNumber", [("inputClaim", .integer(.max))], [("Operator", "INCREMENT")]),
        Transformation("CopyClaim", [("inputClaim", .string("x"))], types: [("outputClaim", .int)]),
        Transformation("StringSubstring", [("inputClaim", .string("x"))], [("startIndex", "0"), ("length", "2")]),
    ])
    func `a value that cannot be used fails`(transformation: Transformation) {
        #expect(error(transformation)?.reason == .value)
    }

    @Test func `without its library a phone number fails with the remedy`() {
        let error = error(Transformation("ConvertStringToPhoneNumberClaim", [("phoneNumberString", .string("1"))]))

        #expect(error?.reason == .environment)
        #expect(error?.detail.contains("phone number library") == true)
    }

    @Test func `a text shows neither in the person's message nor in the log's`() {
        let secret = "hunter2"
        let error = error(
            Transformation(
                "AssertStringClaimsAreEqual", [("inputClaim1", .string(secret)), ("inputClaim2", .string("x"))],
                [("stringComparison", "Ordinal")]))

        #expect(error.map { "\($0)".contains(secret) } == false)
    }
}

struct HostileValueTests {
    static let megabyte = String(repeating: "aß😀\u{202e}@", count: 90_000)

    /// Every method with a huge value for every claim: none may crash, none may take long.
    @Test(arguments: Transformations.known)
    func `no method falls over a megabyte, or over nothing`(method: Name) {
        let roles = [
            "inputClaim", "inputClaim1", "inputClaim2", "item", "collection", "emailAddress", "inputJson", "jsonSource",
            "inputJsonClaim", "phoneNumber", "phoneNumberString", "country", "key", "identityProvider", "issuer",
            "issuerUserId", "path", "query.x", "mapFromClaim", "inputParameterId", "claimToMatch", "plaintext", "salt",
            "xml", "firstDateTime", "secondDateTime", "leftOperand", "rightOperand", "dateOfBirth", "countryCode",
        ]
        let parameters = [
            ("stringFormat", "{0}"), ("operator", "EQUAL"), ("toCase", "UPPER"), ("scheme", "s"), ("host", "h"),
            ("matchTo", "^(a|b)+$"), ("delimiter", "a"), ("oldValue", "a"), ("newValue", "b"), ("startIndex", "1"),
            ("length", "5"), ("contains", "zz"), ("claimToExtract", "a"), ("item", "x"), ("value", "v"),
            ("randomGeneratorType", "GUID"), ("compareTo", "x"), ("ignoreCase", "true"),
        ]
        for value in [ClaimValue.string(HostileValueTests.megabyte), nil, .string("\0"), .stringCollection([])] {
            let transformation = Transformation(method.text, roles.map { ($0, value) }, parameters)

            let time = processorTime { _ = try? transformation.run() }

            #expect(time < .seconds(10), "\(method) took \(time)")
        }
    }

    @Test(arguments: ["tr-TR", "de-CH", "ar", "en"])
    func `the language of the journey changes no result`(language: String) throws {
        let upper = try Transformation("ChangeCase", [("inputClaim1", .string("title ıiß"))], [("toCase", "UPPER")])
            .value { $0.language = language }
        let equal = try Transformation(
            "CompareClaims", [("inputClaim1", .string("FILE")), ("inputClaim2", .string("file"))],
            [("operator", "EQUAL"), ("ignoreCase", "true")]
        ).value { $0.language = language }

        #expect(upper == .string("TITLE IIß"))
        #expect(equal == .boolean(true))
    }
}

struct CompositeFormatTests {
    @Test(arguments: [
        ("{0}", ClaimValue.string("x"), "x"), ("{{{0}}}", .string("x"), "{x}"), ("[{0,5}]", .string("x"), "[    x]"),
        ("[{0,-5}]", .string("x"), "[x    ]"), ("{0:D5}", .integer(42), "00042"), ("{0:X4}", .integer(255), "00FF"),
        ("{0:N0}", .integer(1_234_567), "1,234,567"), ("{0:F2}", .integer(-3), "-3.00"),
        ("{0:yyyy-MM-dd}", .time("2022-03-01T15:04:05Z"), "2022-03-01"),
        ("{0:dd MMM yyyy 'at' h:mm tt}", .time("2022-03-01T15:04:05Z"), "01 Mar 2022 at 3:04 PM"),
        ("{0:dddd}", .time("2026-11-21T00:00:00Z"), "Saturday"), ("{0}", .boolean(true), "True"),
        ("{0:D5}", .string("x"), "x"),
    ])
    func `formats are .NET's, in the invariant culture`(format: String, value: ClaimValue, expected: String) throws {
        #expect(try CompositeFormat(format).formatted([value]) == expected)
    }

    @Test(arguments: ["{", "}", "{0", "{x}", "{1}", "{0,99999}", "{-1}", "{}"])
    func `a format that .NET refuses is refused`(format: String) {
        #expect(throws: CompositeFormatError.self) { try CompositeFormat(format).formatted([.string("x")]) }
    }
}
