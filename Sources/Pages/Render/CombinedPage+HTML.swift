import Base
import Policy

extension CombinedPage: JourneyPage {
    package var texts: BuiltInTexts.Page { .combined }
    package var dataName: String { "Unified" }

    package func write(to html: inout HTML, in frame: PageFrame) {
        html.heading(heading(in: frame), intro: frame.texts.ux("intro", on: .combined))
        if !fields.isEmpty { writeLocalAccount(to: &html, in: frame) } else { html.pageError(message) }
        if !providers.isEmpty {
            let title = fields.isEmpty ? "social_intro" : "divider_title"
            html.element("div", .class("divider")) { html in
                html.element("h2", text: frame.texts.ux(title, on: .combined))
            }
        }
        if !providers.isEmpty {
            html.providers(providers, title: frame.texts.ux("social_intro", on: .combined), in: frame)
        }
        if let passkey { html.passkeyForm(passkey, in: frame) }
        writeSignUp(to: &html, in: frame)
        html.links(to: bottomLinks, class: "bottomLinks", PageAddresses(frame.settings))
    }

    private func writeLocalAccount(to html: inout HTML, in frame: PageFrame) {
        let addresses = PageAddresses(frame.settings)
        html.form(id: "localAccountForm", action: addresses.selfAsserted, in: frame, class: "localAccount") { html in
            html.element("div", .class("intro"), .flag("hidden", if: localIntro(in: frame).isEmpty)) { html in
                html.element("h2", text: localIntro(in: frame))
            }
            html.pageError(message)
            html.errorSummary(
                of: fields + controls.flatMap(\.fields), frame.texts.ux("error_fieldIncorrect", on: .selfAsserted))
            html.element("div", .class("entry")) { html in
                for (index, field) in fields.enumerated() {
                    let isLast = index == fields.count - 1
                    let field = named(field, at: index)
                    html.element("div", .class("entry-item")) { html in
                        writeLabel(of: field, withLink: isLast, to: &html, in: frame)
                        html.control(field, isFirst: index == 0, frame: frame)
                        if isLast { writeForgotPassword(at: .afterInput, to: &html, in: frame) }
                    }
                }
                for item in controls { html.content(of: item, isFirst: false, frame: frame) }
                writeRememberMe(to: &html, in: frame)
                html.element("div", .class("buttons")) { html in
                    html.button(
                        frame.texts.ux("button_signin", on: .combined), id: "next", action: "continue",
                        class: "primary", checks: true)
                }
                writeForgotPassword(at: .afterButtons, to: &html, in: frame)
            }
        }
    }

    /// The field of the name, which browsers offer passkeys in (WebAuthn §5.1.4).
    private func named(_ field: Field, at index: Int) -> Field {
        guard passkey != nil, index == fields.firstIndex(where: { $0.kind != .password && !$0.isReadOnly }) else {
            return field
        }
        var field = field
        field.autocomplete = "username webauthn"
        return field
    }

    /// Shown only where the policy says something of its own: the heading says it already.
    private func localIntro(in frame: PageFrame) -> String {
        let texts = frame.texts
        let own =
            texts.overridden("local_intro_\(operatingMode.rawValue.lowercased())")
            ?? texts.overridden("local_intro_generic")
        return own?.filled(with: fields.first.map { [$0.label] } ?? []) ?? ""
    }

    private func writeLabel(of field: Field, withLink: Bool, to html: inout HTML, in frame: PageFrame) {
        html.element("div", .class(field.kind == .password ? "password-label" : "label-row")) { html in
            html.element("label", .id("\(field.id)_label"), .for(field.id), text: field.label)
            if withLink { writeForgotPassword(at: .afterLabel, to: &html, in: frame) }
        }
    }

    private func writeForgotPassword(
        at location: ForgotPasswordLocation, to html: inout HTML, in frame: PageFrame
    ) {
        guard forgotPassword.location == location else { return }
        html.element("div", .class("forgot-password")) { html in
            html.element(
                "a", .id("forgotPassword"),
                .href(PageAddresses(frame.settings).forgotPassword(exchange: forgotPassword.exchangeID)),
                text: frame.texts.ux("forgotpassword_link", on: .combined))
        }
    }

    private func writeRememberMe(to html: inout HTML, in frame: PageFrame) {
        guard let rememberMe else { return }
        html.element("div", .class("rememberMe")) { html in
            html.void(
                "input", .type("checkbox"), .id("rememberMe"), .name("rememberMe"), .value("true"),
                .flag("checked", if: rememberMe))
            html.element("label", .for("rememberMe"), text: frame.texts.ux("remember_me", on: .combined))
        }
    }

    private func writeSignUp(to html: inout HTML, in frame: PageFrame) {
        guard !signUpLinks.isEmpty else { return }
        html.element("div", .class("create")) { html in
            html.element("p") { html in
                html.text(frame.texts.ux("createaccount_intro", on: .combined) + " ")
                writeSignUpLinks(to: &html, in: frame)
            }
        }
    }

    /// The policy's sentence with a link at each `{n}`; more links than it has places follow it.
    private func writeSignUpLinks(to html: inout HTML, in frame: PageFrame) {
        let sentences = ["createaccount_one_link", "createaccount_two_links", "createaccount_three_links"]
        let sentence = frame.texts.ux(sentences[min(signUpLinks.count, 3) - 1], on: .combined)
        // "Create an account with Create an account" says nothing: in the sentence each link has a name.
        guard signUpLinks.count > 1, sentence.contains("{0}"),
            signUpLinks.allSatisfy({ ownText(of: $0, in: frame.texts) != nil })
        else {
            for (index, link) in signUpLinks.enumerated() {
                if index > 0 { html.void("br") }
                write(link, index, to: &html, in: frame)
            }
            return
        }
        var rest = sentence[...]
        for (index, link) in signUpLinks.enumerated() {
            guard let place = rest.firstRange(of: "{\(index)}") else {
                html.text(" · ")
                write(link, index, to: &html, in: frame)
                continue
            }
            html.text(String(rest[..<place.lowerBound]))
            write(link, index, to: &html, in: frame)
            rest = rest[place.upperBound...]
        }
        html.text(String(rest))
    }

    private func write(_ link: SignUpLink, _ index: Int, to html: inout HTML, in frame: PageFrame) {
        html.element(
            "a", .id(link.exchangeID ?? (index == 0 ? "createAccount" : "createAccount\(index)")),
            .class("createAccount"), .href(PageAddresses(frame.settings).signUp(exchange: link.exchangeID)),
            text: text(of: link, in: frame.texts))
    }

    /// Named by its exchange, or by one of the two ids that a single link goes by: pages from 2.0.0 on say
    /// `createaccount_one_link`.
    private func text(of link: SignUpLink, in texts: Texts) -> String {
        ownText(of: link, in: texts) ?? texts.overridden("createaccount_link")
            ?? texts.ux("createaccount_one_link", on: .combined)
    }

    private func ownText(of link: SignUpLink, in texts: Texts) -> String? {
        link.text ?? link.exchangeID.flatMap { texts.overridden("createaccount_\($0)") }
    }

    package var scriptVariables: [(name: StaticString, value: JSON)] {
        var variables: [(name: StaticString, value: JSON)] = [
            ("SA_FIELDS", ["AttributeFields": .array((fields + controls.flatMap(\.fields)).map(\.json))])
        ]
        if let passkey { variables.append(("UV_PASSKEY", passkey.json(fillsIn: !fields.isEmpty))) }
        return variables
    }
}
