import Base

extension PhoneFactorPage: JourneyPage {
    package var texts: BuiltInTexts.Page { .phoneFactor }
    package var dataName: String { "Phonefactor" }

    package func write(to html: inout HTML, in frame: PageFrame) {
        html.heading(heading(in: frame), intro: intro(in: frame.texts))
        html.form(
            id: "phoneFactor", action: PageAddresses(frame.settings).phoneVerify, in: frame, class: state.name
        ) { html in
            html.defaultButton(action: enterAction)
            html.pageError(message)
            part("choosing", to: &html) { writeChoice(to: &$0, texts: frame.texts) }
            part("enteringCode", to: &html) { writeCode(to: &$0, texts: frame.texts) }
            part("calling", to: &html) { writeCalling(to: &$0, texts: frame.texts) }
            if showsCancel {
                html.element("div", .class("buttons")) { html in
                    html.button(
                        frame.texts.ux("button_cancel", on: .phoneFactor), id: "cancel", action: "cancel",
                        class: "secondary")
                }
            }
        }
    }

    /// What belongs to a state. All are in the page, so that the script changes states without a reload; the fields of
    /// the others are disabled, so that they are not sent.
    private func part(_ name: String, to html: inout HTML, content: (inout HTML) -> Void) {
        let isActive = name == state.name
        html.element(
            "fieldset", Attribute("data-state", name), .flag("disabled", if: !isActive), .flag("hidden", if: !isActive),
            content: content)
    }

    private var enterAction: String {
        switch state {
        case .choosing: mode == .phone ? "call" : "sms"
        case .enteringCode: "verify"
        case .calling: "retry"
        }
    }

    private func intro(in texts: Texts) -> String {
        guard state == .choosing else { return "" }
        let kind = numbers.isEmpty ? "intro_entry_\(mode.rawValue)" : "intro_\(mode.rawValue)"
        return texts.ux(numbers.count > 1 ? "\(kind)_p" : kind, on: .phoneFactor)
    }

    private func writeChoice(to html: inout HTML, texts: Texts) {
        if numbers.count == 1 && !allowsManualEntry {
            html.hidden("id", "0")
            html.element("p", .id("number_0"), .class("phoneNumber"), Attribute("dir", "ltr"), text: numbers[0])
        } else if !numbers.isEmpty {
            html.element(
                "div", .class("choices numbers"), Attribute("role", "radiogroup"),
                Attribute("aria-label", texts.ux("number_label", on: .phoneFactor))
            ) { html in
                for (index, number) in numbers.enumerated() { html.number(number, index, isChosen: index == chosen) }
                if allowsManualEntry { html.manualChoice(texts, isChosen: chosen >= numbers.count) }
            }
        }
        if numbers.isEmpty || allowsManualEntry { writeEntry(to: &html, texts: texts) }
        let sendCode = texts.ux("button_send_code", on: .phoneFactor)
        let call = texts.ux("button_verify", on: .phoneFactor)
        html.element("div", .class("buttons")) { html in
            if mode != .phone { html.button(sendCode, id: "sendCode", action: "sms", class: "primary") }
            if mode != .sms {
                html.button(call, id: "verifyPhone", action: "call", class: mode == .phone ? "primary" : "secondary")
            }
        }
    }

    private func writeEntry(to html: inout HTML, texts: Texts) {
        html.element("div", .class("phoneEntry"), .id("phoneEntry")) { html in
            html.element("div", .class("attrEntry")) { html in
                html.element("div", .class("label-row")) {
                    $0.element("label", .for("countryCode"), text: texts.ux("country_code_label", on: .phoneFactor))
                }
                html.itemError(nil, of: "countryCode")
                writeCountries(to: &html, texts: texts)
            }
            html.element("div", .class("attrEntry")) { html in
                html.element("div", .class("label-row")) {
                    $0.element("label", .for("number"), text: texts.ux("number_label", on: .phoneFactor))
                }
                html.itemError(nil, of: "number")
                html.void(
                    "input", .id("number"), .name("number"), .class("textInput"), .type("tel"),
                    .value(nationalNumber ?? ""), Attribute("autocomplete", "tel-national"),
                    Attribute("inputmode", "tel"), Attribute("dir", "ltr"),
                    Attribute("aria-describedby", "number_error"))
            }
        }
    }

    private func writeCountries(to html: inout HTML, texts: Texts) {
        html.element(
            "select", .id("countryCode"), .name("countryCode"), .class("dropdown_single"),
            Attribute("autocomplete", "country"), Attribute("aria-describedby", "countryCode_error")
        ) { html in
            let own = texts.overridden("countryList").flatMap(CountryList.init(policy:))
            let list = own ?? CountryList(names: countryNames)
            html.element(
                "option", .value(""),
                text: texts.overridden("country_code_input_placeholder_text") ?? list.placeholder
                    ?? texts.ux("country_code_input_placeholder_text", on: .phoneFactor))
            for country in list.countries {
                html.element(
                    "option", .value(country.code), .flag("selected", if: country.code == countryCode),
                    text: country.label)
            }
        }
    }

    private func writeCode(to html: inout HTML, texts: Texts) {
        html.hidden("id", String(chosen))
        let sentTo = chosen < numbers.count ? numbers[chosen] : nationalNumber ?? ""
        html.element("p", .id("sentTo"), .class("phoneNumber"), Attribute("dir", "ltr"), text: sentTo)
        html.element("div", .class("attrEntry"), .id("codeVerification")) { html in
            html.element("div", .class("label-row")) { html in
                html.element("p", .class("codeIntro")) { html in
                    html.text(texts.ux("enter_code_text_intro", on: .phoneFactor) + " ")
                    html.button(
                        texts.ux("text_button_send_second_code", on: .phoneFactor), id: "retryCode", action: "resend",
                        class: "textButton inline")
                    html.text(texts.ux("code_intro_end", on: .phoneFactor))
                }
            }
            html.element("p", .id("resent"), .class("resent"), Attribute("role", "status")) { _ in }
            html.element(
                "label", .for("verificationCode"),
                text: texts.ux("verification_code_input_placeholder_text", on: .phoneFactor))
            html.itemError(nil, of: "verificationCode")
            html.void(
                "input", .id("verificationCode"), .name("VERIFICATION_CODE"), .class("textInput code"), .type("text"),
                Attribute("autocomplete", "one-time-code"), Attribute("inputmode", "numeric"),
                Attribute("maxlength", "16"), .flag("autofocus", if: state != .choosing),
                Attribute("aria-describedby", "verificationCode_error"))
        }
        html.element("div", .class("buttons")) { html in
            html.button(
                texts.ux("button_verify_code", on: .phoneFactor), id: "verifyCode", action: "verify", class: "primary")
        }
    }

    private func writeCalling(to html: inout HTML, texts: Texts) {
        html.element("div", .class("calling"), .id("calling"), Attribute("role", "status")) { html in
            html.element("span", .class("spinner"), Attribute("aria-hidden", "true")) { _ in }
            html.element("p", text: texts.ux("calling", on: .phoneFactor))
            html.element("p", .id("waitingLong"), .flag("hidden"), text: texts.ux("waiting_long", on: .phoneFactor))
        }
        html.element("div", .class("buttons")) { html in
            html.button(texts.ux("button_retry", on: .phoneFactor), id: "retry", action: "retry", class: "secondary")
        }
    }

    package var scriptVariables: [(name: StaticString, value: JSON)] {
        [
            (
                "UV_PHONE",
                [
                    "mode": .string(mode.rawValue), "numbers": JSON(numbers), "state": .string(state.name),
                    "manual": .bool(allowsManualEntry || numbers.isEmpty),
                ]
            )
        ]
    }
}

extension PhoneFactorPage.State {
    fileprivate var name: String {
        switch self {
        case .choosing: "choosing"
        case .enteringCode: "enteringCode"
        case .calling: "calling"
        }
    }
}

extension HTML {
    fileprivate mutating func number(_ number: String, _ index: Int, isChosen: Bool) {
        element("div", .class("choice")) { html in
            html.void(
                "input", .type("radio"), .id("number_\(index)"), .name("id"), .value(String(index)),
                .flag("checked", if: isChosen))
            html.element("label", .for("number_\(index)"), .class("phoneNumber"), Attribute("dir", "ltr"), text: number)
        }
    }

    fileprivate mutating func manualChoice(_ texts: Texts, isChosen: Bool) {
        element("div", .class("choice")) { html in
            html.void(
                "input", .type("radio"), .id("number_manual"), .name("id"), .value("manual"),
                .flag("checked", if: isChosen))
            html.element("label", .for("number_manual"), text: texts.ux("other_number", on: .phoneFactor))
        }
    }
}
