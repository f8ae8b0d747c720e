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
        // What a code is under way for, or proves, is what the page shows.
        if let address = entry.isVerified ? state.verifications[type.id.folded]?.subject[type.id.folded] : nil {
            field.values = [address]
        }
        return field
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
        (code.autocomplete, code.inputMode, code.values) = ("one-time-code", "numeric", [])
        return VerificationControl(
            id: id.text, fields: fields, code: code, state: verification,
            isRequired: control.isRequired || control.entries.contains(where: \.isRequired))
    }
}
