import Base

/// Where a sign-in begins: a name, or a passkey that says it.
package struct RealmSignInPage: RealmPage {
    /// `/demo/signin/…`
    package var address: String
    package var value: String
    package var problem: String?
    package var notice: String?
    /// What the person has said before about remembering this browser.
    package var remembers = true
    package var offersPasskey: Bool
    /// Where an account is made; nil: nobody makes one by themselves.
    package var signUp: String?
    package var foot: RealmFoot
    /// What password managers are to be told of a passkey that nobody knows here.
    package var signal: JSON?

    package init(address: String, value: String, offersPasskey: Bool, signUp: String?, foot: RealmFoot) {
        self.address = address
        self.value = value
        self.offersPasskey = offersPasskey
        self.signUp = signUp
        self.foot = foot
    }

    package func title(_ texts: RealmTexts) -> String { texts("signin.heading") }

    package var script: JSON? {
        var object = JSON.Object()
        if offersPasskey { object["autofill"] = .string("\(address)/options") }
        object["signal"] = signal
        return .object(object)
    }

    package func write(to html: inout HTML, in frame: RealmFrame) {
        let texts = frame.texts
        html.leadTo(texts("signin.heading"), in: frame)
        html.notice(notice)
        html.realmForm(address, isCapable: true) { html in
            html.field(texts("signin.identifier"), problem: problem) { html, described in
                html.void(
                    "input", .class("textInput"), .id("field"), .name("identifier"), .type("text"), .value(value),
                    Attribute("autocomplete", offersPasskey ? "username webauthn" : "username"),
                    Attribute("autocapitalize", "none"), Attribute("spellcheck", "false"), Attribute("dir", "auto"),
                    Attribute("maxlength", "254"), .flag("required"), .flag("autofocus"),
                    problem == nil ? nil : Attribute("aria-invalid", "true"), described)
            }
            html.remembering(remembers, texts)
            html.submit(texts("common.continue"))
        }
        if offersPasskey { writePasskey(to: &html, in: frame) }
        if let signUp {
            html.element("p", .class("foot")) { html in
                html.element("span", text: texts("signin.new"))
                html.element("a", .id("create"), .href(signUp), text: texts("signin.create"))
            }
        }
        html.foot(foot, texts)
    }

    /// Needs the script, so without it there is nothing to see.
    private func writePasskey(to html: inout HTML, in frame: RealmFrame) {
        let texts = frame.texts
        html.onlyWithScript("#passkeyForm,.divider", frame)
        html.element("div", .class("divider")) { $0.element("span", text: texts("signin.or")) }
        html.realmForm("\(address)/passkey", id: "passkeyForm") { html in
            html.element(
                "p", .class("notice"), .id("passkeyProblem"), Attribute("role", "alert"), .flag("hidden"),
                text: texts("trouble.noPasskey"))
            html.element("button", .type("submit"), .class("secondary"), .id("passkey")) { html in
                html.icon(.passkey)
                html.element("span", text: texts("signin.passkey"))
            }
        }
    }
}

/// Where somebody makes an account: the address that they prove next.
package struct RealmSignUpPage: RealmPage {
    package var address: String
    package var value: String
    package var problem: String?
    package var remembers = true
    package var signIn: String
    package var foot: RealmFoot

    package init(address: String, value: String, problem: String?, signIn: String, foot: RealmFoot) {
        (self.address, self.value, self.problem) = (address, value, problem)
        (self.signIn, self.foot) = (signIn, foot)
    }

    package func title(_ texts: RealmTexts) -> String { texts("signup.heading") }

    package func write(to html: inout HTML, in frame: RealmFrame) {
        let texts = frame.texts
        html.lead(texts("signup.heading"), texts("signup.intro"))
        html.realmForm(address, isCapable: true) { html in
            html.field(texts("signup.label"), problem: problem) { html, described in
                html.void(
                    "input", .class("textInput"), .id("field"), .name("address"), .type("email"), .value(value),
                    Attribute("autocomplete", "email"), Attribute("dir", "ltr"), Attribute("maxlength", "254"),
                    .flag("required"), .flag("autofocus"), problem == nil ? nil : Attribute("aria-invalid", "true"),
                    described)
            }
            html.remembering(remembers, texts)
            html.submit(texts("common.continue"))
        }
        html.element("p", .class("foot")) { html in
            html.element("span", text: texts("signup.have"))
            html.element("a", .href(signIn), text: texts("signin.heading"))
        }
        html.foot(foot, texts)
    }
}

/// Several ways to choose from: to sign in by, or to set up.
package struct RealmWaysPage: RealmPage {
    package struct Way: Sendable {
        /// By its name on the wire.
        package let method: String
        package let name: String
        package let hint: String
        package let badge: String?
        /// Posted to.
        package let address: String

        package init(method: String, name: String, hint: String, badge: String? = nil, address: String) {
            (self.method, self.name, self.hint) = (method, name, hint)
            (self.badge, self.address) = (badge, address)
        }
    }

    package var heading: String
    package var intro: String
    package var who: RealmWho?
    package var notice: String?
    package var ways: [Way]
    package var foot: RealmFoot

    package init(heading: String, intro: String = "", who: RealmWho? = nil, ways: [Way], foot: RealmFoot) {
        (self.heading, self.intro, self.who) = (heading, intro, who)
        (self.ways, self.foot) = (ways, foot)
    }

    package func title(_ texts: RealmTexts) -> String { heading }

    /// Ways that work with the script alone.
    static let scripted = "li:has(>form>[data-method=PASSKEY]),li:has(>form>[data-method=SECURITY_KEY])"

    package func write(to html: inout HTML, in frame: RealmFrame) {
        html.lead(heading, intro)
        html.who(who, frame.texts)
        html.notice(notice ?? (ways.isEmpty ? frame.texts("methods.none") : nil), takesFocus: true)
        html.onlyWithScript(RealmWaysPage.scripted, frame)
        html.element("ul", .class("ways")) { html in
            for way in ways {
                html.element("li") { html in
                    html.realmForm(way.address, class: "inline", isCapable: true) { $0.way(way) }
                }
            }
        }
        html.foot(foot, frame.texts)
    }
}

extension HTML {
    /// Whether this browser stays signed in when it is closed, and shows the person's own ways the next time.
    fileprivate mutating func remembering(_ isOn: Bool, _ texts: RealmTexts) {
        element("label", .class("check")) { html in
            html.void(
                "input", .type("checkbox"), .id("remember"), .name("remember"), .value("yes"),
                .flag("checked", if: isOn))
            html.element("span", text: texts("signin.remember"))
        }
        // A box without its tick sends nothing.
        hidden("remembering", "asked")
    }

    mutating func way(_ way: RealmWaysPage.Way) {
        element("button", .type("submit"), .class("way"), Attribute("data-method", way.method)) { html in
            html.icon(RealmIcon(method: way.method))
            html.element("span", .class("name"), text: way.name)
            if !way.hint.isEmpty { html.element("span", .class("hint"), text: way.hint) }
            if let badge = way.badge { html.element("span", .class("badge"), text: badge) }
        }
    }
}
