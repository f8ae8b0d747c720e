import Base
import Journey
import Policy
import Testing

/// The check vectors of b2c-reference, appendix B.
struct TransformationVectorTests {
    struct Vector: Sendable, CustomTestStringConvertible {
        let transformation: Transformation
        let expected: ClaimValue?

        init(_ transformation: Transformation, _ expected: ClaimValue?) {
            self.transformation = transformation
            self.expected = expected
        }

        var testDescription: String { transformation.testDescription }
    }

    static let booleansAndDates: [Vector] = [
        .init(
            .init("AndClaims", [("inputClaim1", .boolean(true)), ("inputClaim2", .boolean(false))]), .boolean(false)),
        .init(.init("OrClaims", [("inputClaim1", .boolean(true)), ("inputClaim2", .boolean(false))]), .boolean(true)),
        .init(.init("NotClaims", [("inputClaim", .boolean(false))]), .boolean(true)),
        .init(
            .init(
                "CompareBooleanClaimToValue", [("inputClaim", .boolean(false))], [("valueToCompareTo", "false")],
                outputs: ["compareResult"]), .boolean(true)),
        .init(
            .init("ConvertDateToDateTimeClaim", [("inputClaim", .date(CalendarDate("2022-01-01")!))]),
            .time("2022-01-01T00:00:00Z")),
        .init(
            .init("ConvertDateTimeToDateClaim", [("inputClaim", .time("2022-01-01T23:59:59Z"))]),
            .date(CalendarDate("2022-01-01")!)),
        .init(.init("GetCurrentDateTime", outputs: ["currentDateTime"]), .dateTime(Sample.now)),
        .init(
            .init(
                "DateTimeComparison",
                [
                    ("firstDateTime", .time("2022-03-01T00:00:00.1Z")),
                    ("secondDateTime", .time("2022-03-02T00:00:00.1Z")),
                ], [("operator", "later than"), ("timeSpanInSeconds", "5")], outputs: ["result"]), .boolean(false)),
        .init(
            .init(
                "DateTimeComparison",
                [
                    ("firstDateTime", .time("2018-01-01T00:00:00.1Z")),
                    ("secondDateTime", .time("2018-04-01T00:00:00.1Z")),
                ], [("operator", "later than"), ("timeSpanInSeconds", "7776000")], outputs: ["result"]), .boolean(false)
        ),
        .init(
            .init(
                "DateTimeComparison", [("firstDateTime", .time("2026-11-21T09:29:00Z"))],
                [("operator", "SAME"), ("timeSpanInSeconds", "60")], outputs: ["result"]), .boolean(true)),
        .init(
            .init(
                "IsTermsOfUseConsentRequired", [("termsOfUseConsentDateTime", .time("2022-03-01T00:00:00.1Z"))],
                [("termsOfUseTextUpdateDateTime", "2022-01-15T00:00:00")], outputs: ["result"]), .boolean(false)),
        .init(
            .init(
                "IsTermsOfUseConsentRequired", [("termsOfUseConsentDateTime", nil)],
                [("termsOfUseTextUpdateDateTime", "2022-01-15T00:00:00")], outputs: ["result"]), .boolean(true)),
    ]

    static let generalAndNumbers: [Vector] = [
        .init(.init("CopyClaim", [("inputClaim", .string("Helo world"))]), .string("Helo world")),
        .init(.init("DoesClaimExist", [("inputClaim", nil)]), .boolean(false)),
        .init(.init("DoesClaimExist", [("inputClaim", .string(""))]), .boolean(true)),
        .init(.init("NullClaim", [("claim_to_null", .string("My test value"))], outputs: ["claim_to_null"]), nil),
        .init(.init("AdjustNumber", [("inputClaim", .integer(9))], [("Operator", "INCREMENT")]), .integer(10)),
        .init(.init("AdjustNumber", [("inputClaim", .integer(9))], [("Operator", "decrement")]), .integer(8)),
        .init(.init("AdjustNumber", [("inputClaim", nil)], [("Operator", "INCREMENT")]), .integer(1)),
        .init(
            .init(
                "AssertNumber", [("inputClaim", .integer(20))],
                [("Operator", "LessThan"), ("CompareToValue", "20"), ("throwError", "true")]), .boolean(false)),
        .init(.init("ConvertNumberToStringClaim", [("inputClaim", .integer(99))]), .string("99")),
    ]

    static let json: [Vector] = [
        .init(
            .init("CreateJsonArray", [("inputClaim", .string("someone@contoso.com"))]),
            .string(#"["someone@contoso.com"]"#)),
        .init(
            .init(
                "GetClaimFromJson", [("inputJson", .string(#"{"emailAddress":"emily@live.com","n":1}"#))],
                [("claimToExtract", "emailAddress")], outputs: ["extractedClaim"]), .string("emily@live.com")),
        .init(
            .init(
                "GetNumericClaimFromJson", [("inputJson", .string(#"{"displayName":"Someone","id":6353399}"#))],
                [("claimToExtract", "id")], outputs: ["extractedClaim"]), .integer(6_353_399)),
        .init(
            .init(
                "GetSingleItemFromJson", [("inputJson", .string(#"{"givenName":"Emilty","lastName":"Smith"}"#))],
                outputs: ["key"]), .string("givenName")),
        .init(
            .init(
                "GetSingleItemFromJson", [("inputJson", .string(#"{"givenName":"Emilty","lastName":"Smith"}"#))],
                outputs: ["value"]), .string("Emilty")),
        .init(
            .init(
                "GetSingleValueFromJsonArray",
                [("inputJsonClaim", .string(#"["someone@example.com", "Someone", 6353399]"#))],
                outputs: ["extractedClaim"]), .string("someone@example.com")),
    ]

    static let collections: [Vector] = [
        .init(
            .init(
                "AddItemToStringCollection", [("item", .string("a")), ("collection", .stringCollection(["a"]))],
                outputs: ["collection"]), .stringCollection(["a"])),
        .init(
            .init("AddItemToStringCollection", [("item", .string("a")), ("collection", nil)], outputs: ["collection"]),
            .stringCollection(["a"])),
        .init(
            .init(
                "AddParameterToStringCollection", [("collection", .stringCollection(["x"]))], [("item", "y")],
                outputs: ["collection"]), .stringCollection(["x", "y"])),
        .init(
            .init(
                "GetSingleItemFromStringCollection",
                [("collection", .stringCollection(["someone@contoso.com", "emily@test.com"]))],
                outputs: ["extractedItem"]), .string("someone@contoso.com")),
        .init(
            .init(
                "StringCollectionContains", [("inputClaim", .stringCollection(["Contributors", "READERS"]))],
                [("item", "readers"), ("ignoreCase", "true")]), .boolean(true)),
        .init(
            .init(
                "StringCollectionContainsClaim",
                [("collection", .stringCollection(["abc", "123"])), ("item", .string("123"))]), .boolean(true)),
        .init(
            .init("StringJoin", [("inputClaim", .stringCollection(["abc", "123"]))], [("delimiter", ",")]),
            .string("abc,123")),
        .init(
            .init("StringSplit", [("inputClaim", .string("Admin,Author,Reader"))], [("delimiter", ",")]),
            .stringCollection(["Admin", "Author", "Reader"])),
    ]

    @Test(arguments: booleansAndDates + generalAndNumbers + json + collections + strings + conditional)
    func `the check vectors hold`(vector: Vector) throws {
        #expect(try vector.transformation.value() == vector.expected)
    }

    @Test func `generated JSON keeps types and order`() throws {
        let made = Transformation(
            "GenerateJson",
            [
                ("customerEntity.StringClaim", .string("x")), ("customerEntity.missing", nil),
                ("customerEntity.flag", .boolean(true)), ("customerEntity.at", .time("2022-01-01T00:00:00Z")),
            ], [("customerEntity.properties.FixedLong", "123456789")])
        let mail = Transformation(
            "GenerateJson", [("personalizations.0.to.0.email", .string("a@b.c"))], [("template_id", "T")])

        #expect(
            try made.value()
                == .string(
                    #"{"customerEntity":{"StringClaim":"x","flag":true,"at":"2022-01-01T00:00:00Z","#
                        + #""properties":{"FixedLong":"123456789"}}}"#))
        #expect(
            try mail.value() == .string(#"{"personalizations":[{"to":[{"email":"a@b.c"}]}],"template_id":"T"}"#))
    }

    @Test func `items of a JSON array become claims of their types`() throws {
        let source = #"""
            [{"key":"email","value":"someone@example.com"},{"key":"displayName","value":"Someone"},
             {"key":"membershipID","value":6353399},{"key":"active","value":true},
             {"key":"birthDate","value":"2005-01-23T00:00:00Z"},{"key":"empty","value":""}]
            """#
        let claims = try Transformation(
            "GetClaimsFromJsonArray", [("jsonSource", .string(source)), ("empty", .string("old"))],
            [("errorOnMissingClaims", "false"), ("includeEmptyClaims", "false")],
            types: [("displayName", .string), ("membershipID", .int), ("active", .boolean), ("birthDate", .dateTime)],
            outputs: ["displayName", "membershipID", "active", "birthDate", "empty"]
        ).run().claims

        #expect(claims["displayName"] == .string("Someone"))
        #expect(claims["membershipID"] == .integer(6_353_399))
        #expect(claims["active"] == .boolean(true))
        #expect(claims["birthDate"] == .time("2005-01-23T00:00:00Z"))
        #expect(claims["empty"] == .string("old"))
        #expect(!claims.contains("email"))
    }

    @Test func `the second form of the JSON array is a collection of objects`() throws {
        let items: ClaimValue = .stringCollection([#"{"key":"a","value":"1"}"#, #"{"key":"b","value":2}"#])
        let claims = try Transformation(
            "GetClaimsFromJsonArrayV2", [("jsonSource", items)], outputs: ["a", "b"]
        ).run().claims

        #expect(claims["a"] == .string("1"))
        #expect(claims["b"] == .integer(2))
    }

    @Test func `identities are collected once, listed and removed`() throws {
        let facebook = ClaimValue.Identity(issuer: "facebook.com", issuerUserID: "1")
        let live = ClaimValue.Identity(issuer: "live.com", issuerUserID: "ä")
        let added = try Transformation(
            "AddItemToAlternativeSecurityIdCollection",
            [("item", .string(live.alternativeSecurityID)), ("collection", .identityCollection([facebook, live]))],
            outputs: ["collection"]
        ).value()
        let issuers = try Transformation(
            "GetIssuersFromUserIdentityCollectionTransformation", [("userIdentityCollection", added)],
            outputs: ["issuersCollection"]
        ).value()
        let removed = try Transformation(
            "RemoveUserIdentityFromCollectionByIssuer", [("issuer", .string("Facebook.com")), ("collection", added)],
            outputs: ["collection"]
        ).value()

        #expect(added == .identityCollection([facebook, live]))
        #expect(issuers == .stringCollection(["facebook.com", "live.com"]))
        #expect(removed == .identityCollection([live]))
    }

    @Test func `random strings have their form`() throws {
        let guid = try Transformation(
            "CreateRandomString", [], [("randomGeneratorType", "guid"), ("stringFormat", "ID_{0}"), ("base64", "true")]
        ).value()
        let number = try Transformation(
            "CreateRandomString", [],
            [("randomGeneratorType", "INTEGER"), ("maximumNumber", "1000"), ("stringFormat", "OTP_{0}")]
        ).value()

        let decoded = Base64.decode(guid?.text ?? "").map { String(decoding: $0, as: UTF8.self) }
        #expect(decoded == "ID_00010203-0405-4607-8809-0a0b0c0d0e0f")
        let value = Int(number?.text.dropFirst(4) ?? "")
        #expect(number?.text.hasPrefix("OTP_") == true && (0...1000).contains(value ?? -1))
    }

    @Test func `a hash depends on all three of its inputs`() throws {
        func hash(_ plaintext: String, _ salt: String, _ secret: String) throws -> ClaimValue? {
            try Transformation(
                "Hash", [("plaintext", .string(plaintext)), ("salt", .string(salt))],
                [("randomizerSecret", "B2C_1A_AccountTransformSecret")], outputs: ["hash"]
            ).value { $0.secretText = { $0 == "b2c_1a_accounttransformsecret" ? Secret(secret) : nil } }
        }

        // SHA-256 of "abc" (FIPS 180-4, example B.1).
        #expect(try hash("a", "b", "c") == .string("ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0="))
        #expect(try hash("a", "b", "d") != hash("a", "b", "c"))
    }

    @Test func `a one-time password secret is 160 bits of base32`() throws {
        #expect(try Transformation("CreateOtpSecret").value() == .string("AAAQEAYEAUDAOCAJBIFQYDIOB4IBCEQT"))
    }

    @Test func `a localized collection maps a text to its value`() throws {
        let value = try Transformation(
            "GetMappedValueFromLocalizedCollection", [("mapFromClaim", .string("Message2"))],
            types: [("restrictionValueClaim", .string)], outputs: ["restrictionValueClaim"]
        ).value { environment in
            let items = ["1", "2"].map { EnumerationItem(text: "Message\($0)", value: "Value \($0)") }
            environment.localizedResources = [
                LocalizedResources(id: "de", collections: ["restrictionValueClaim": items])
            ]
        }

        #expect(value == .string("Value 2"))
    }

    @Test func `localized strings and formats come from the language's resources`() throws {
        let strings: [LocalizedResources.Key: String] = [
            .init(elementType: "GetLocalizedStringsTransformationClaimType", stringID: "email_code"): "Ihr Code",
            .init(elementType: "FormatLocalizedStringTransformationClaimType", stringID: "hello"): "Hallo {0} {1}",
        ]
        let localize: (inout JourneyEnvironment) -> Void = {
            $0.localizedResources = [LocalizedResources(id: "de", strings: strings)]
        }

        let texts = try Transformation(
            "GetLocalizedStringsTransformation", outputs: ["email_code", "email_subject"]
        ).run(localize).claims
        let greeting = try Transformation(
            "FormatLocalizedString", [("a", .string("Ä")), ("b", .string("B"))], [("stringFormatId", "hello")]
        ).value(localize)

        #expect(texts["email_code"] == .string("Ihr Code"))
        #expect(texts["email_subject"] == .string(""))
        #expect(greeting == .string("Hallo Ä B"))
    }

    @Test func `a claim is copied where the output's predicates accept it`() throws {
        let declare: (inout JourneyEnvironment) -> Void = { environment in
            environment.policy.claimTypes["outputClaim"]?.predicateValidation = "Phone"
            environment.policy.predicates["IsPhone"] = Predicate(
                id: "IsPhone", method: .matchesRegex(#"^\+?\d{4,16}$"#))
            environment.policy.predicateValidations["Phone"] = PredicateValidation(
                id: "Phone", groups: [.init(id: "g", predicates: ["IsPhone"])])
        }
        func copied(_ text: String) throws -> ClaimValue? {
            try Transformation(
                "CopyClaimIfPredicateMatch", [("inputClaim", .string(text))], types: [("outputClaim", .string)]
            ).value(declare)
        }

        #expect(try copied("+11234567890") == .string("+11234567890"))
        #expect(try copied("emily@contoso.com") == nil)
    }

    @Test(arguments: [
        ("2020-01-01", "DE", "Minor", true, "Denied"), ("2009-11-21", "DE", "NotAdult", false, "NotRequired"),
        ("2008-11-21", "de", "Adult", false, "NotRequired"), ("2020-01-01", "ZZ", "Adult", false, "NotRequired"),
    ])
    func `age groups follow the country's ages`(
        birth: String, country: String, group: String, needsConsent: Bool, consent: String
    ) throws {
        let claims = try Transformation(
            "GetAgeGroupConsentProvidedAndRequiresConsent",
            [("dateOfBirth", .date(CalendarDate(birth)!)), ("countryCode", .string(country))],
            outputs: ["ageGroup", "requiresParentalConsent", "consentProvidedForMinor"]
        ).run().claims

        #expect(claims["ageGroup"] == .string(group))
        #expect(claims["requiresParentalConsent"] == .boolean(needsConsent))
        #expect(claims["consentProvidedForMinor"] == .string(consent))
    }
}
