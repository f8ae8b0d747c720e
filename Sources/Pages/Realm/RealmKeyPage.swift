import Base

/// A passkey or a security key, to be used or to be made. The browser asks; the page says so before and after.
package struct RealmKeyPage: RealmPage {
    package var heading: String
    package var intro: String
    package var icon: RealmIcon
    package var who: RealmWho?
    /// WebAuthn's, in JSON.
    package var options: JSON
    package var isCreation: Bool
    /// Asks as soon as the page is there; after a trouble the person says when.
    package var startsAtOnce: Bool
    package var start: String
    package var address: String
    package var notice: String?
    package var foot: RealmFoot

    package init(
        heading: String, intro: String, icon: RealmIcon, who: RealmWho?, options: JSON, isCreation: Bool,
        startsAtOnce: Bool, start: String, address: String, foot: RealmFoot
    ) {
        (self.heading, self.intro, self.icon, self.who) = (heading, intro, icon, who)
        (self.options, self.isCreation, self.startsAtOnce) = (options, isCreation, startsAtOnce)
        (self.start, self.address, self.foot) = (start, address, foot)
    }

    package func title(_ texts: RealmTexts) -> String { heading }

    package var script: JSON? {
        ["ceremony": ["options": options, "isCreation": .bool(isCreation), "start": .bool(startsAtOnce)]]
    }

    package func write(to html: inout HTML, in frame: RealmFrame) {
        let texts = frame.texts
        html.element("div", .class("picture")) { $0.icon(icon) }
        html.lead(heading, intro)
        html.who(who, texts)
        html.notice(notice, takesFocus: true)
        html.element("noscript") { $0.element("p", .class("notice"), text: texts("passkey.noscript")) }
        html.waiting(texts("passkey.waiting"), id: "waiting", isHidden: true)
        html.slowHint(texts)
        html.realmForm(address, id: "ceremony") { html in
            html.element(
                "button", .type("submit"), .class("primary"), .id("again"), .flag("hidden", if: startsAtOnce),
                text: start)
        }
        html.foot(foot, texts)
    }
}

/// Offers a passkey to somebody who has just signed in otherwise.
package struct RealmPasskeyOfferPage: RealmPage {
    package var address: String
    /// Posted to by "Not now".
    package var later: String
    /// For a passkey made in passing; nil: none is.
    package var options: JSON?
    /// Where that goes.
    package var answer: String

    package init(address: String, later: String, options: JSON?, answer: String) {
        (self.address, self.later, self.options, self.answer) = (address, later, options, answer)
    }

    package func title(_ texts: RealmTexts) -> String { texts("uplift.heading") }

    package var script: JSON? { options.map { ["conditionalCreate": ["options": $0]] } }

    package func write(to html: inout HTML, in frame: RealmFrame) {
        let texts = frame.texts
        html.element("div", .class("picture")) { $0.icon(.passkey) }
        html.lead(texts("uplift.heading"), texts("uplift.intro"))
        html.element("p", .class("hint"), text: texts("uplift.safe"))
        html.realmForm(answer, id: "ceremony") { _ in }
        html.element("div", .class("buttons")) { html in
            html.realmForm(address) { $0.submit(texts("uplift.create"), id: "createPasskey") }
            html.realmForm(later) { $0.submit(texts("uplift.later"), class: "textButton", id: "later") }
        }
    }
}

/// Recovery codes, shown once.
package struct RealmCodesPage: RealmPage {
    package var codes: [String]
    /// Posted to when they are saved.
    package var address: String
    package var fields: [(name: String, value: String)] = []

    package init(codes: [String], address: String) { (self.codes, self.address) = (codes, address) }

    package func title(_ texts: RealmTexts) -> String { texts("codes.heading") }

    package var script: JSON? { ["codesName": "recovery-codes.txt"] }

    package func write(to html: inout HTML, in frame: RealmFrame) {
        let texts = frame.texts
        html.lead(texts("codes.heading"), texts("codes.intro"))
        html.element("ol", .class("codes")) { html in
            for code in codes { html.element("li", text: code) }
        }
        html.element("div", .class("tools")) { html in
            for (id, text) in [("copy", "common.copy"), ("download", "common.download"), ("print", "common.print")] {
                html.element(
                    "button", .type("button"), .class("secondary"), .id(id), .flag("hidden"), text: texts(text))
            }
        }
        html.realmForm(address, fields: fields) { $0.submit(texts("codes.saved"), id: "saved") }
    }
}

/// Asks for an address or a number to enrol.
package struct RealmAddressPage: RealmPage {
    package enum Kind: Sendable { case mail, phone, password }

    package var heading: String
    package var intro: String
    package var label: String
    package var kind: Kind
    package var value: String
    package var address: String
    package var problem: String?
    package var foot: RealmFoot

    package init(
        heading: String, intro: String, label: String, kind: Kind, value: String, address: String, problem: String?,
        foot: RealmFoot
    ) {
        (self.heading, self.intro, self.label, self.kind) = (heading, intro, label, kind)
        (self.value, self.address, self.problem, self.foot) = (value, address, problem, foot)
    }

    package func title(_ texts: RealmTexts) -> String { heading }

    package func write(to html: inout HTML, in frame: RealmFrame) {
        html.lead(heading, intro)
        html.realmForm(address) { html in
            html.field(label, problem: problem) { html, described in
                let invalid = problem == nil ? nil : Attribute("aria-invalid", "true")
                guard kind != .password else {
                    return html.password(
                        named: "address", autocomplete: "new-password", invalid, described, frame.texts)
                }
                let type = kind == .phone ? "tel" : "email"
                html.void(
                    "input", .class("textInput"), .id("field"), .name("address"), .type(type), .value(value),
                    Attribute("autocomplete", type), Attribute("dir", "ltr"), Attribute("maxlength", "254"),
                    .flag("required"), .flag("autofocus"), invalid, described)
            }
            html.submit(frame.texts("common.continue"))
        }
        html.foot(foot, frame.texts)
    }
}

/// An authenticator app: a code to scan, the same as text, and the first code of it.
package struct RealmAppPage: RealmPage {
    /// `otpauth://…`
    package var uri: String
    /// In base32.
    package var secret: String
    package var address: String
    package var problem: String?
    package var notice: String?
    package var foot: RealmFoot

    package init(uri: String, secret: String, address: String, problem: String?, notice: String?, foot: RealmFoot) {
        (self.uri, self.secret, self.address) = (uri, secret, address)
        (self.problem, self.notice, self.foot) = (problem, notice, foot)
    }

    package func title(_ texts: RealmTexts) -> String { texts("add.AUTHENTICATOR_APP") }

    package func write(to html: inout HTML, in frame: RealmFrame) {
        let texts = frame.texts
        html.lead(texts("add.AUTHENTICATOR_APP"), texts("add.AUTHENTICATOR_APP.intro"))
        html.notice(notice)
        if let code = QRCode(uri) {
            html.element("div", .class("centred")) { html in
                html.element("div", .class("qrFrame")) { $0.qrCode(code, label: texts("add.qr")) }
            }
        }
        html.element("div") { html in
            html.element("p", .class("hint"), text: texts("add.AUTHENTICATOR_APP.key"))
            html.element("p", .class("secret"), .id("secret")) { html in
                for group in secret.groups(of: 4) { html.element("span", text: group) }
            }
        }
        html.realmForm(address) { html in
            html.field(texts("code.label"), problem: problem) { html, described in
                html.void(
                    "input", .class("textInput code"), .id("field"), .name("code"), .type("text"),
                    Attribute("inputmode", "numeric"), Attribute("autocomplete", "one-time-code"),
                    Attribute("data-length", "6"), Attribute("maxlength", "20"), .flag("required"),
                    problem == nil ? nil : Attribute("aria-invalid", "true"), described)
            }
            html.submit(texts("common.continue"))
        }
        html.foot(foot, texts)
    }
}

extension String {
    fileprivate func groups(of size: Int) -> [String] {
        var groups: [String] = []
        var rest = self[...]
        while !rest.isEmpty {
            groups.append(String(rest.prefix(size)))
            rest = rest.dropFirst(size)
        }
        return groups
    }
}
