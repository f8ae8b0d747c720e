import Base

/// Asks for something to type: a code that was sent or is shown elsewhere, a recovery code, a password.
package struct RealmCodePage: RealmPage {
    package enum Kind: Sendable {
        /// So many digits.
        case digits(Int)
        case recoveryCode
        case password
    }

    package var heading: String
    package var intro: String
    package var who: RealmWho?
    package var kind: Kind
    package var label: String
    /// The answer is posted here.
    package var address: String
    /// Of the entry; the focus goes there.
    package var problem: String?
    /// Of the whole step: expired, too many.
    package var notice: String?
    package var isGoodNotice = false
    /// Something must be sent first, or anew before anything can be entered.
    package var takesAnswer: Bool
    /// Posted to; nil: nothing is sent.
    package var resend: Resend?
    /// Posted to, to begin with the name again, where nothing can be done here any more.
    package var restart: String?
    package var help: String?
    package var foot: RealmFoot

    package struct Resend: Sendable {
        package let address: String
        package let text: String
        /// In seconds, until another can be sent.
        package let wait: Int
        /// What is said meanwhile, with `{time}`.
        package let waitText: String

        package init(address: String, text: String, wait: Int, waitText: String) {
            (self.address, self.text, self.wait, self.waitText) = (address, text, wait, waitText)
        }
    }

    package init(
        heading: String, intro: String, who: RealmWho?, kind: Kind, label: String, address: String,
        takesAnswer: Bool = true, foot: RealmFoot
    ) {
        (self.heading, self.intro, self.who, self.kind) = (heading, intro, who, kind)
        (self.label, self.address, self.takesAnswer, self.foot) = (label, address, takesAnswer, foot)
    }

    package func title(_ texts: RealmTexts) -> String { heading }

    package func write(to html: inout HTML, in frame: RealmFrame) {
        let texts = frame.texts
        html.lead(heading, intro)
        html.who(who, texts)
        html.notice(notice, isGood: isGoodNotice, takesFocus: !takesAnswer)
        if takesAnswer {
            html.realmForm(address, isCapable: true) { html in
                if case .password = kind, let who { html.accountName(who.name) }
                html.field(label, problem: problem) { html, described in input(&html, described, texts) }
                html.submit(texts("common.continue"))
            }
        }
        if let resend { html.resend(resend, isPrimary: !takesAnswer) }
        if let help, takesAnswer { html.element("p", .class("status"), text: help) }
        guard !takesAnswer, resend == nil else { return html.foot(foot, texts) }
        // Nothing can be done here any more.
        html.element("div", .class("buttons")) { html in
            if let others = foot.others {
                html.element("a", .class("button primary"), .id("others"), .href(others), text: texts("common.other"))
            }
            if let restart {
                html.realmForm(restart) {
                    $0.submit(
                        texts("common.restart"), class: foot.others == nil ? "primary" : "secondary", id: "restart")
                }
            }
        }
        html.foot(RealmFoot(cancel: foot.cancel, cancelText: foot.cancelText), texts)
    }

    private func input(_ html: inout HTML, _ described: Attribute?, _ texts: RealmTexts) {
        let invalid = problem == nil ? nil : Attribute("aria-invalid", "true")
        switch kind {
        case .digits(let count):
            html.void(
                "input", .class("textInput code"), .id("field"), .name("code"), .type("text"),
                Attribute("inputmode", "numeric"), Attribute("autocomplete", "one-time-code"),
                Attribute("data-length", String(count)), Attribute("maxlength", "20"), .flag("required"),
                .flag("autofocus"), invalid, described)
        case .recoveryCode:
            html.void(
                "input", .class("textInput code"), .id("field"), .name("code"), .type("text"),
                Attribute("autocomplete", "off"), Attribute("autocapitalize", "none"),
                Attribute("spellcheck", "false"), Attribute("maxlength", "64"), .flag("required"), .flag("autofocus"),
                invalid, described)
        case .password:
            html.password(named: "code", autocomplete: "current-password", invalid, described, texts)
        }
    }
}

/// Waits for a link to be opened.
package struct RealmLinkPage: RealmPage {
    package var intro: String
    package var who: RealmWho?
    package var notice: String?
    package var isWaiting: Bool
    /// To be typed where the link is opened, when that is elsewhere.
    package var number: String?
    /// It was opened elsewhere: posted to, to go on here.
    package var goOn: String?
    package var poll: String?
    /// The page itself, for who has no scripts that ask whether the link was opened.
    package var reload: String?
    package var resend: RealmCodePage.Resend
    package var foot: RealmFoot

    package init(
        intro: String, who: RealmWho?, isWaiting: Bool, poll: String?, resend: RealmCodePage.Resend, foot: RealmFoot
    ) {
        (self.intro, self.who, self.isWaiting) = (intro, who, isWaiting)
        (self.poll, self.resend, self.foot) = (poll, resend, foot)
    }

    package func title(_ texts: RealmTexts) -> String { texts("link.heading") }

    package var script: JSON? {
        var object = JSON.Object()
        if isWaiting, goOn == nil { object["poll"] = poll.map { .string($0) } }
        return .object(object)
    }

    package func write(to html: inout HTML, in frame: RealmFrame) {
        html.lead(frame.texts("link.heading"), goOn == nil ? intro : "")
        html.who(who, frame.texts)
        html.notice(notice, takesFocus: true)
        if let goOn {
            html.notice(frame.texts("link.ready"), isGood: true)
            html.realmForm(goOn, fields: [(name: "finalize", value: "yes")], isCapable: true) {
                $0.submit(frame.texts("common.continue"))
            }
            return html.foot(foot, frame.texts)
        }
        if isWaiting, let number {
            html.element("p", .class("status"), text: frame.texts("link.number"))
            html.element("p", .class("number"), Attribute("dir", "ltr"), text: number)
        }
        if isWaiting {
            html.waiting(frame.texts("link.waiting"), id: "waiting")
            html.slowHint(frame.texts)
        }
        if isWaiting, let reload {
            html.element("noscript") { html in
                html.element("a", .class("button secondary"), .href(reload), text: frame.texts("link.opened"))
            }
        }
        html.resend(resend, isPrimary: !isWaiting)
        html.foot(foot, frame.texts)
    }
}

extension HTML {
    /// The button that asks anew; while it must wait, it says how long, with the script as a countdown.
    fileprivate mutating func resend(_ resend: RealmCodePage.Resend, isPrimary: Bool) {
        let isWaiting = resend.wait > 0
        realmForm(resend.address) { html in
            if isWaiting {
                let left = "\(resend.wait / 60):\(resend.wait % 60 < 10 ? "0" : "")\(resend.wait % 60)"
                html.element("noscript") {
                    $0.element("p", .class("status centred"), text: resend.waitText.filled(with: ["time": left]))
                }
            }
            html.element(
                "button", .type("submit"), .id("resend"), .class(isPrimary ? "primary" : "textButton"),
                isWaiting ? Attribute("data-wait", String(resend.wait)) : nil,
                isWaiting ? Attribute("data-text", resend.waitText) : nil, text: resend.text)
            html.element("p", .class("visuallyHidden"), .id("resendStatus"), Attribute("role", "status"), text: "")
        }
    }

    /// For password managers: whose password is asked for.
    mutating func accountName(_ name: String) {
        void(
            "input", .class("visuallyHidden"), .name("username"), .type("text"), .value(name),
            Attribute("autocomplete", "username"), Attribute("tabindex", "-1"), Attribute("aria-hidden", "true"),
            .flag("readonly"))
    }

    /// With a button to see what was typed, where there are scripts.
    mutating func password(
        named name: String, autocomplete: String, _ invalid: Attribute?, _ described: Attribute?, _ texts: RealmTexts
    ) {
        element("div", .class("password")) { html in
            html.void(
                "input", .class("textInput"), .id("field"), .name(name), .type("password"),
                Attribute("autocomplete", autocomplete), Attribute("maxlength", "256"), .flag("required"),
                .flag("autofocus"), invalid, described)
            html.element(
                "button", .type("button"), .class("textButton"), .id("reveal"), Attribute("aria-controls", "field"),
                Attribute("data-hide", texts("common.hide")), .flag("hidden"),
                text: texts("common.show"))
        }
    }
}
