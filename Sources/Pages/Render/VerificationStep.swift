/// What the classic e-mail verification and a verification control have in common on the page: the same four buttons,
/// a code field and three messages, under the ids that B2C gives to each.
struct VerificationStep {
    let isControl: Bool
    /// The claim's or the control's id.
    let id: String
    let code: Field
    let state: VerificationState
    let isRequired: Bool
    var sendsCode = true
    var leadsOn = false
    var mayChange = true

    /// Nil where nothing is verified.
    init?(_ item: SelfAssertedPage.Item) {
        switch item {
        case .field(let field):
            guard let verification = field.verification else { return nil }
            isControl = false
            id = field.id
            code = Field(id: "\(field.id)_ver_input", label: "")
            state = verification.state
            isRequired = verification.isEnforced
        case .verification(let control):
            isControl = true
            id = control.id
            code = control.code
            state = control.state
            isRequired = control.isRequired
            sendsCode = control.sendsCode
            leadsOn = control.leadsOn
            mayChange = control.mayChange
        case .qrCode, .authenticatorInfo, .authenticatorApp, .captcha: return nil
        }
    }

    enum Button: CaseIterable {
        case send, verify, resend, change

        var isPrimary: Bool { self == .send || self == .verify }
    }

    func id(of button: Button) -> String {
        switch button {
        case .send: isControl ? "\(id)_but_send_code" : "\(id)_ver_but_send"
        case .verify: isControl ? "\(id)_but_verify_code" : "\(id)_ver_but_verify"
        case .resend: isControl ? "\(id)_but_send_new_code" : "\(id)_ver_but_resend"
        case .change: isControl ? "\(id)_but_change_claims" : "\(id)_ver_but_edit"
        }
    }

    /// The value of `cardea_action`.
    func action(of button: Button) -> String {
        switch button {
        case .send, .resend: isControl ? "\(id):SendCode" : "send:\(id)"
        case .verify: isControl ? "\(id):VerifyCode" : "verify:\(id)"
        case .change: isControl ? "\(id):ChangeClaims" : "change:\(id)"
        }
    }

    func text(of button: Button, in texts: Texts) -> String {
        switch button {
        case .send: isControl ? texts.control(id, "but_send_code") : texts.ux("ver_but_send", on: .selfAsserted)
        case .verify: isControl ? texts.control(id, "but_verify_code") : texts.ux("ver_but_verify", on: .selfAsserted)
        case .resend:
            isControl ? texts.control(id, "but_send_new_code") : texts.ux("ver_but_resend", on: .selfAsserted)
        case .change: isControl ? texts.control(id, "but_change_claims") : texts.ux("ver_but_edit", on: .selfAsserted)
        }
    }

    func isShown(_ button: Button) -> Bool {
        if !sendsCode, button != .verify { return false }
        if !mayChange, button == .change { return false }
        return switch (button, state) {
        case (.send, .idle), (.verify, .sent), (.resend, .sent), (.change, .sent), (.change, .verified): true
        case (.resend, .failed), (.change, .failed): true
        case (.verify, .failed(_, let mayRetry)): mayRetry
        case (.send, _), (.verify, _), (.resend, _), (.change, .idle): false
        }
    }

    var asksForCode: Bool { isShown(.verify) }

    /// A new code is all that helps.
    private var isOver: Bool { if case .failed(_, mayRetry: false) = state { true } else { false } }

    /// Once a code is under way, what it was sent to stays as it is until "change".
    var locksFields: Bool {
        switch state {
        case .idle: false
        case .sent, .verified, .failed: sendsCode || state == .verified
        }
    }

    /// What the person is to do next; nil when it is done.
    var nextAction: String? {
        switch state {
        case .idle: action(of: .send)
        case .sent, .failed(_, true): action(of: .verify)
        case .failed(_, false): action(of: .resend)
        case .verified: nil
        }
    }

    var error: String? {
        switch state {
        case .idle(let message): message
        case .failed(let message, _): message
        case .sent, .verified: nil
        }
    }
}

extension HTML {
    /// Everything that a verification can show is in the page; what does not belong to its state is hidden, so that
    /// the script changes states without a reload.
    mutating func verification(_ step: VerificationStep, takesFocus: Bool = true, frame: PageFrame) {
        element(
            "div", .class("verification \(step.state.name)"), Attribute("data-verification", step.id),
            Attribute("data-kind", step.isControl ? "control" : "email"), Attribute("data-state", step.state.name),
            Attribute("data-code", step.code.id),
            step.isRequired ? Attribute("data-required", step.requiredMessage(in: frame.texts)) : nil,
            step.sendsCode ? nil : Attribute("data-sends", "no"),
            step.leadsOn ? Attribute("data-leads", "on") : nil, step.mayChange ? nil : Attribute("data-change", "no")
        ) { html in
            html.verificationMessages(step, texts: frame.texts)
            html.verificationCode(step, takesFocus: takesFocus, texts: frame.texts)
            html.element("div", .class("buttons verify"), Attribute("claim_id", step.id)) { html in
                for button in VerificationStep.Button.allCases {
                    html.button(
                        step.text(of: button, in: frame.texts), id: step.id(of: button),
                        action: step.action(of: button), class: step.buttonClass(button),
                        isHidden: !step.isShown(button))
                }
            }
        }
    }

    private mutating func verificationMessages(_ step: VerificationStep, texts: Texts) {
        let (idle, sent, verified) = step.messages(in: texts)
        element(
            "div", .id("\(step.id)_intro"), .class("verificationInfoText intro"),
            .flag("hidden", if: step.state.name != "idle" || step.error != nil), text: idle)
        element("div", .id("\(step.id)_info"), .class("verificationInfoText info"), Attribute("role", "status")) {
            $0.element(
                "span", .flag("hidden", if: step.state != .sent),
                Attribute("data-first", step.sendsCode ? sent : ""),
                Attribute("data-again", texts.ux("code_resent", on: .selfAsserted)), text: step.sendsCode ? sent : "")
        }
        element(
            "div", .id("\(step.id)_success"), .class("verificationSuccessText success"), Attribute("role", "status")
        ) {
            $0.element("span", .flag("hidden", if: step.state != .verified), text: verified)
        }
        element(
            "div", .id("\(step.id)_fail"),
            .class("verificationErrorText error itemLevel\(step.error == nil ? "" : " show")"),
            Attribute("role", "alert"), Attribute("aria-hidden", step.error == nil ? "true" : "false")
        ) { $0.element("p", text: step.error ?? "") }
    }

    private mutating func verificationCode(_ step: VerificationStep, takesFocus: Bool, texts: Texts) {
        element("div", .class("verificationCode attrEntry"), .flag("hidden", if: !step.asksForCode)) { html in
            html.element("div", .class("label-row")) { html in
                html.element(
                    "label", .id("\(step.code.id)_label"), .for(step.code.id), text: step.codeLabel(in: texts))
            }
            html.void(
                "input", .id(step.code.id), .name(step.code.id), .type("text"), .class("textInput code"),
                Attribute("autocomplete", "one-time-code"), Attribute("inputmode", "numeric"),
                Attribute("autocapitalize", "none"), Attribute("spellcheck", "false"), Attribute("maxlength", "64"),
                Attribute("aria-describedby", "\(step.id)_info \(step.id)_fail"),
                .flag("autofocus", if: step.asksForCode && takesFocus))
        }
    }
}

extension VerificationStep {
    fileprivate func buttonClass(_ button: Button) -> String {
        switch button {
        case .send, .verify: button == .send ? "sendButton primary" : "verifyButton primary"
        case .resend: isOver ? "sendButton resend primary" : "sendButton resend link"
        case .change: "editButton link"
        }
    }

    fileprivate func messages(in texts: Texts) -> (idle: String, sent: String, verified: String) {
        if isControl {
            return (
                texts.control(id, "intro_msg"), texts.control(id, "success_send_code_msg"),
                texts.control(id, "success_verify_code_msg")
            )
        }
        return (
            texts.ux("ver_intro_msg", on: .selfAsserted), texts.ux("ver_info_msg", on: .selfAsserted),
            texts.ux("ver_success_msg", on: .selfAsserted)
        )
    }

    fileprivate func requiredMessage(in texts: Texts) -> String {
        isControl ? texts.control(id, "not_verified") : texts.ux("ver_required", on: .selfAsserted)
    }

    fileprivate func codeLabel(in texts: Texts) -> String {
        if !isControl { return texts.ux("ver_input", on: .selfAsserted) }
        return code.label.isEmpty ? texts.control(id, "code_label") : code.label
    }
}

extension VerificationState {
    /// As the script and the style know it.
    var name: String {
        switch self {
        case .idle: "idle"
        case .sent: "sent"
        case .verified: "verified"
        case .failed: "failed"
        }
    }
}
