import Base
import Journey
import Policy
import Testing

extension TransformationVectorTests {
    static let strings: [Vector] = [
        .init(
            .init(
                "CreateAlternativeSecurityId",
                [("key", .string("12334")), ("identityProvider", .string("Facebook.com"))],
                outputs: ["alternativeSecurityId"]),
            .string(#"{"type":6,"identityProvider":"Facebook.com","key":"MTIzMzQ="}"#)),
        .init(
            .init(
                "BuildUri", [("path", .string("emily@fabrikam.com")), ("query.secret", .string("fay2lj7ynpntjgqa"))],
                [("scheme", "otpauth"), ("host", "totp"), ("query.issuer", "{AuthenticatorIssuer}")]),
            .string("otpauth://totp/emily@fabrikam.com?secret=fay2lj7ynpntjgqa&issuer=Contoso%20%26%20Co")),
        .init(
            .init("ChangeCase", [("inputClaim1", .string("SomeOne@Contoso.COM"))], [("toCase", "LOWER")]),
            .string("someone@contoso.com")),
        .init(
            .init("ChangeCase", [("inputClaim1", .string("SomeOne@Contoso.COM"))], [("toCase", "upper")]),
            .string("SOMEONE@CONTOSO.COM")),
        .init(
            .init(
                "CompareClaims", [("inputClaim1", .string("abc")), ("inputClaim2", .string("ABC"))],
                [("operator", "EQUAL"), ("ignoreCase", "true")]), .boolean(true)),
        .init(
            .init(
                "CompareClaims", [("inputClaim1", .string("abc")), ("inputClaim2", .string("ABC"))],
                [("operator", "not equal"), ("ignoreCase", "true")]), .boolean(false)),
        .init(
            .init("CompareClaims", [("inputClaim1", nil), ("inputClaim2", nil)], [("operator", "EQUAL")]),
            .boolean(true)),
        .init(
            .init(
                "CompareClaimToValue", [("inputClaim1", .string("abc"))],
                [("compareTo", "ABC"), ("operator", "equal"), ("ignoreCase", "true")]), .boolean(true)),
        .init(
            .init(
                "CompareClaimToValue", [("inputClaim1", .string("abc"))],
                [("compareTo", "ABC"), ("operator", "not equal"), ("ignoreCase", "true")]), .boolean(false)),
        .init(
            .init("CreateStringClaim", [], [("value", "Contoso terms")], outputs: ["createdClaim"]),
            .string("Contoso terms")),
        .init(
            .init("FormatStringClaim", [("inputClaim", .string("Emily"))], [("stringFormat", "ID_{0}")]),
            .string("ID_Emily")),
        .init(
            .init(
                "FormatStringClaim", [("inputClaim", .string("guid"))],
                [("stringFormat", "cpim_{0}@{RelyingPartyTenantId}")]), .string("cpim_guid@contoso.onmicrosoft.com")),
        .init(
            .init(
                "FormatStringMultipleClaims", [("inputClaim1", .string("Emily")), ("inputClaim2", .string("Smith"))],
                [("stringFormat", "{0}:{1}")]), .string("Emily:Smith")),
        .init(
            .init(
                "LookupValue", [("inputParameterId", .string("test.com"))],
                [("contoso.com", "Contoso"), ("test.com", "Test Portal"), ("errorOnFailedLookup", "false")]),
            .string("Test Portal")),
        .init(
            .init(
                "LookupValue", [("inputParameterId", .string("Test.com"))],
                [("test.com", "Test Portal"), ("errorOnFailedLookup", "false")]), nil),
        .init(
            .init("ParseDomain", [("emailAddress", .string("emily@contoso.com"))], outputs: ["domain"]),
            .string("contoso.com")),
        .init(.init("ParseDomain", [("emailAddress", .string("emily"))], outputs: ["domain"]), .string("")),
        .init(
            .init(
                "StringContains", [("inputClaim", .string("Contributors and readers"))],
                [("contains", "READERS"), ("ignoreCase", "true")]), .boolean(true)),
        .init(
            .init(
                "StringContains", [("inputClaim", .string("Contributors and readers"))],
                [("contains", "Readers"), ("ignoreCase", "false")]), .boolean(false)),
        .init(
            .init(
                "StringReplace", [("inputClaim", .string("+164-411-452-054"))], [("oldValue", "-"), ("newValue", "")]),
            .string("+164411452054")),
        .init(
            .init("StringSubstring", [("inputClaim", .string("ADC-15347"))], [("startIndex", "0"), ("length", "3")]),
            .string("ADC")),
    ]

    static let conditional: [Vector] = [
        .init(
            .init(
                "SetClaimIfBooleansMatch", [("claimToMatch", .boolean(true))],
                [("matchTo", "true"), ("outputClaimIfMatched", "text")]), .string("text")),
        .init(
            .init(
                "SetClaimIfBooleansMatch", [("claimToMatch", .boolean(false))],
                [("matchTo", "true"), ("outputClaimIfMatched", "text")]), nil),
        .init(
            .init(
                "setClaimsIfRegexMatch", [("claimToMatch", .string("64854114520"))],
                [("matchTo", "^[0-9]{4,16}$"), ("outputClaimIfMatched", "valid")]), .string("valid")),
        .init(
            .init(
                "SetClaimsIfRegexMatch", [("claimToMatch", .string("64854114520"))],
                [("matchTo", "^[0-9]{4,16}$"), ("outputClaimIfMatched", "valid")],
                outputs: ["regexCompareResultClaim"]),
            .boolean(true)),
        .init(
            .init(
                "SetClaimsIfRegexMatch", [("claimToMatch", .string("emily@contoso.com"))],
                [("matchTo", "(?<resultGroup1>.*)@(.*)$"), ("outputClaimIfMatched", "x"), ("extractGroups", "true")],
                outputs: ["resultGroup1"]), .string("emily")),
        .init(
            .init(
                "SetClaimsIfStringsAreEqual", [("inputClaim", .string("v1"))],
                [
                    ("matchTo", "V1"), ("stringComparison", "ordinalIgnoreCase"), ("stringMatchMsg", "m"),
                    ("stringMatchMsgCode", "c"),
                ], outputs: ["outputClaim2"]), .string("c")),
        .init(
            .init(
                "SetClaimsIfStringsMatch", [("claimToMatch", .string("minor"))],
                [("matchTo", "Minor"), ("stringComparison", "ordinalIgnoreCase"), ("outputClaimIfMatched", "ok")]),
            .string("ok")),
        .init(
            .init(
                "SetClaimsIfStringsMatch", [("claimToMatch", .string("adult")), ("outputClaim", .string("old"))],
                [("matchTo", "Minor"), ("stringComparison", "ordinalIgnoreCase"), ("outputClaimIfMatched", "ok")]),
            nil),
    ]
}
