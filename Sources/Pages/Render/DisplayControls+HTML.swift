/// Display controls other than verification (b2c-reference §15.6). None of them needs a script.
extension HTML {
    mutating func qrCode(_ control: QRCodeControl, texts: Texts) {
        let kind = "QrCodeControl"
        let title = texts.control(control.id, "title_text", of: kind)
        element("div", .id(control.id), .class("displayControl qrCodeControl")) { html in
            html.element("p", .class("controlTitle"), text: title)
            guard let code = QRCode(control.content) else {
                html.element("p", .class("error pageLevel show"), Attribute("role", "alert")) {
                    $0.text(texts.control(control.id, "error_msg", of: kind))
                }
                return
            }
            html.element("p", .class("controlInfo"), text: texts.control(control.id, "instruction_text", of: kind))
            html.element("div", .class("qrCodeFrame")) { html in
                html.qrCode(code, label: title)
            }
            if control.content.lowercased().hasPrefix("otpauth:") {
                html.element(
                    "a", .class("button secondary"), .target(control.content),
                    text: texts.control(control.id, "link_text", of: kind))
            }
        }
    }

    mutating func authenticatorInfo(_ control: AuthenticatorInfoControl, texts: Texts) {
        let kind = "AuthenticatorInfoControl"
        element("details", .id(control.id), .class("displayControl authenticatorInfoControl")) { html in
            html.element("summary", text: texts.control(control.id, "title_text", of: kind))
            html.element("p", .class("controlInfo"), text: texts.control(control.id, "info_msg", of: kind))
            html.element("dl", .class("toCopy")) { html in
                for entry in control.entries {
                    html.element("dt", text: entry.label)
                    html.element("dd", .class(entry.isKey ? "key" : ""), Attribute("dir", "auto")) { html in
                        html.copied(entry)
                    }
                }
            }
        }
    }

    /// A key in groups of four. The blanks between are the style's, so that what is copied has none.
    private mutating func copied(_ entry: AuthenticatorInfoControl.Entry) {
        guard entry.isKey else { return text(entry.value) }
        var rest = Array(entry.value)[...]
        while !rest.isEmpty {
            element("span", text: String(rest.prefix(4)))
            rest = rest.dropFirst(4)
        }
    }

    mutating func authenticatorApp(_ control: AuthenticatorAppControl, texts: Texts) {
        let kind = "AuthenticatorAppIconControl"
        let links = [
            ("ios", "https://apps.apple.com/app/microsoft-authenticator/id983156458"),
            ("android", "https://play.google.com/store/apps/details?id=com.azure.authenticator"),
        ]
        element("div", .id(control.id), .class("displayControl authenticatorAppIconControl")) { html in
            html.element("p", .class("controlTitle"), text: texts.control(control.id, "title_text", of: kind))
            html.element("p", .class("controlInfo"), text: texts.control(control.id, "info_msg", of: kind))
            html.element("ul", .class("appLinks")) { html in
                for (system, address) in links {
                    html.element("li") {
                        $0.element(
                            "a", .href(address), Attribute("target", "_blank"), Attribute("rel", "noopener noreferrer"),
                            text: texts.control(control.id, "link_text_\(system)", of: kind))
                    }
                }
            }
        }
    }

    mutating func captcha(_ control: CaptchaControl, frame: PageFrame) {
        let texts = frame.texts
        element(
            "div", .id(control.id), .class("displayControl captcha\(control.isSolved ? " solved" : "")"),
            Attribute("data-captcha", control.id), Attribute("data-answer", control.answer.id),
            Attribute("role", "group"), Attribute("aria-labelledby", "\(control.id)_title")
        ) { html in
            html.element("p", .id("\(control.id)_title"), .class("label"), text: control.title(in: texts))
            html.element(
                "p", .id("\(control.id)_success"), .class("verificationSuccessText"), Attribute("role", "status")
            ) {
                $0.element(
                    "span", .flag("hidden", if: !control.isSolved), text: control.text("captcha_resolved", in: texts))
            }
            html.element("div", .class("captchaTask"), .flag("hidden", if: control.isSolved)) { html in
                html.captchaChallenge(control, texts: texts)
                html.captchaAnswer(control, texts: texts)
                html.captchaButtons(control, texts: texts)
            }
        }
    }

    private mutating func captchaChallenge(_ control: CaptchaControl, texts: Texts) {
        var (image, question): (String?, String?) = (nil, nil)
        switch control.challenge {
        case .image(let address): image = address
        case .question(let text): question = text
        case .none: question = control.text("api_error", in: texts)
        }
        void(
            "img", .id("\(control.id)_image"), .class("captchaImage"), image.flatMap { .imageSource($0) },
            Attribute("alt", control.text("captchatype_visual_title", in: texts)),
            .flag("hidden", if: image == nil))
        element(
            "p", .id("\(control.id)_question"), .class("captchaQuestion"), Attribute("aria-live", "polite"),
            .flag("hidden", if: question == nil), text: question ?? "")
    }

    private mutating func captchaAnswer(_ control: CaptchaControl, texts: Texts) {
        let field = control.answer
        element("div", .class("attrEntry")) { html in
            html.element("div", .class("label-row")) { html in
                html.element(
                    "label", .id("\(field.id)_label"), .for(field.id),
                    Attribute("data-image", control.text("captchatype_visual_help", in: texts)),
                    Attribute("data-question", control.text("captchatype_audio_help", in: texts)),
                    text: control.text(
                        control.isImage ? "captchatype_visual_help" : "captchatype_audio_help", in: texts))
            }
            html.itemError(field.error, of: field.id)
            html.void(
                "input", .id(field.id), .name(field.id), .class("textInput"), .type("text"),
                Attribute("autocomplete", "off"), Attribute("autocapitalize", "none"), Attribute("spellcheck", "false"),
                Attribute("maxlength", "64"), .flag("required", if: !control.isSolved),
                field.error == nil ? nil : Attribute("aria-invalid", "true"),
                Attribute("aria-describedby", "\(control.id)_question \(field.id)_error"))
        }
    }

    private mutating func captchaButtons(_ control: CaptchaControl, texts: Texts) {
        element("div", .class("buttons verify")) { html in
            html.button(
                control.text("newCaptcha_arialabel", in: texts), id: "\(control.id)_new",
                action: "\(control.id):GetChallenge", class: "link")
            html.element(
                "button", .type("submit"), .id("\(control.id)_switch"), .class("link"), .name("cardea_action"),
                .value("\(control.id):SwitchChallenge"), .flag("formnovalidate"),
                Attribute("data-image", control.text("switch_to_question", in: texts)),
                Attribute("data-question", control.text("switch_to_image", in: texts)),
                text: control.text(control.isImage ? "switch_to_question" : "switch_to_image", in: texts))
        }
    }
}

extension CaptchaControl {
    fileprivate var isImage: Bool { if case .image = challenge { true } else { false } }

    fileprivate func text(_ id: String, in texts: Texts) -> String { texts.control(self.id, id, of: "CaptchaControl") }

    fileprivate func title(in texts: Texts) -> String {
        texts.ownControlText(id, "DisplayName") ?? label ?? text("DisplayName", in: texts)
    }
}
