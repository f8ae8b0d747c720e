import Base

extension PhoneFactorPage: JourneyPage {
    package var texts: BuiltInTexts.Page { .phoneFactor }
    package var dataName: String { "Phonefactor" }

    package func write(to html: inout HTML, in frame: PageFrame) {
        html.heading(heading(in: frame), intro: intro(in: frame.texts))
        html.form(
            id: "phoneFactor", action: PageAddresses(frame.settings).phoneVerify, in: frame, class: state.name
        ) { html in
            html.pageError(message)
            switch state {
            case .choosing: writeChoice(to: &html, texts: frame.texts)
            case .enteringCode: writeCode(to: &html, texts: frame.texts)
            case .calling: writeCalling(to: &html, texts: frame.texts)
            }
            writeButtons(to: &html, texts: frame.texts)
        }
    }

    private func intro(in texts: Texts) -> String {
        guard state == .choosing else { return "" }
        let kind = numbers.isEmpty ? "intro_entry_\(mode.rawValue)" : "intro_\(mode.rawValue)"
        return texts.ux(numbers.count > 1 ? "\(kind)_p" : kind, on: .phoneFactor)
    }

    private func writeChoice(to html: inout HTML, texts: Texts) {
        html.defaultButton(action: mode == .phone ? "call" : "sms")
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
            html.element(
                "option", .value(""), text: texts.ux("country_code_input_placeholder_text", on: .phoneFactor))
            for country in CountryList.countries(named: texts.ux("countryList", on: .phoneFactor)) {
                html.element(
                    "option", .value(country.code), .flag("selected", if: country.code == countryCode),
                    text: "\(country.name) (+\(country.callingCode))")
            }
        }
    }

    private func writeCode(to html: inout HTML, texts: Texts) {
        html.defaultButton(action: "verify")
        html.hidden("id", String(chosen))
        html.element("div", .class("attrEntry"), .id("codeVerification")) { html in
            html.element("div", .class("label-row")) { html in
                html.element("p", .class("codeIntro")) { html in
                    html.text(texts.ux("enter_code_text_intro", on: .phoneFactor) + " ")
                    html.button(
                        texts.ux("text_button_send_second_code", on: .phoneFactor), id: "retryCode", action: "resend",
                        class: "textButton inline")
                    html.text(".")
                }
            }
            html.element(
                "label", .for("verificationCode"),
                text: texts.ux("verification_code_input_placeholder_text", on: .phoneFactor))
            html.itemError(nil, of: "verificationCode")
            html.void(
                "input", .id("verificationCode"), .name("VERIFICATION_CODE"), .class("textInput code"), .type("text"),
                Attribute("autocomplete", "one-time-code"), Attribute("inputmode", "numeric"),
                Attribute("maxlength", "16"), .flag("autofocus"),
                Attribute("aria-describedby", "verificationCode_error"))
        }
    }

    private func writeCalling(to html: inout HTML, texts: Texts) {
        html.element("div", .class("calling"), .id("calling"), Attribute("role", "status")) { html in
            html.element("span", .class("spinner"), Attribute("aria-hidden", "true")) { _ in }
            html.element("p", text: texts.ux("calling", on: .phoneFactor))
            html.element("p", .id("waitingLong"), .flag("hidden"), text: texts.ux("waiting_long", on: .phoneFactor))
        }
    }

    private func writeButtons(to html: inout HTML, texts: Texts) {
        html.element("div", .class("buttons")) { html in
            for button in buttons(texts) {
                html.button(button.text, id: button.id, action: button.action, class: button.style)
            }
            if showsCancel {
                html.button(
                    texts.ux("button_cancel", on: .phoneFactor), id: "cancel", action: "cancel", class: "secondary")
            }
        }
    }

    private func buttons(_ texts: Texts) -> [(text: String, id: String, action: String, style: String)] {
        let sendCode = (texts.ux("button_send_code", on: .phoneFactor), "sendCode", "sms", "primary")
        let call = (texts.ux("button_verify", on: .phoneFactor), "verifyPhone", "call", "primary")
        return switch (state, mode) {
        case (.choosing, .sms): [sendCode]
        case (.choosing, .phone): [call]
        case (.choosing, .mixed): [sendCode, (call.0, call.1, call.2, "secondary")]
        case (.enteringCode, _):
            [
                (texts.ux("button_verify_code", on: .phoneFactor), "verifyCode", "verify", "primary"),
                (texts.ux("button_retry", on: .phoneFactor), "retry", "retry", "link"),
            ]
        case (.calling, _): [(texts.ux("button_retry", on: .phoneFactor), "retry", "retry", "secondary")]
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
