import Base
import Policy
import Testing

@testable import Pages

struct TextsTests {
    private func policy() -> (ResolvedPolicy, ContentDefinition) {
        let location = SourceLocation(file: "x.xml", line: 1, column: 1)
        var policy = ResolvedPolicy(id: "B2C_1A_susi", tenant: "contoso.onmicrosoft.com")
        policy.localization.isEnabled = true
        policy.localization.defaultLanguage = "en"
        policy.localization.supportedLanguages = ["en", "de", "de-AT"]
        for language in ["en", "de", "de-AT"] {
            let id = Name("api.\(language)")
            policy.localization.resources[id] = LocalizedResources(
                id: id,
                strings: [
                    .init(elementType: "UxElement", stringID: "button_signin"): "signin \(language)",
                    .init(elementType: "ErrorMessage", stringID: "UserMessageIfInvalidPassword"): "wrong \(language)",
                    .init(elementType: "ClaimType", elementID: "email", stringID: "DisplayName"): "mail \(language)",
                    .init(elementType: "DisplayControl", elementID: "c", stringID: "but_send_code"): "send \(language)",
                    .init(elementType: "ClaimsProvider", stringID: "FacebookExchange"): "face \(language)",
                ], collections: ["city": [EnumerationItem(text: "Wien \(language)", value: "W")]])
        }
        var definition = ContentDefinition(id: "api.signuporsignin", loadURI: "~/x", location: location)
        definition.localizedResources = ["en": "api.en", "de": "api.de", "de-AT": "api.de-AT"]
        return (policy, definition)
    }

    @Test(arguments: [("de", "de"), ("de-AT", "de-AT"), ("de-CH", "de"), ("de-at-1901", "de-AT"), ("EN-gb", "en")])
    func `a text is the policy's, in the nearest language`(language: String, chosen: String) {
        let (policy, definition) = policy()
        let texts = Texts(policy: policy, contentDefinition: definition, language: language)

        #expect(texts.ux("button_signin", on: .combined) == "signin \(chosen)")
        #expect(texts.error("UserMessageIfInvalidPassword") == "wrong \(chosen)")
        #expect(texts.claim("Email", "DisplayName") == "mail \(chosen)")
        #expect(texts.control("c", "but_send_code") == "send \(chosen)")
        #expect(texts.provider(exchange: "FacebookExchange", displayName: "Facebook") == "face \(chosen)")
    }

    @Test func `a text that a region lacks is that of its language, and one that no one gives is ours`() {
        var (policy, definition) = policy()
        policy.localization.resources["api.de-AT"]?.strings = [
            .init(elementType: "UxElement", stringID: "button_signin"): "Servus"
        ]
        policy.localization.resources["api.de-AT"]?.collections = [:]
        let texts = Texts(policy: policy, contentDefinition: definition, language: "de-AT")

        #expect(texts.ux("button_signin", on: .combined) == "Servus")
        #expect(texts.error("UserMessageIfInvalidPassword") == "wrong de")
        #expect(texts.options(of: ClaimType(id: "city", location: definition.location)).map(\.text) == ["Wien de"])
        #expect(texts.ux("heading", on: .combined) == "Anmelden")
    }

    /// A page speaks one language: what the policy says in its default one is not mixed in (b2c-reference §4.6).
    @Test func `a language of which the policy says nothing has the built-in texts, and no choices`() {
        let (policy, definition) = policy()
        let texts = Texts(policy: policy, contentDefinition: definition, language: "fr")

        #expect(texts.ux("button_signin", on: .combined) == "Se connecter")
        #expect(texts.claim("Email", "DisplayName") == nil)
        #expect(texts.options(of: ClaimType(id: "city", location: definition.location)).isEmpty)
    }

    @Test func `a text of all controls stands behind the control's own`() {
        var (policy, definition) = policy()
        policy.localization.resources["api.de"]?.strings[
            .init(elementType: "UxElement", stringID: "verification_control_code_sent")] = "Unterwegs"
        definition.localizedResources = ["de": "api.de"]
        let texts = Texts(policy: policy, contentDefinition: definition, language: "de")

        #expect(texts.control("c", "but_send_code") == "send de")
        #expect(texts.control("other", "but_send_code") == "Code senden")
        #expect(texts.control("c", "success_send_code_msg") == "Unterwegs")
    }

    @Test(
        arguments: [
            ("Claim not verified: {0}", "Claim not verified: E-Mail"), ("{0}{0}", "E-MailE-Mail"),
            ("{1} {2} {99999999999999999999}", "{1} {2} {99999999999999999999}"), ("{", "{"), ("{0", "{0"),
            ("{}{a}", "{}{a}"), ("", ""), ("{ 0 }", "{ 0 }"),
        ])
    func `placeholders are filled, whatever an author writes`(text: String, filled: String) {
        var (policy, definition) = policy()
        policy.localization.resources["api.de"]?.strings[
            .init(elementType: "ErrorMessage", stringID: "UserMessageIfClaimNotVerified")] = text
        definition.localizedResources = ["de": "api.de"]
        let texts = Texts(policy: policy, contentDefinition: definition, language: "de")

        #expect(texts.message("UserMessageIfClaimNotVerified", values: ["E-Mail"]) == filled)
    }

    @Test func `a message is the policy's, or our most exact one`() {
        let texts = Texts(language: "de")

        #expect(
            texts.message("UserMessageIfInvalidInput", builtIn: "entryNotANumber") == "Geben Sie eine ganze Zahl ein.")
        #expect(
            texts.message("UserMessageIfMissingRequiredElement", values: ["{0}"]) == "Füllen Sie dieses Feld aus: {0}")
        #expect(texts.message("ver_fail_retry")?.hasPrefix("Dieser Code stimmt nicht") == true)
        #expect(texts.message("NobodyKnowsThis") == nil)
    }

    @Test func `metadata stands between the policy's texts and ours`() {
        let location = SourceLocation(file: "x.xml", line: 1, column: 1)
        var (policy, definition) = policy()
        definition.metadata = .init([
            .init(key: "language.button_signin", value: "definition", location: location),
            .init(key: "language.intro", value: "definition intro", location: location),
        ])
        var profile = TechnicalProfile(id: "SelfAsserted", location: location)
        profile.metadata = .init([
            .init(key: "language.intro", value: "profile intro", location: location),
            .init(key: "UserMessageIfClaimNotVerified", value: "profile message", location: location),
            .init(key: "UserMessageIfInvalidPassword", value: "not this", location: location),
        ])
        let texts = Texts(policy: policy, contentDefinition: definition, profile: profile, language: "en")
        policy.localization.isEnabled = false
        let unlocalized = Texts(policy: policy, contentDefinition: definition, profile: profile, language: "en")

        #expect(texts.ux("button_signin", on: .combined) == "signin en")
        #expect(unlocalized.ux("button_signin", on: .combined) == "definition")
        #expect(texts.ux("intro", on: .combined) == "profile intro")
        #expect(texts.error("UserMessageIfClaimNotVerified") == "profile message")
        #expect(texts.error("UserMessageIfInvalidPassword") == "wrong en")
        #expect(texts.ux("heading", on: .combined) == "Sign in")
        #expect(texts.error("SomethingUnknown") == BuiltInTexts.english[.errors, "DefaultMessage"])
    }

    @Test func `a page of fields says what it is for`() {
        let location = SourceLocation(file: "x.xml", line: 1, column: 1)
        let (policy, _) = policy()
        let reset = ContentDefinition(id: "api.localaccountpasswordreset", loadURI: "~/x", location: location)

        let texts = Texts(policy: policy, contentDefinition: reset, language: "en")

        #expect(texts.ux("heading", on: .selfAsserted) == "Reset your password")
    }

    @Test func `a claim's field has label, options and rules from the policy`() {
        let location = SourceLocation(file: "x.xml", line: 1, column: 1)
        var (policy, definition) = policy()
        var city = ClaimType(id: "city", location: location)
        city.userInputType = .dropdownSingleSelect
        city.restriction = .init(enumeration: [.init(text: "Oslo", value: "O")])
        city.predicateValidation = "Long"
        policy.predicates["IsLong"] = Predicate(
            id: "IsLong", method: .isLengthRange(minimum: 8, maximum: 64), helpText: "long")
        policy.predicateValidations["Long"] = PredicateValidation(
            id: "Long", groups: [.init(id: "G", userHelpText: "It must be", predicates: ["IsLong"])])
        let texts = Texts(policy: policy, contentDefinition: definition, language: "de")
        let today = CalendarDate(daysSince1970: 0)

        let field = Field(city, isRequired: true, value: ["W"], policy: policy, texts: texts, today: today)

        #expect(field.options.map(\.text) == ["Wien de"])
        #expect(
            field.predicates == [
                .init(
                    help: "It must be", atLeast: 1,
                    rules: [.init(help: "long", method: .isLengthRange(minimum: 8, maximum: 64))])
            ])
        #expect(field.autocomplete == "address-level2")
    }

    @Test(
        arguments: [
            (nil, nil, "en"), ("de", "fr", "de"), ("xx de-CH", "fr", "de"), (nil, "fr;q=0.9, de-AT;q=0.8", "fr"),
            (nil, "da, de;q=0.5, fr;q=0.9", "fr"), (nil, "de;q=0, fr", "fr"), (nil, "*", "en"), ("pt-BR", nil, "pt-BR"),
            (nil, "pt", "en"), (nil, ";;q=,,", "en"), (nil, "DE", "de"), (nil, "fr;q=broken, de;q=0.1", "de"),
            ("fr-CA de", "de", "fr"), ("x-- de_AT ../../etc fr", nil, "fr"), ("\u{0} \u{202e}de de\n fr", nil, "fr"),
            ("de-" + String(repeating: "a-", count: 5000), "fr", "fr"), (nil, "fr ; q=0.2 ,de; Q=0.9", "de"),
            (nil, String(repeating: "xx,", count: 5000) + "de", "en"), (nil, "de;q=1.5, fr;q=0.5", "fr"),
            (String(repeating: "q", count: 10_000) + " de", "fr", "fr"),
            (String(repeating: " ", count: 900) + "de", nil, "de"),
        ] as [(String?, String?, String)])
    func `the language is the best of what is wanted and supported`(ui: String?, accept: String?, chosen: String) {
        let language = Language.choose(
            uiLocales: ui, acceptLanguage: accept, supported: ["en", "de", "fr", "pt-BR"], fallback: "en")

        #expect(language == chosen)
    }

    /// b2c-reference §16, word for word.
    private static let required: [(BuiltInTexts.Page, String)] = [
        (
            .combined,
            """
            local_intro_email local_intro_username logonIdentifier_email logonIdentifier_username requiredField_email \
            requiredField_username requiredField_password invalid_email invalid_password email_pattern password \
            forgotpassword_link createaccount_intro createaccount_link divider_title cancel_message button_signin \
            social_intro remember_me unknown_error heading intro local_intro_generic requiredField_generic \
            invalid_generic createaccount_one_link createaccount_two_links createaccount_three_links
            """
        ),
        (
            .selfAsserted,
            """
            ver_sent ver_but_default ver_but_send ver_but_resend ver_but_edit ver_but_verify ver_input ver_info_msg \
            ver_intro_msg ver_success_msg ver_fail_no_retry ver_fail_retry ver_fail_server ver_fail_throttled \
            ver_fail_code_expired ver_incorrect_format cancel_message preloader_alt alert_yes alert_no alert_title \
            alert_message error_fieldIncorrect error_requiredFieldMissing error_passwordEntryMismatch year month \
            months day verifying_blurb button_continue button_cancel initial_intro helplink_text required_field \
            heading intro
            """
        ),
        (
            .phoneFactor,
            """
            button_verify button_send_code button_verify_code button_retry button_cancel country_code_label \
            country_code_input_placeholder_text number_label local_number_input_placeholder_text number_pattern \
            code_pattern invalid_code invalid_number requiredField_code requiredField_countryCode \
            requiredField_number intro_mixed intro_phone intro_sms intro_mixed_p intro_phone_p intro_sms_p \
            intro_entry_mixed intro_entry_phone intro_entry_sms alternative_text text_button_send_second_code \
            enter_code_text_intro verification_code_input_placeholder_text error_tryagain \
            error_incorrect_code error_448 error_449 error_throttled error_sms_throttled error_phone_throttled \
            cancel_message
            """
        ),
        (
            .verificationControl,
            """
            intro_msg success_send_code_msg failure_send_code_msg success_verify_code_msg failure_verify_code_msg \
            but_send_code but_verify_code but_send_new_code but_change_claims fail_send_code fail_verify_code code_sent
            """
        ),
        (.providerSelection, "intro heading"),
        (
            .errors,
            """
            UserMessageIfInvalidPassword UserMessageIfClaimsPrincipalDoesNotExist UserMessageIfOldPasswordUsed \
            DefaultMessage UserMessageIfUserAccountDisabled UserMessageIfUserAccountLocked \
            UserMessageIfPasswordExpired AADRequestsThrottled UserMessageIfClaimsPrincipalAlreadyExists \
            UserMessageIfClaimNotVerified UserMessageIfIncorrectPattern UserMessageIfMissingRequiredElement \
            UserMessageIfValidationError UserMessageIfInvalidInput ServiceThrottled DefaultUserMessageIfRequestFailed \
            UserMessageIfCircuitOpen UserMessageIfDnsResolutionFailed UserMessageIfRequestTimeout \
            UserMessageIfCouldntSendSms UserMessageIfInvalidFormat UserMessageIfMaxAllowedCodeRetryReached \
            UserMessageIfServerError UserMessageIfThrottled UserMessageIfWrongCodeEntered \
            UserMessageIfSessionDoesNotExist UserMessageIfMaxRetryAttempted UserMessageIfMaxNumberOfCodeGenerated \
            UserMessageIfInvalidCode UserMessageIfVerificationFailedRetryAllowed \
            UserMessageIfVerificationFailedNoRetry UserMessageIfSessionConflict UserMessage.VerificationHasExpired \
            UserMessage.MaxRetryAttemped UserMessage.InvalidCode UserMessage.ServerError MaxNumAttempts \
            UserMessageIfInternalError UserMessageIfChallengeExpired ResourceOwnerFlowInvalidCredentials \
            UserMessageIfClaimsTransformationBooleanValueIsNotEqual UserMessageIfClaimsTransformationStringsAreNotEqual \
            UserMessageIfClaimsTransformationInvalidPhoneNumber UserMessageIfPhoneNumberParseFailure \
            DateTimeGreaterThan AssertNumberError
            """
        ),
    ]

    @Test(arguments: TextsTests.required)
    func `every text id of B2C has words of ours`(page: BuiltInTexts.Page, ids: String) {
        for table in BuiltInTexts.tables {
            for id in ids.split(separator: " ") { #expect(table[page, String(id)] != nil, "\(id) on \(page)") }
        }
    }

    @Test func `a policy's list of countries is shown in its order`() {
        let list = CountryList(policy: #"{"DEFAULT":"Land","DE":"Deutschland","FR":"Frankreich","ZZ":"?"}"#)

        #expect(list?.countries.map(\.name) == ["Deutschland", "Frankreich"])
        #expect(list?.countries.map(\.callingCode) == ["49", "33"])
        #expect(list?.placeholder == "Land")
        #expect(CountryList(policy: "broken") == nil)
    }

    @Test func `countries have the names that they are given, and English ones where there are none`() {
        let list = CountryList(names: [("ZZ", "?"), ("AT", "Österreich"), ("DE", "Deutschland")])

        #expect(list.countries.prefix(3).map(\.name) == ["Österreich", "Deutschland", "Afghanistan"])
        #expect(list.countries.count == CountryList.english.count)
        #expect(CountryList(names: []).countries == CountryList.english)
    }
}
