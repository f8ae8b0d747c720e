import Base
import Policy

extension Field {
    /// The field of a claim, as the policy describes it in the page's language: label, help, kind, options, pattern and
    /// predicates. Error and verification are the caller's. `today` stands for the bound `Today` of a date.
    package init(
        _ claim: ClaimType, isRequired: Bool, value: [String] = [], policy: ResolvedPolicy, texts: Texts,
        today: CalendarDate
    ) {
        let label = texts.claim(claim.id, "DisplayName") ?? claim.displayName
        self.init(id: claim.id.text, label: label, kind: claim.userInputType ?? .textBox, isRequired: isRequired)
        let help = texts.claim(claim.id, "UserHelpText") ?? claim.userHelpText ?? ""
        self.help = help.isEmpty || help == label ? nil : help
        values = value
        options = texts.options(of: claim)
        // Yes or no, without a list of answers: one box to tick, which says what it is about.
        if claim.dataType == .boolean, options.isEmpty, kind == .textBox || kind == .checkboxMultiSelect {
            kind = .checkboxMultiSelect
            options = [EnumerationItem(text: label, value: "true")]
            self.label = ""
        }
        format = kind != .textBox ? .text : Format(claim.dataType)
        pattern = claim.restriction?.pattern.map { pattern in
            Pattern(
                regularExpression: pattern.regularExpression,
                message: texts.claim(claim.id, "PatternHelpText") ?? pattern.helpText
                    ?? texts.message("UserMessageIfIncorrectPattern", builtIn: "entryNotInForm", values: [label]) ?? "")
        }
        predicates = claim.predicateValidation.map { Field.predicates($0, policy: policy, texts: texts) } ?? []
        dates = predicates.dateBounds(today)
        let hint = InputHint(claim: claim.id.text, type: claim.dataType)
        autocomplete = hint.autocomplete
        inputMode = hint.inputMode
    }

    private static func predicates(_ id: Name, policy: ResolvedPolicy, texts: Texts) -> [PredicateGroup] {
        guard let validation = policy.predicateValidations[id] else { return [] }
        return validation.groups.map { group in
            let rules = group.predicates.compactMap { policy.predicates[$0] }.map { predicate in
                Rule(help: texts.resources.predicateHelp(predicate), method: predicate.method)
            }
            return PredicateGroup(
                help: texts.resources.groupHelp(group, of: id),
                atLeast: group.matchAtLeast ?? rules.count, rules: rules)
        }
    }
}

extension Texts {
    /// The items of a claim: those of the page's language, or those of the claim type (b2c-reference §4.6).
    package func options(of claim: ClaimType) -> [EnumerationItem] {
        resources.choices(of: claim.id) ?? claim.restriction?.enumeration ?? []
    }
}

extension [Field.PredicateGroup] {
    /// The bounds of the last `IsDateRange`.
    fileprivate func dateBounds(_ today: CalendarDate) -> (earliest: String, latest: String)? {
        let bound = { (text: String) in text.lowercased() == "today" ? today.description : text }
        for rule in flatMap(\.rules).reversed() {
            if case .isDateRange(let minimum, let maximum) = rule.method { return (bound(minimum), bound(maximum)) }
        }
        return nil
    }
}

extension Field.Format {
    init(_ type: DataType) {
        self =
            switch type {
            case .phoneNumber: .phone
            case .date: .date
            case .string, .boolean, .int, .long, .dateTime, .duration, .stringCollection,
                .alternativeSecurityIdCollection, .userIdentity, .userIdentityCollection, .objectIdentity,
                .objectIdentityCollection:
                .text
            }
    }
}

/// What helps browsers fill a field, and which keyboard a phone shows (WCAG 2.2 §1.3.5).
struct InputHint {
    let autocomplete: String?
    let inputMode: String?

    init(claim: String, type: DataType) {
        let folded = claim.lowercased()
        autocomplete = InputHint.autocomplete[folded]
        inputMode =
            switch type {
            // A phone's keyboard of digits alone has no minus sign.
            case .int, .long: "numeric"
            case .phoneNumber: "tel"
            case .string, .boolean, .date, .dateTime, .duration, .stringCollection, .alternativeSecurityIdCollection,
                .userIdentity, .userIdentityCollection, .objectIdentity, .objectIdentityCollection:
                folded.contains("email") ? "email" : nil
            }
    }

    private static let autocomplete = [
        "email": "email", "signinname": "username", "signinnames": "username", "username": "username",
        "signinnames.emailaddress": "username", "signinnames.username": "username", "logonidentifier": "username",
        "password": "current-password", "oldpassword": "current-password", "newpassword": "new-password",
        "reenterpassword": "new-password", "displayname": "name", "givenname": "given-name", "surname": "family-name",
        "streetaddress": "street-address", "postalcode": "postal-code", "city": "address-level2",
        "stateprovince": "address-level1", "state": "address-level1", "country": "country-name",
        "phonenumber": "tel", "mobile": "tel", "strongauthenticationphonenumber": "tel",
        "nationalnumber": "tel-national", "countrycode": "tel-country-code", "verificationcode": "one-time-code",
        "otpcode": "one-time-code", "otp": "one-time-code", "dateofbirth": "bday", "birthdate": "bday",
        "birthday": "bday", "middlename": "additional-name", "nickname": "nickname", "gender": "sex",
        "website": "url", "preferredlanguage": "language", "companyname": "organization", "signinphonenumber": "tel",
        "telephonenumber": "tel", "mobilephone": "tel", "emailaddress": "email", "othermails": "email",
        "strongauthenticationemailaddress": "email", "signinnames.phonenumber": "tel", "jobtitle": "organization-title",
    ]
}
