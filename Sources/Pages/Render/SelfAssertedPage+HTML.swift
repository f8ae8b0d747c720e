import Base
import Policy

extension SelfAssertedPage: JourneyPage {
    package var texts: BuiltInTexts.Page { .selfAsserted }
    package var dataName: String { "SelfAsserted" }

    package func heading(in frame: PageFrame) -> String { heading ?? frame.texts.ux("heading", on: texts) }

    package func write(to html: inout HTML, in frame: PageFrame) {
        let texts = frame.texts
        let items = frame.template == nil ? markedItems : items
        html.heading(heading(in: frame), intro: intro(in: frame))
        html.form(
            id: "attributeVerification", action: PageAddresses(frame.settings).selfAsserted, in: frame
        ) { html in
            html.defaultButton(action: enterAction)
            html.pageError(message)
            html.errorSummary(of: items.flatMap(\.fields), texts.ux("error_fieldIncorrect", on: .selfAsserted))
            for (id, text) in [
                ("requiredFieldMissing", "error_requiredFieldMissing"), ("fieldIncorrect", "error_fieldIncorrect"),
                ("passwordEntryMismatch", "error_passwordEntryMismatch"),
            ] {
                html.hiddenPageError(texts.ux(text, on: .selfAsserted), id: id)
            }
            html.element("div", .id("attributeList"), .class("attr")) { html in
                html.element("ul") { html in
                    for (index, item) in items.enumerated() {
                        html.item(
                            item, isFirst: index == firstEditable, codeTakesFocus: !asksLater, frame: frame)
                    }
                }
            }
            writeButtons(to: &html, in: frame)
        }
        html.spinner(texts.ux("verifying_blurb", on: .selfAsserted), id: "verifying_blurb")
    }

    /// The item that is filled first; nil where a code is asked for, which has the focus then.
    private var firstEditable: Int? {
        guard !items.contains(where: { VerificationStep($0)?.asksForCode ?? false }) else { return nil }
        return items.firstIndex { $0.fields.contains { !$0.isReadOnly } }
    }

    /// There is something to be done before the code can be typed, such as scanning: the page begins at its top.
    private var asksLater: Bool {
        items.contains {
            switch $0 {
            case .qrCode, .authenticatorInfo, .authenticatorApp: true
            case .field, .verification, .captcha: false
            }
        }
    }

    /// Where some fields must be filled, those that need not be say so.
    private var markedItems: [Item] {
        guard items.contains(where: { $0.fields.contains { $0.isRequired && !$0.isReadOnly } }) else { return items }
        return items.map { item in
            switch item {
            case .field(var field):
                field.isMarkedOptional = !field.isRequired && !field.isReadOnly && field.verification == nil
                return .field(field)
            case .verification, .qrCode, .authenticatorInfo, .authenticatorApp, .captcha: return item
            }
        }
    }

    private func writeButtons(to html: inout HTML, in frame: PageFrame) {
        guard showsContinue || showsCancel else { return }
        html.element("div", .class("buttons")) { html in
            if showsContinue {
                html.button(
                    frame.texts.ux("button_continue", on: .selfAsserted), id: "continue", action: "continue",
                    class: "primary", checks: true)
            }
            if showsCancel {
                html.button(
                    frame.texts.ux("button_cancel", on: .selfAsserted), id: "cancel", action: "cancel",
                    class: "secondary")
            }
        }
    }

    private func intro(in frame: PageFrame) -> String {
        let intro = frame.texts.ux("initial_intro", on: .selfAsserted)
        return intro.isEmpty ? frame.texts.ux("intro", on: .selfAsserted) : intro
    }

    /// Enter does the next thing that is to be done: send a code, check it, or go on.
    private var enterAction: String {
        for item in items {
            guard let step = VerificationStep(item), step.isRequired, let action = step.nextAction else { continue }
            return action
        }
        return "continue"
    }

    package var scriptVariables: [(name: StaticString, value: JSON)] {
        [("SA_FIELDS", ["AttributeFields": .array(items.flatMap(\.fields).map(\.json))])]
    }
}

extension SelfAssertedPage.Item {
    fileprivate var className: String {
        switch self {
        case .field(let field): "\(field.kind.rawValue) \(field.id)_li"
        case .verification(let control): "VerificationControl \(control.id)_li"
        case .qrCode(let control): "QrCodeControl \(control.id)_li"
        case .authenticatorInfo(let control): "AuthenticatorInfoControl \(control.id)_li"
        case .authenticatorApp(let control): "AuthenticatorAppIconControl \(control.id)_li"
        case .captcha(let control): "CaptchaControl \(control.id)_li"
        }
    }

    var fields: [Field] {
        switch self {
        case .field(let field): [field]
        case .verification(let control): control.fields + [control.code]
        case .captcha(let control): [control.answer]
        case .qrCode, .authenticatorInfo, .authenticatorApp: []
        }
    }
}

extension HTML {
    fileprivate mutating func hiddenPageError(_ message: String, id: String) {
        element(
            "div", .id(id), .class("error pageLevel"), Attribute("role", "alert"), Attribute("aria-hidden", "true"),
            Attribute("tabindex", "-1")
        ) { $0.element("p", text: message) }
    }

    fileprivate mutating func item(
        _ item: SelfAssertedPage.Item, isFirst: Bool, codeTakesFocus: Bool, frame: PageFrame
    ) {
        element("li", .class(item.className)) {
            $0.content(of: item, isFirst: isFirst, codeTakesFocus: codeTakesFocus, frame: frame)
        }
    }

    /// A field, or a display control.
    mutating func content(
        of item: SelfAssertedPage.Item, isFirst: Bool, codeTakesFocus: Bool = true, frame: PageFrame
    ) {
        let step = VerificationStep(item)
        switch item {
        case .field(var field):
            if let step, step.locksFields { field.isReadOnly = true }
            entry(field, isFirst: isFirst, frame: frame)
            if let step { verification(step, frame: frame) }
        case .verification(let control):
            element("div", .id(control.id), .class("displayControl")) { html in
                for var field in control.fields {
                    if let step, step.locksFields { field.isReadOnly = true }
                    html.element("div", .class("\(field.kind.rawValue) \(field.id)_li")) {
                        $0.entry(field, isFirst: isFirst && field.id == control.fields.first?.id, frame: frame)
                    }
                }
                if let step { html.verification(step, takesFocus: codeTakesFocus, frame: frame) }
            }
        case .qrCode(let control): qrCode(control, texts: frame.texts)
        case .authenticatorInfo(let control): authenticatorInfo(control, texts: frame.texts)
        case .authenticatorApp(let control): authenticatorApp(control, texts: frame.texts)
        case .captcha(let control): captcha(control, frame: frame)
        }
    }

    /// Label, help and control of a field.
    mutating func entry(_ field: Field, isFirst: Bool, frame: PageFrame) {
        element("div", .class("attrEntry")) { html in
            html.element("div", .class("label-row")) { html in
                if !field.label.isEmpty { html.label(of: field, texts: frame.texts) }
                if let help = field.help { html.help(help, of: field, frame: frame) }
            }
            html.control(field, isFirst: isFirst, frame: frame)
        }
    }

    /// A group is labelled by its text, everything else by a `label`.
    private mutating func label(of field: Field, texts: Texts) {
        switch field.kind {
        case .radioSingleSelect, .checkboxMultiSelect, .dateTimeDropdown, .paragraph:
            element("span", .id("\(field.id)_label"), .class("label")) { $0.labelText(field, texts) }
        case .textBox, .emailBox, .password, .dropdownSingleSelect, .readonly, .button:
            element("label", .id("\(field.id)_label"), .for(field.id)) { $0.labelText(field, texts) }
        }
    }

    private mutating func labelText(_ field: Field, _ texts: Texts) {
        text(field.label)
        guard field.isMarkedOptional else { return }
        text(" ")
        element("span", .class("optional"), text: texts.ux("optional", on: .selfAsserted))
    }

    private mutating func help(_ help: String, of field: Field, frame: PageFrame) {
        let question = frame.texts.ux("helplink_text", on: .selfAsserted)
        element("details", .class("help")) { html in
            html.element(
                "summary", .class("helpLink tiny"), Attribute("aria-label", "\(question) \(field.label)"),
                Attribute("title", question), Attribute("data-help", help)
            ) { $0.element("span", Attribute("aria-hidden", "true"), text: "?") }
            html.element("p", .id("\(field.id)_help"), .class("helpText"), text: help)
        }
    }
}
