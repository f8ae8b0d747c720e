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
        writeSignUp(to: &html, in: frame)
    }

    private func writeLocalAccount(to html: inout HTML, in frame: PageFrame) {
        let addresses = PageAddresses(frame.settings)
        html.form(id: "localAccountForm", action: addresses.selfAsserted, in: frame, class: "localAccount") { html in
            html.element("div", .class("intro"), .flag("hidden", if: localIntro(in: frame).isEmpty)) { html in
                html.element("h2", text: localIntro(in: frame))
            }
            html.pageError(message)
            html.element("div", .class("entry")) { html in
                for (index, field) in fields.enumerated() {
                    let isLast = index == fields.count - 1
                    html.element("div", .class("entry-item")) { html in
                        writeLabel(of: field, withLink: isLast, to: &html, in: frame)
                        html.control(field, isFirst: index == 0, frame: frame)
                        if isLast { writeForgotPassword(at: .afterInput, to: &html, in: frame) }
                    }
                }
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
        let addresses = PageAddresses(frame.settings)
        html.element("div", .class("create")) { html in
            html.element("p") { html in
                html.text(frame.texts.ux("createaccount_intro", on: .combined) + " ")
                for (index, link) in signUpLinks.enumerated() {
                    if index > 0 { html.text(" · ") }
                    html.element(
                        "a", .id(index == 0 ? "createAccount" : link.exchangeID ?? "createAccount\(index)"),
                        .class("createAccount"), .href(addresses.signUp(exchange: link.exchangeID)),
                        text: text(of: link, in: frame.texts))
                }
            }
        }
    }

    /// Named by its exchange, or by one of the two ids that a single link goes by.
    private func text(of link: SignUpLink, in texts: Texts) -> String {
        link.text ?? link.exchangeID.flatMap { texts.overridden("createaccount_\($0)") }
            ?? texts.overridden("createaccount_link") ?? texts.overridden("createaccount_one_link")
            ?? texts.ux("createaccount_link", on: .combined)
    }

    package var scriptVariables: [(name: StaticString, value: JSON)] {
        [("SA_FIELDS", ["AttributeFields": .array(fields.map(\.json))])]
    }
}
