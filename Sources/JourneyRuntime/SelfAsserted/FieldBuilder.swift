import Base
import Journey
import Pages
import Policy

/// Turns what a form asks for into the fields of a page, in the page's language.
struct FieldBuilder: Sendable {
    let policy: ResolvedPolicy
    let texts: Texts
    let environment: JourneyEnvironment
    let state: PageState
    /// What the profile's input claims prefill.
    let values: Claims
    let enforcesEmailVerification: Bool

    func items(of form: SelfAssertedForm) -> [SelfAssertedPage.Item] {
        form.items.flatMap { item -> [SelfAssertedPage.Item] in
            switch item {
            case .claim(let entry): [.field(field(entry))]
            case .control(let control) where control.isVerification && control.code != nil:
                [.verification(verification(control))]
            case .control(let control): control.entries.map { .field(field($0)) }
            }
        }
    }

    func fields(of form: SelfAssertedForm) -> [Field] { form.entries.map(field) }

    func field(_ entry: SelfAssertedForm.Entry) -> Field {
        let type = entry.type
        let id = type.id.text
        var field = Field(
            id: id, label: texts.claim(type.id, "DisplayName") ?? type.displayName, kind: kind(entry),
            isRequired: entry.isRequired)
        field.help = texts.claim(type.id, "UserHelpText") ?? type.userHelpText
        field.pattern = type.restriction?.pattern.map {
            .init(
                regularExpression: $0.regularExpression,
                message: texts.claim(type.id, "PatternHelpText") ?? $0.helpText
                    ?? texts.error("UserMessageIfIncorrectPattern"))
        }
        field.options = environment.choices(of: type)
        field.predicates = predicates(of: type)
        field.isReadOnly = entry.isReadOnly
        (field.autocomplete, field.inputMode) = Autofill.hints(for: type.id, isVerified: entry.isVerified)
        field.error = state.problems[type.id.folded]
        setValue(&field, type)
        if entry.isVerified { field.verification = emailVerification(type.id) }
        return field
    }

    private func kind(_ entry: SelfAssertedForm.Entry) -> UserInputType {
        entry.isVerified ? .emailBox : entry.type.userInputType ?? .textBox
    }

    private func setValue(_ field: inout Field, _ type: ClaimType) {
        if let typed = state.typed[type.id.folded], !field.isReadOnly {
            field.values = typed
        } else if let value = values[type.id], field.kind != .password {
            if case .stringCollection(let items) = value {
                field.values = items
            } else {
                field.values = [field.kind == .readonly ? type.mask?.applied(to: value.text) ?? value.text : value.text]
            }
        } else if !field.options.isEmpty {
            field.values = field.options.filter(\.selectByDefault).map(\.value)
        }
    }

    private func emailVerification(_ claim: Name) -> EmailVerification {
        guard let proof = state.verifications[claim.folded] else {
            return EmailVerification(
                .idle(message: state.problems["send:\(claim.folded)"]), isEnforced: enforcesEmailVerification)
        }
        let verification: VerificationState =
            proof.isVerified
            ? .verified : proof.problem.map { .failed(message: $0, mayRetry: proof.mayRetry) } ?? .sent
        return EmailVerification(verification, isEnforced: enforcesEmailVerification)
    }

    private func verification(_ control: SelfAssertedForm.Control) -> VerificationControl {
        let id = control.control.id
        let proof = state.verifications[id.folded]
        let verification: VerificationState =
            switch proof {
            case nil: .idle(message: state.problems["send:\(id.folded)"] ?? state.problems[id.folded])
            case let proof? where proof.isVerified: .verified
            case let proof?: proof.problem.map { .failed(message: $0, mayRetry: proof.mayRetry) } ?? .sent
            }
        var fields = control.entries.map(field)
        for index in fields.indices {
            if let subject = proof?.subject[fields[index].id.lowercased()] { fields[index].values = [subject] }
        }
        var code = control.code.map(field) ?? Field(id: "verificationCode", label: "")
        code.autocomplete = "one-time-code"
        code.inputMode = "numeric"
        code.values = []
        return VerificationControl(
            id: id.text, fields: fields, code: code, state: verification,
            isRequired: control.isRequired || control.entries.contains(where: \.isRequired))
    }

    private func predicates(of type: ClaimType) -> [Field.PredicateGroup] {
        guard let validation = type.predicateValidation.flatMap({ policy.predicateValidations[$0] }) else { return [] }
        return validation.groups.map { group in
            let rules = group.predicates.compactMap { policy.predicates[$0] }.map {
                Field.Rule(help: texts.predicateHelp($0.id) ?? $0.helpText, method: $0.method)
            }
            return Field.PredicateGroup(
                help: texts.predicateGroupHelp(group.id, of: validation.id) ?? group.userHelpText,
                atLeast: group.matchAtLeast ?? rules.count, rules: rules)
        }
    }
}

/// What browsers and password managers are told about the claims that every policy uses.
enum Autofill {
    static func hints(for claim: Name, isVerified: Bool) -> (autocomplete: String?, inputMode: String?) {
        if isVerified { return ("email", "email") }
        return switch claim.folded {
        case "signinname", "username", "signinnames.username": ("username", nil)
        case "signinnames.emailaddress", "email": ("email", "email")
        case "password", "oldpassword": ("current-password", nil)
        case "newpassword", "reenterpassword": ("new-password", nil)
        case "givenname": ("given-name", nil)
        case "surname": ("family-name", nil)
        case "displayname": ("name", nil)
        case "nationalnumber", "phonenumber", "signinnames.phonenumber", "telephonenumber", "mobile": ("tel", "tel")
        case "city": ("address-level2", nil)
        case "state": ("address-level1", nil)
        case "streetaddress": ("street-address", nil)
        case "postalcode": ("postal-code", nil)
        case "country": ("country-name", nil)
        case "jobtitle": ("organization-title", nil)
        case "verificationcode", "otpcode": ("one-time-code", "numeric")
        default: (nil, nil)
        }
    }
}
