import Base
import Journey
import Policy
import Testing

/// Every method with every claim that it reads missing (b2c-reference §12): most make nothing, some have an answer to
/// that, and some fail.
struct MissingClaimTests {
    enum Outcome: Sendable {
        case nothing
        case makes(ClaimValue)
        /// Makes something that is new each time.
        case invents
        case fails(message: Name?)
    }

    struct Case: Sendable, CustomTestStringConvertible {
        let methods: String
        let parameters: [(String, String)]
        let output: String
        let outcome: Outcome

        init(
            _ methods: String, _ parameters: [(String, String)] = [], output: String = "outputClaim",
            _ outcome: Outcome = .nothing
        ) {
            self.methods = methods
            self.parameters = parameters
            self.output = output
            self.outcome = outcome
        }

        var testDescription: String { methods }
    }

    private static let truth = [("valueToCompareTo", "true"), ("matchTo", "true"), ("outputClaimIfMatched", "x")]
    private static let words = [
        ("operator", "EQUAL"), ("compareTo", "x"), ("contains", "x"), ("matchTo", "x"), ("stringFormat", "{0}-{1}"),
        ("toCase", "UPPER"), ("delimiter", ","), ("oldValue", "a"), ("newValue", "b"), ("startIndex", "0"),
        ("length", "1"), ("item", "x"), ("errorOnFailedLookup", "true"), ("claimToExtract", "x"),
        ("errorOnMissingClaims", "true"), ("stringFormatId", "hello"), ("throwExceptionOnFailure", "true"),
        ("randomizerSecret", "B2C_1A_S"),
    ]

    static let cases: [Case] = [
        Case("AndClaims OrClaims NotClaims"),
        Case("CompareBooleanClaimToValue", truth, output: "compareResult"),
        Case(
            "AssertBooleanClaimIsEqualToValue", truth,
            .fails(message: "UserMessageIfClaimsTransformationBooleanValueIsNotEqual")),
        Case("SetClaimIfBooleansMatch", truth, .fails(message: nil)),
        Case("AssertDateTimeIsGreaterThan", [], .fails(message: "DateTimeGreaterThan")),
        Case("ConvertDateTimeToDateClaim ConvertDateToDateTimeClaim"),
        Case("GetCurrentDateTime", output: "currentDateTime", .makes(.dateTime(Sample.now))),
        Case("DateTimeComparison", [("operator", "same")], output: "result", .fails(message: nil)),
        Case(
            "IsTermsOfUseConsentRequired", [("termsOfUseTextUpdateDateTime", "2022-01-15")], output: "result",
            .makes(.boolean(true))),
        Case("CopyClaim"), Case("DoesClaimExist", [], .makes(.boolean(false))), Case("Hash", words, output: "hash"),
        Case("NullClaim", output: "claim_to_null"), Case("AdjustNumber", [], .makes(.integer(1))),
        Case("AssertNumber", [("Operator", "LessThan"), ("CompareToValue", "1")], .fails(message: nil)),
        Case("ConvertNumberToStringClaim"), Case("CreateJsonArray"), Case("GenerateJson", [], .makes(.string("{}"))),
        Case("GetClaimFromJson GetNumericClaimFromJson", words, output: "extractedClaim"),
        Case("GetClaimsFromJsonArray GetClaimsFromJsonArrayV2", [("errorOnMissingClaims", "true")]),
        Case("GetSingleItemFromJson", output: "key"), Case("GetSingleValueFromJsonArray", output: "extractedClaim"),
        Case("XmlStringToJsonString", output: "json"),
        Case("ConvertPhoneNumberClaimToString", output: "phoneNumberString"),
        Case("ConvertStringToPhoneNumberClaim"),
        Case("GetNationalNumberAndCountryCodeFromPhoneNumberString", words, output: "nationalNumber"),
        Case("CreateAlternativeSecurityId", output: "alternativeSecurityId"),
        Case("CreateUserIdentity", output: "userIdentity"),
        Case("AddItemToAlternativeSecurityIdCollection AddItemToUserIdentityCollection", output: "collection"),
        Case("RemoveAlternativeSecurityIdByIdentityProvider", output: "collection"),
        Case("RemoveUserIdentityFromCollectionByIssuer", output: "collection"),
        Case(
            "GetIdentityProvidersFromAlternativeSecurityIdCollectionTransformation",
            output: "identityProvidersCollection"),
        Case("GetIssuersFromUserIdentityCollectionTransformation", output: "issuersCollection"),
        Case("AssertStringClaimsAreEqual"), Case("ChangeCase", words),
        Case("BuildUri", [("scheme", "otpauth"), ("host", "totp")], .makes(.string("otpauth://totp"))),
        Case("CompareClaims", words, .makes(.boolean(true))),
        Case("CompareClaimToValue", words, .makes(.boolean(false))),
        Case("CreateStringClaim", [("value", "v")], output: "createdClaim", .makes(.string("v"))),
        Case("CreateOtpSecret", [], .invents),
        Case("CreateRandomString GuidAndRandomGenerator", [("randomGeneratorType", "guid")], .invents),
        Case("FormatStringClaim FormatStringMultipleClaims FormatLocalizedString", words),
        Case("GetLocalizedStringsTransformation", output: "id", .makes(.string(""))),
        Case("GetMappedValueFromLocalizedCollection", output: "restrictionValueClaim"),
        Case("LookupValue SetClaimsIfRegexMatch SetClaimsIfStringsMatch StringContains", words),
        Case("SetClaimsIfStringsAreEqual", words, output: "outputClaim1"),
        Case("StringReplace StringSplit StringJoin StringSubstring StringCollectionContains", words),
        Case("StringCollectionContainsClaim", words), Case("ParseDomain", output: "domain"),
        Case("CopyClaimIfPredicateMatch"), Case("AddItemToStringCollection", output: "collection"),
        Case("AddParameterToStringCollection", words, output: "collection", .makes(.stringCollection(["x"]))),
        Case("GetSingleItemFromStringCollection", output: "extractedItem"),
        Case("GetAgeGroupConsentProvidedAndRequiresConsent", output: "ageGroup", .makes(.string("Undefined"))),
    ]

    @Test func `every method is in the table`() {
        let listed = MissingClaimTests.cases.flatMap { $0.methods.split(separator: " ") }.map { Name(String($0)) }

        #expect(Set(listed) == Set(Transformations.known))
        #expect(listed.count == Set(listed).count)
    }

    @Test(arguments: cases)
    func `a missing claim has the outcome that the method says`(row: Case) throws {
        for method in row.methods.split(separator: " ").map(String.init) {
            let roles = ["a", "b"].map { ($0, ClaimValue?.none) }
            let transformation = Transformation(method, roles, row.parameters, outputs: [row.output])
            let outcome = Result { () throws(TransformationError) in
                try transformation.value { MissingClaimTests.prepare(&$0, for: method) }
            }
            switch (row.outcome, outcome) {
            case (.nothing, .success(let value)): #expect(value == nil, "\(method)")
            case (.makes(let expected), .success(let value)): #expect(value == expected, "\(method)")
            case (.invents, .success(let value)): #expect(value?.text.isEmpty == false, "\(method)")
            case (.fails(let message), .failure(let error)):
                #expect(error.messageID == message, "\(method)")
                #expect(error.reason != .policy, "\(method): \(error.detail)")
            case (_, .success(let value)): Issue.record("\(method) made \(String(describing: value))")
            case (_, .failure(let error)): Issue.record("\(method) failed: \(error.detail)")
            }
        }
    }

    /// With what the methods look up: a predicate, choices, a text, a key.
    private static func prepare(_ environment: inout JourneyEnvironment, for method: String) {
        environment.policy.claimTypes["restrictionValueClaim"] = ClaimType(id: "restrictionValueClaim", location: here)
        if method == "CopyClaimIfPredicateMatch" {
            environment.policy.claimTypes["outputClaim"] = ClaimType(id: "outputClaim", location: here)
            environment.policy.claimTypes["outputClaim"]?.predicateValidation = "V"
        }
        environment.policy.predicates["P"] = Predicate(id: "P", method: .matchesRegex("^$"))
        environment.policy.predicateValidations["V"] = PredicateValidation(
            id: "V", groups: [.init(id: "g", predicates: ["P"])])
        environment.localizedResources = [
            LocalizedResources(
                id: "en",
                strings: [
                    .init(elementType: "FormatLocalizedStringTransformationClaimType", stringID: "hello"): "{0} {1}"
                ])
        ]
        environment.secretText = { _ in Secret("s") }
    }
}
