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
    var values: Claims
    /// Those and the journey's claims for a display control's own input claims.
    var controlValues: @Sendable (DisplayControl) -> Claims = { _ in [:] }
    /// The tasks that were made for this page, by control.
    var challenges: [Name: CaptchaControl.Challenge] = [:]
    let enforcesEmailVerification: Bool

    func items(of form: SelfAssertedForm) -> [SelfAssertedPage.Item] {
        form.items.flatMap { item -> [SelfAssertedPage.Item] in
            switch item {
            case .claim(let entry): [.field(field(entry))]
            case .control(let control): items(of: control)
            }
        }
    }

    private func items(of control: SelfAssertedForm.Control) -> [SelfAssertedPage.Item] {
        var builder = self
        let own = controlValues(control.control)
        builder.values = values.merging(own)
        let id = control.control.id.text
        switch control.kind {
        case .verification: return [.verification(builder.verification(control))]
        case .fields: return control.entries.map { .field(builder.field($0)) }
        case .qrCode:
            let content = control.roles["QrCodeContent"].flatMap { own[$0.type.id]?.text }
            return [.qrCode(QRCodeControl(id: id, content: content ?? ""))]
        case .authenticatorInfo: return [.authenticatorInfo(information(control, own))]
        case .authenticatorApp: return [.authenticatorApp(AuthenticatorAppControl(id: id))]
        case .captcha: return [.captcha(builder.captcha(control))]
        }
    }

    /// The account first, then the key, whatever the policy calls its claims.
    private func information(_ control: SelfAssertedForm.Control, _ own: Claims) -> AuthenticatorInfoControl {
        let (id, kind) = (control.control.id.text, "AuthenticatorInfoControl")
        let entries = control.control.displayClaims.compactMap { display -> AuthenticatorInfoControl.Entry? in
            guard case .claim(let name) = display.reference, let value = own[name]?.text else { return nil }
            let isKey = name.folded.contains("secret") || name.folded.contains("key")
            let label = texts.control(id, isKey ? "display_prefix" : "account_name", of: kind)
            return .init(label: label, value: String(value.prefix(256)), isKey: isKey)
        }
        return AuthenticatorInfoControl(id: id, entries: entries)
    }

    private func captcha(_ control: SelfAssertedForm.Control) -> CaptchaControl {
        let id = control.control.id
        let name = control.answer?.type.id ?? "captchaEntered"
        var answer = Field(id: name.text, label: "", isRequired: true)
        answer.error = state.problems[name.folded]
        return CaptchaControl(
            id: id.text, label: control.control.displayName, challenge: challenges[id] ?? .none, answer: answer,
            isSolved: state.verifications[id.folded]?.isVerified == true)
    }

    func field(_ entry: SelfAssertedForm.Entry) -> Field {
        let type = entry.type
        var field = Field(
            type, isRequired: entry.isRequired, policy: policy, texts: texts, today: CalendarDate(environment.now))
        field.isReadOnly = entry.isReadOnly
        field.error = state.problems[type.id.folded]
        if entry.isVerified {
            field.kind = .emailBox
            (field.autocomplete, field.inputMode) = ("email", "email")
            field.verification = emailVerification(type.id)
        }
        setValue(&field, type)
        // A value that no answer could have is not offered for one.
        if !field.isReadOnly { field.values.removeAll { $0.utf8.count > InputValidation.longest } }
        field.values = Array(field.values.prefix(FieldBuilder.mostValues))
        // What a code is under way for, or proves, is what the page shows.
        if let address = entry.isVerified ? state.verifications[type.id.folded]?.subject[type.id.folded] : nil {
            field.values = [address]
        }
        return field
    }

    /// Of a collection that somebody else has made.
    private static let mostValues = 1000

    private func setValue(_ field: inout Field, _ type: ClaimType) {
        if let typed = state.typed[type.id.folded], !field.isReadOnly {
            field.values = typed
        } else if let value = values[type.id], field.kind != .password {
            if case .stringCollection(let items) = value {
                field.values = items
            } else {
                field.values = values(of: value, in: field, type)
            }
        } else if !field.options.isEmpty {
            field.values = field.options.filter(\.selectByDefault).map(\.value)
        }
    }

    private func values(of value: ClaimValue, in field: Field, _ type: ClaimType) -> [String] {
        switch (value, field.kind) {
        case (_, .readonly): [type.mask?.applied(to: value.text) ?? value.text]
        // `True` is `true` in most lists of answers.
        case (.boolean, _):
            [field.options.first { $0.value.equalsFolded(value.text) }?.value ?? value.text]
        case (.dateTime, .dateTimeDropdown): [String(value.text.prefix(10))]
        case (.string(let text), .checkboxMultiSelect): text.split(separator: ",").map(String.init)
        case (.string, _), (.integer, _), (.date, _), (.dateTime, _), (.stringCollection, _), (.phoneNumber, _),
            (.identity, _), (.identityCollection, _):
            [value.text]
        }
    }

    private func emailVerification(_ claim: Name) -> EmailVerification {
        let refusal = state.problems["send:\(claim.folded)"]
        guard let proof = state.verifications[claim.folded] else {
            return EmailVerification(.idle(message: refusal), isEnforced: enforcesEmailVerification)
        }
        let verification: VerificationState =
            proof.isVerified
            ? .verified : (refusal ?? proof.problem).map { .failed(message: $0, mayRetry: proof.mayRetry) } ?? .sent
        return EmailVerification(verification, isEnforced: enforcesEmailVerification)
    }

    private func verification(_ control: SelfAssertedForm.Control) -> VerificationControl {
        let id = control.control.id
        let proof = state.verifications[id.folded]
        let refusal = state.problems["send:\(id.folded)"]
        // The page was sent without the code: that is said here too, where the code is asked for.
        let missing = state.problems[id.folded].map { VerificationState.failed(message: $0, mayRetry: true) }
        let verification: VerificationState =
            switch proof {
            case nil where !control.sendsCode: missing ?? .sent
            case nil: .idle(message: refusal ?? state.problems[id.folded])
            case let proof? where proof.isVerified: .verified
            // No other code is sent; the one before may still be typed.
            case let proof?:
                (refusal ?? proof.problem).map { .failed(message: $0, mayRetry: proof.mayRetry) } ?? missing ?? .sent
            }
        var fields = control.entries.map(field)
        for (index, entry) in control.entries.enumerated() {
            if control.roles["Phone"]?.type.id == entry.type.id { fields[index].becomePhone() }
            if control.roles["CountryCode"]?.type.id == entry.type.id {
                fields[index].becomeCountry(texts, named: environment.countryNames(in: texts.language))
            }
        }
        // What is read-only is shown as it always is, masked where the policy says so.
        for index in fields.indices where !fields[index].isReadOnly {
            if let subject = proof?.subject[fields[index].id.lowercased()] { fields[index].values = [subject] }
        }
        var code = control.code.map(field) ?? Field(id: "verificationCode", label: "")
        (code.autocomplete, code.inputMode, code.values) = ("one-time-code", "numeric", [])
        var made = VerificationControl(
            id: id.text, fields: fields, code: code, state: verification,
            isRequired: control.isRequired || control.entries.contains(where: \.isRequired))
        made.sendsCode = control.sendsCode
        return made
    }
}

extension Field {
    /// `ControlClaimType="Phone"`: a number as people of the country write it.
    fileprivate mutating func becomePhone() {
        guard kind == .textBox else { return }
        (format, inputMode, autocomplete) = (.phone, "tel", autocomplete ?? "tel-national")
    }

    /// `ControlClaimType="CountryCode"`: every country, where the policy has no list of its own.
    fileprivate mutating func becomeCountry(_ texts: Texts, named names: [(code: String, name: String)]) {
        autocomplete = "country"
        guard options.isEmpty, kind == .textBox || kind == .dropdownSingleSelect else { return }
        kind = .dropdownSingleSelect
        options = texts.countries(named: names)
        placeholder = texts.ux("country_code_input_placeholder_text", on: .phoneFactor)
    }
}
