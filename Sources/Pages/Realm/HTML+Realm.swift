import Base

/// Pieces that the pages of a realm share.
extension HTML {
    mutating func lead(_ heading: String, _ text: String = "") {
        element("div", .class("lead")) { html in
            html.element("h1", text: heading)
            if !text.isEmpty { html.element("p", text: text) }
        }
    }

    /// A form that is posted, with what it must carry.
    mutating func realmForm(
        _ action: String, id: String? = nil, class name: String? = nil, fields: [(name: String, value: String)] = [],
        isCapable: Bool = false, content: (inout HTML) -> Void
    ) {
        element(
            "form", .optional("id", id), .optional("class", name), Attribute("method", "post"), .action(action),
            .flag("data-capable", if: isCapable)
        ) { html in
            for field in fields { html.hidden(field.name, field.value) }
            content(&html)
        }
    }

    mutating func submit(_ text: String, class name: String = "primary", id: String? = nil) {
        element("button", .type("submit"), .class(name), .optional("id", id), text: text)
    }

    mutating func action(_ action: RealmMessagePage.Action) {
        let name = action.isPrimary ? "primary" : "secondary"
        guard action.isForm else {
            return element("a", .class("button \(name)"), .href(action.address), text: action.text)
        }
        realmForm(action.address, fields: action.fields) { $0.submit(action.text, class: name) }
    }

    /// Said at once by screen readers. `takesFocus`: where there is nothing to type, so that the keyboard goes on from
    /// here, and who hears the page begins with what went wrong.
    mutating func notice(_ text: String?, isGood: Bool = false, takesFocus: Bool = false) {
        guard let text else { return }
        element(
            "p", .class(isGood ? "notice good" : "notice"), .id("notice"),
            Attribute("role", isGood ? "status" : "alert"), takesFocus ? Attribute("tabindex", "-1") : nil,
            .flag("autofocus", if: takesFocus), text: text)
    }

    /// Empty until the script has waited for ten seconds; then it says that there are other ways.
    mutating func slowHint(_ texts: RealmTexts) {
        element(
            "p", .class("status centred"), .id("slow"), Attribute("role", "status"),
            Attribute("data-text", texts("common.slow")), text: "")
    }

    /// Hides what needs the script from those who have none.
    mutating func onlyWithScript(_ selectors: String, _ frame: RealmFrame) {
        element("noscript") {
            $0.element("style", .nonce(frame.nonce)) {
                $0.markup(TrustedMarkup(sanitised: Bytes(utf8: "\(selectors){display:none}")))
            }
        }
    }

    mutating func waiting(_ text: String, id: String, isHidden: Bool = false) {
        element("p", .class("waiting"), .id(id), Attribute("role", "status"), .flag("hidden", if: isHidden)) { html in
            html.element("span", .class("spinner"), Attribute("aria-hidden", "true")) { _ in }
            html.element("span", text: text)
        }
    }

    mutating func reference(_ reference: String, _ time: Timestamp?, _ texts: RealmTexts) {
        element("dl", .class("reference")) { html in
            html.element("div") { html in
                html.element("dt", text: texts("common.reference"))
                html.element("dd", .id("reference"), text: reference)
            }
            guard let time else { return }
            html.element("div") { html in
                html.element("dt", text: texts("common.time"))
                html.element("dd") { $0.time(time) }
            }
        }
    }

    /// In UTC, until the script says it in the person's own zone.
    mutating func time(_ time: Timestamp, isDay: Bool = false) {
        element(
            "time", isDay ? .class("day") : nil, Attribute("datetime", time.iso8601),
            text: isDay ? String(time.iso8601.prefix(10)) : time.readable)
    }

    /// A picture of ours for a method; screen readers hear its name beside it.
    mutating func icon(_ kind: RealmIcon) {
        element("svg", .class("icon"), Attribute("viewBox", "0 0 24 24"), Attribute("aria-hidden", "true")) { html in
            html.element("path", Attribute("d", kind.path)) { _ in }
        }
    }
}

/// Drawn with one stroke width; no library, no font.
package enum RealmIcon: String, Sendable, CaseIterable {
    case passkey, key, app, mail, phone, link, lifebuoy, lock, device, globe

    var path: String {
        switch self {
        case .passkey:
            "M9.5 11a4 4 0 1 0 0-8 4 4 0 0 0 0 8Zm-7 9c0-3.6 3-6 7-6 1.4 0 2.6.3 3.7.8M18 11.5"
                + "a2.8 2.8 0 0 1 1 5.4V21l-1 1-1.5-1.5 1-1-1-1 .5-.7v-.9a2.8 2.8 0 0 1 1-5.4Z"
        case .key:
            "M8.5 15.5a4 4 0 1 1-5-5 4 4 0 0 1 5 5Zm0 0M8 11l9-9m-4.5 4.5 3 3m0-6 3 3"
        case .app:
            "M8 2.5h8a2 2 0 0 1 2 2v15a2 2 0 0 1-2 2H8a2 2 0 0 1-2-2v-15a2 2 0 0 1 2-2ZM9.5 10h.01"
                + "M12 10h.01M14.5 10h.01M9.5 13.5h.01M12 13.5h.01M14.5 13.5h.01M11 18.5h2"
        case .mail:
            "M4 5.5h16a1.5 1.5 0 0 1 1.5 1.5v10a1.5 1.5 0 0 1-1.5 1.5H4A1.5 1.5 0 0 1 2.5 17V7"
                + "A1.5 1.5 0 0 1 4 5.5Zm-1 1.5 9 6.5L21 7"
        case .phone:
            "M4 4.5h16A1.5 1.5 0 0 1 21.5 6v9a1.5 1.5 0 0 1-1.5 1.5h-8L7 20.5v-4H4A1.5 1.5 0 0 1 2.5 15"
                + "V6A1.5 1.5 0 0 1 4 4.5ZM7.5 10.5h.01M12 10.5h.01M16.5 10.5h.01"
        case .link:
            "M10 14a4 4 0 0 0 5.7 0l3.6-3.6a4 4 0 1 0-5.7-5.7l-1.2 1.2M14 10a4 4 0 0 0-5.7 0l-3.6 3.6"
                + "a4 4 0 1 0 5.7 5.7l1.2-1.2"
        case .lifebuoy:
            "M12 21.5a9.5 9.5 0 1 0 0-19 9.5 9.5 0 0 0 0 19Zm0-5.5a4 4 0 1 0 0-8 4 4 0 0 0 0 8ZM5.3 5.3"
                + "l3.9 3.9m5.6 5.6 3.9 3.9m0-13.4-3.9 3.9m-5.6 5.6-3.9 3.9"
        case .lock:
            "M6.5 11h11a1.5 1.5 0 0 1 1.5 1.5v7a1.5 1.5 0 0 1-1.5 1.5h-11A1.5 1.5 0 0 1 5 19.5v-7"
                + "A1.5 1.5 0 0 1 6.5 11ZM8 11V7.5a4 4 0 0 1 8 0V11"
        case .device:
            "M4.5 4.5h15A1.5 1.5 0 0 1 21 6v9a1.5 1.5 0 0 1-1.5 1.5h-15A1.5 1.5 0 0 1 3 15V6"
                + "a1.5 1.5 0 0 1 1.5-1.5ZM8.5 20.5h7M12 16.5v4"
        case .globe:
            "M12 21.5a9.5 9.5 0 1 0 0-19 9.5 9.5 0 0 0 0 19ZM2.5 12h19M12 2.5"
                + "c5 5.5 5 13.5 0 19-5-5.5-5-13.5 0-19Z"
        }
    }

    /// By the name that the method has on the wire.
    package init(method: String) {
        switch method {
        case "PASSKEY": self = .passkey
        case "SECURITY_KEY": self = .key
        case "AUTHENTICATOR_APP": self = .app
        case "EMAIL_OTP": self = .mail
        case "EMAIL_MAGIC_LINK": self = .link
        case "SMS": self = .phone
        case "RECOVERY_CODE": self = .lifebuoy
        default: self = .lock
        }
    }
}
