import Policy

/// The control of a field, by its kind (b2c-reference §4.5).
extension HTML {
    /// Error, control and rules; the label is the caller's.
    mutating func control(_ field: Field, isFirst: Bool = false, frame: PageFrame) {
        itemError(field.error, of: field.id)
        switch field.kind {
        case .textBox, .emailBox, .button: input(field, isFirst: isFirst)
        case .password: password(field, frame: frame)
        case .dropdownSingleSelect: dropdown(field, isFirst: isFirst)
        case .radioSingleSelect: choices(field, type: "radio")
        case .checkboxMultiSelect: choices(field, type: "checkbox")
        case .dateTimeDropdown: date(field, frame: frame)
        case .readonly: readOnly(field)
        case .paragraph: paragraph(field)
        }
        rules(field)
    }

    private mutating func input(_ field: Field, isFirst: Bool) {
        let isEmail = field.kind == .emailBox
        void(
            "input", .id(field.id), .name(field.id), .class("textInput"),
            .type(isEmail ? "email" : field.inputType),
            .value(field.value), .optional("placeholder", field.placeholder),
            .optional("autocomplete", field.autocomplete), .optional("inputmode", field.inputMode),
            isEmail || field.isName ? Attribute("autocapitalize", "none") : nil,
            isEmail || field.isName ? Attribute("spellcheck", "false") : nil,
            .flag("required", if: field.isRequired), .flag("readonly", if: field.isReadOnly), field.direction,
            .flag("autofocus", if: isFirst && field.value.isEmpty && !field.isReadOnly), field.invalid,
            field.describedBy)
    }

    /// The value of a password never goes back to the browser.
    private mutating func password(_ field: Field, frame: PageFrame) {
        element("div", .class("passwordBox")) { html in
            html.void(
                "input", .id(field.id), .name(field.id), .class("textInput"), .type("password"),
                .optional("placeholder", field.placeholder), .optional("autocomplete", field.autocomplete),
                .optional("inputmode", field.inputMode), .flag("required", if: field.isRequired),
                field.invalid, field.describedBy)
            html.element(
                "button", .type("button"), .class("showPassword"), .flag("hidden"),
                Attribute("aria-controls", field.id), Attribute("aria-pressed", "false"),
                Attribute("aria-label", frame.texts.ux("show_password", on: .selfAsserted)),
                Attribute("title", frame.texts.ux("show_password", on: .selfAsserted))
            ) { _ in }
        }
    }

    private mutating func dropdown(_ field: Field, isFirst: Bool) {
        element(
            "select", .id(field.id), .name(field.id), .class("dropdown_single"),
            .optional("autocomplete", field.autocomplete), .flag("required", if: field.isRequired),
            .flag("disabled", if: field.isReadOnly),
            .flag("autofocus", if: isFirst && field.chosen.isEmpty && !field.isReadOnly), field.invalid,
            field.describedBy
        ) { html in
            if field.chosen.isEmpty {
                html.element("option", .value(""), text: field.placeholder ?? "")
            }
            for option in field.options {
                html.element(
                    "option", .value(option.value), .flag("selected", if: field.chosen.contains(option.value)),
                    text: option.text)
            }
        }
        // A list cannot be read-only, and what is disabled is not sent.
        if field.isReadOnly { for value in field.chosen { hidden(field.id, value) } }
    }

    /// One box with no label but its own is no group: what is said of it is said of the box.
    private mutating func choices(_ field: Field, type: String) {
        let isGroup = !field.label.isEmpty
        element(
            "div", .id(field.id), .class("choices"),
            isGroup ? Attribute("role", type == "radio" ? "radiogroup" : "group") : nil,
            isGroup ? Attribute("aria-labelledby", "\(field.id)_label") : nil,
            type == "radio" && field.isRequired ? Attribute("aria-required", "true") : nil,
            isGroup && type == "radio" ? field.invalid : nil, isGroup ? field.describedBy : nil
        ) { html in
            for (index, option) in field.options.enumerated() {
                let id = "\(field.id)_option\(index)"
                html.element("div", .class("choice")) { html in
                    html.void(
                        "input", .type(type), .id(id), .name(field.id), .value(option.value),
                        .flag("checked", if: field.chosen.contains(option.value)),
                        .flag("required", if: field.isRequired && type == "radio"),
                        isGroup && type == "radio" ? nil : field.invalid, isGroup ? nil : field.describedBy)
                    html.element("label", .for(id), text: option.text)
                }
            }
        }
    }

    /// Three lists, as B2C has them. They post as `{id}_day`, `{id}_month` and `{id}_year`; `Field.posted` joins them.
    private mutating func date(_ field: Field, frame: PageFrame) {
        let value = field.value.split(separator: "-").compactMap { Int($0) }
        let months = frame.texts.ux("months", on: .selfAsserted).split(separator: ",").map {
            String($0).trimmingBlanks()
        }
        let years = field.years
        element(
            "div", .id(field.id), .class("dateTimeDropdown"), Attribute("role", "group"),
            Attribute("aria-labelledby", "\(field.id)_label"), field.describedBy
        ) { html in
            let parts: [(String, [(Int, String)], Int?)] = [
                ("day", (1...31).map { ($0, String($0)) }, value.count == 3 ? value[2] : nil),
                (
                    "month", (1...12).map { ($0, $0 <= months.count ? months[$0 - 1] : String($0)) },
                    value.count == 3 ? value[1] : nil
                ),
                ("year", years.reversed().map { ($0, String($0)) }, value.first),
            ]
            let isYearFirst = Language.beginsDatesWithYear(frame.texts.language)
            for (part, options, chosen) in isYearFirst ? parts.reversed() : parts {
                html.datePart(
                    field, part, label: frame.texts.ux(part, on: .selfAsserted), options: options, chosen: chosen)
            }
        }
    }

    private mutating func datePart(
        _ field: Field, _ part: String, label: String, options: [(Int, String)], chosen: Int?
    ) {
        element(
            "select", .id("\(field.id)_\(part)"), .name("\(field.id)_\(part)"), .class(part),
            Attribute("aria-label", label), .flag("required", if: field.isRequired),
            field.id.lowercased().contains("birth") ? Attribute("autocomplete", "bday-\(part)") : nil, field.invalid
        ) { html in
            html.element("option", .value(""), text: label)
            for (value, text) in options {
                html.element("option", .value(String(value)), .flag("selected", if: value == chosen), text: text)
            }
        }
    }

    private mutating func readOnly(_ field: Field) {
        void(
            "input", .id(field.id), .name(field.id), .class("textInput readonly"), .type("text"),
            .value(DisplayText.shown(field.value)),
            .flag("readonly"), Attribute("dir", "auto"), field.describedBy)
    }

    /// The policy author's own markup, of which the safe part is kept.
    private mutating func paragraph(_ field: Field) {
        element("div", .id(field.id), .class("textInParagraph"), Attribute("dir", "auto")) { html in
            html.markup(TrustedMarkup(sanitising: DisplayText.withoutControls(field.value)))
        }
    }

    /// What a value must be like, as a list that the script ticks off.
    private mutating func rules(_ field: Field) {
        let groups = field.predicates.filter { $0.help != nil || $0.rules.contains { $0.help != nil } }
        guard !groups.isEmpty, !field.isReadOnly else { return }
        element("div", .id("\(field.id)_rules"), .class("rules")) { html in
            for group in groups {
                if let help = group.help { html.element("p", text: help) }
                html.element("ul") { html in
                    for rule in group.rules {
                        html.element("li", .flag("hidden", if: rule.help == nil), text: rule.help ?? "")
                    }
                }
            }
        }
    }
}

extension Field {
    fileprivate var invalid: Attribute? { error == nil ? nil : Attribute("aria-invalid", "true") }

    var hasRules: Bool {
        !isReadOnly && predicates.contains { $0.help != nil || $0.rules.contains { $0.help != nil } }
    }

    fileprivate var inputType: String {
        switch format {
        case .text: "text"
        case .phone: "tel"
        case .date: "date"
        }
    }

    /// Addresses, names to sign in with, numbers and codes run from left to right in every language. Any other value
    /// in another script than the page's reads in its own direction and moves nothing beside it; an empty box keeps
    /// the page's.
    fileprivate var direction: Attribute? {
        if kind == .emailBox || inputMode != nil || isName { return Attribute("dir", "ltr") }
        return kind == .textBox && !value.isEmpty && format == .text ? Attribute("dir", "auto") : nil
    }

    /// The element that takes the focus for the field.
    var focusID: String {
        switch kind {
        case .radioSingleSelect, .checkboxMultiSelect: "\(id)_option0"
        case .dateTimeDropdown: "\(id)_day"
        case .textBox, .emailBox, .password, .dropdownSingleSelect, .readonly, .button, .paragraph: id
        }
    }

    fileprivate var describedBy: Attribute {
        let ids = ["\(id)_error"] + (help == nil ? [] : ["\(id)_help"]) + (hasRules ? ["\(id)_rules"] : [])
        return Attribute("aria-describedby", ids.joined(separator: " "))
    }

    /// The chosen options' values: those of the field, or those that the policy chooses beforehand.
    fileprivate var chosen: Set<String> {
        Set(values.isEmpty ? options.filter(\.selectByDefault).map(\.value) : values)
    }

    /// A birthday or an appointment lies in between, unless the policy says other bounds.
    fileprivate var years: [Int] {
        let earliest = dates.flatMap { Int($0.earliest.prefix(4)) } ?? 1900
        let latest = dates.flatMap { Int($0.latest.prefix(4)) } ?? 2100
        return earliest <= latest ? Array((max(1, earliest)...min(9999, latest)).suffix(400)) : []
    }
}
