import Base

/// Below every step of a sign-in: another way, and the way out.
package struct RealmFoot: Sendable {
    /// Where the other ways are; nil: there is none.
    package var others: String?
    /// Posted to; nil: nothing to cancel.
    package var cancel: String?
    /// Instead of "Cancel".
    package var cancelText: String?

    package init(others: String? = nil, cancel: String? = nil, cancelText: String? = nil) {
        self.others = others
        self.cancel = cancel
        self.cancelText = cancelText
    }
}

/// Whom the page takes the person for.
package struct RealmWho: Sendable {
    package let name: String
    /// Posted to by who is somebody else; nil: an application has said who it is.
    package let change: String?

    package init(name: String, change: String?) {
        self.name = name
        self.change = change
    }
}

extension HTML {
    mutating func foot(_ foot: RealmFoot, _ texts: RealmTexts) {
        guard foot.others != nil || foot.cancel != nil else { return }
        element("div", .class("foot")) { html in
            if let others = foot.others {
                html.element("a", .class("textButton"), .id("others"), .href(others), text: texts("common.other"))
            }
            if let cancel = foot.cancel {
                html.realmForm(cancel, class: "inline") {
                    $0.submit(foot.cancelText ?? texts("common.cancel"), class: "textButton", id: "cancel")
                }
            }
        }
    }

    mutating func who(_ who: RealmWho?, _ texts: RealmTexts) {
        guard let who, !who.name.isEmpty else { return }
        element("div", .class("who")) { html in
            html.element("bdi", text: who.name)
            guard let change = who.change else { return }
            html.realmForm(change, class: "inline") { $0.submit(texts("signin.change"), class: "textButton") }
        }
    }

    /// "to continue to Contoso", with its logo.
    mutating func leadTo(_ heading: String, in frame: RealmFrame) {
        element("div", .class("lead")) { html in
            html.element("h1", text: heading)
            guard let application = frame.application else { return }
            html.element("p", .class("application")) { html in
                if let logo = frame.applicationLogo {
                    html.void("img", .imageSource(logo), Attribute("alt", ""))
                }
                html.element("span", text: frame.texts("signin.to", ["app": application]))
            }
        }
    }

    /// A label, what is wrong with the entry, and the entry.
    mutating func field(
        _ label: String, problem: String?, hint: String? = nil, _ input: (inout HTML, _ described: Attribute?) -> Void
    ) {
        element("div", .class("field")) { html in
            html.element("label", .for("field"), text: label)
            if let hint { html.element("p", .class("hint"), .id("hint"), text: hint) }
            if let problem {
                html.element("p", .class("problem"), .id("problem"), Attribute("role", "alert")) {
                    $0.element("span", text: problem)
                }
            }
            let described = [hint.map { _ in "hint" }, problem.map { _ in "problem" }].compactMap(\.self)
            input(&html, described.isEmpty ? nil : Attribute("aria-describedby", described.joined(separator: " ")))
        }
    }
}
