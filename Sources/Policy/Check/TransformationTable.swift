import Base

/// The claims and parameters of every transformation method (b2c-reference §12).
///
/// A row is `methods | input claims | parameters | output claims`; `?` marks what may be missing, `*` stands for
/// names of the author's choice.
struct TransformationMethod: Sendable {
    struct Names: Sendable {
        let required: [String]
        let optional: [String]
        let isOpen: Bool

        init(_ text: String) {
            let words = text.split(byte: " ").map(String.init)
            isOpen = words.contains("*")
            required = words.filter { !$0.hasSuffix("?") && $0 != "*" }
            optional = words.filter { $0.hasSuffix("?") }.map { String($0.dropLast()) }
        }

        var all: [String] { required + optional }
    }

    let inputs: Names
    let parameters: Names
    let outputs: Names

    /// By name; methods compare without regard to case.
    static let all: [Name: TransformationMethod] = table.split(byte: "\n").reduce(into: [:]) { result, row in
        let fields = row.split(byte: "|", omittingEmptySubsequences: false).map { String($0).trimmingBlanks() }
        precondition(fields.count == 4, "a row of the transformation table has four fields: \(row)")
        let method = TransformationMethod(
            inputs: Names(fields[1]), parameters: Names(fields[2]), outputs: Names(fields[3]))
        for name in fields[0].split(byte: " ") { result[Name(String(name))] = method }
    }

    private static let table = """
        AndClaims OrClaims | inputClaim1 inputClaim2 | | outputClaim
        NotClaims | inputClaim | | outputClaim
        AssertBooleanClaimIsEqualToValue | inputClaim | valueToCompareTo |
        CompareBooleanClaimToValue | inputClaim | valueToCompareTo | compareResult
        AssertDateTimeIsGreaterThan | leftOperand rightOperand? | AssertIfEqualTo? \
        AssertIfRightOperandIsNotPresent? TreatAsEqualIfWithinMillseconds? TreatAsEqualIfWithinMilliseconds? |
        ConvertDateTimeToDateClaim ConvertDateToDateTimeClaim | inputClaim | | outputClaim
        GetCurrentDateTime | | | currentDateTime
        DateTimeComparison | firstDateTime secondDateTime? | operator timeSpanInSeconds? | result
        IsTermsOfUseConsentRequired | termsOfUseConsentDateTime | termsOfUseTextUpdateDateTime | result
        CopyClaim CopyClaimIfPredicateMatch DoesClaimExist | inputClaim | | outputClaim
        Hash | plaintext salt | randomizerSecret | hash
        NullClaim | | | claim_to_null
        AdjustNumber | inputClaim | Operator? | outputClaim
        AssertNumber | inputClaim | Operator CompareToValue throwError? | outputClaim?
        ConvertNumberToStringClaim CreateJsonArray | inputClaim | | outputClaim
        GenerateJson | * | * | outputClaim
        GetClaimFromJson GetNumericClaimFromJson | inputJson | claimToExtract | extractedClaim
        GetClaimsFromJsonArray GetClaimsFromJsonArrayV2 | jsonSource | errorOnMissingClaims? includeEmptyClaims? \
        jsonSourceKeyName? jsonSourceValueName? | *
        GetSingleItemFromJson | inputJson | | key? value?
        GetSingleValueFromJsonArray | inputJsonClaim | | extractedClaim
        XmlStringToJsonString | xml | | json
        ConvertPhoneNumberClaimToString | phoneNumber | | phoneNumberString
        ConvertStringToPhoneNumberClaim | phoneNumberString country? | | outputClaim
        GetNationalNumberAndCountryCodeFromPhoneNumberString | phoneNumber | throwExceptionOnFailure? \
        countryCodeType? | nationalNumber? countryCode?
        CreateAlternativeSecurityId | key identityProvider | | alternativeSecurityId
        AddItemToAlternativeSecurityIdCollection AddItemToUserIdentityCollection | item collection | | collection
        GetIdentityProvidersFromAlternativeSecurityIdCollectionTransformation | alternativeSecurityIdCollection | | \
        identityProvidersCollection
        RemoveAlternativeSecurityIdByIdentityProvider | identityProvider collection | | collection
        CreateUserIdentity | issuerUserId issuer | | userIdentity
        GetIssuersFromUserIdentityCollectionTransformation | userIdentityCollection | | issuersCollection
        RemoveUserIdentityFromCollectionByIssuer | issuer collection | | collection
        AssertStringClaimsAreEqual | inputClaim1 inputClaim2 | stringComparison? |
        BuildUri | * | * | outputClaim
        ChangeCase | inputClaim1 | toCase | outputClaim
        CreateStringClaim | | value | createdClaim
        CompareClaims | inputClaim1 inputClaim2 | operator ignoreCase? | outputClaim
        CompareClaimToValue | inputClaim1 | compareTo operator ignoreCase? | outputClaim
        CreateOtpSecret | | | outputClaim
        CreateRandomString GuidAndRandomGenerator | | randomGeneratorType stringFormat? base64? maximumNumber? seed? \
        | outputClaim
        FormatLocalizedString | * | stringFormatId | outputClaim
        FormatStringClaim | inputClaim | stringFormat | outputClaim
        FormatStringMultipleClaims | inputClaim1 * | stringFormat | outputClaim
        GetLocalizedStringsTransformation | * | * | *
        GetMappedValueFromLocalizedCollection | mapFromClaim | | restrictionValueClaim
        LookupValue | inputParameterId | errorOnFailedLookup? * | outputClaim
        ParseDomain | emailAddress | | domain
        SetClaimIfBooleansMatch | claimToMatch | matchTo outputClaimIfMatched | outputClaim
        SetClaimsIfRegexMatch | claimToMatch | matchTo outputClaimIfMatched? extractGroups? | *
        SetClaimsIfStringsAreEqual | inputClaim | matchTo stringComparison? stringMatchMsg? stringMatchMsgCode? | \
        outputClaim1? outputClaim2? stringCompareResultClaim?
        SetClaimsIfStringsMatch | claimToMatch | matchTo stringComparison? outputClaimIfMatched? | outputClaim? \
        stringCompareResultClaim?
        StringContains | inputClaim | contains ignoreCase? | outputClaim
        StringJoin | inputClaim | delimiter | outputClaim
        StringReplace | inputClaim | oldValue newValue | outputClaim
        StringSplit | inputClaim | delimiter | outputClaim
        StringSubstring | inputClaim | startIndex length | outputClaim
        AddItemToStringCollection | item collection | | collection
        AddParameterToStringCollection | collection | item | collection
        GetSingleItemFromStringCollection | collection | | extractedItem
        StringCollectionContains | inputClaim | item ignoreCase? | outputClaim
        StringCollectionContainsClaim | collection item | ignoreCase? | outputClaim
        GetAgeGroupConsentProvidedAndRequiresConsent | dateOfBirth countryCode? consentProvidedForMinor? | * | *
        """
}
