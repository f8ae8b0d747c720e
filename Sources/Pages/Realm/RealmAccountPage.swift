import Base

/// Where somebody looks after their account: how they sign in, from where, and what has happened.
package struct RealmAccountPage: RealmPage {
    package struct Factor: Sendable {
        package let id: String
        package let method: String
        package let kind: String
        package let name: String
        package let createdAt: Timestamp
        package let usedAt: Timestamp?
        /// On one device or on all, or how many codes are left; nil: that is nothing to ask of this one.
        package let detail: String?
        package let canRename: Bool
        /// What follows from its removal, as a question; nil: it is the only way in.
        package let removal: String?

        package init(
            id: String, method: String, kind: String, name: String, createdAt: Timestamp, usedAt: Timestamp?,
            detail: String?, canRename: Bool, removal: String?
        ) {
            (self.id, self.method, self.kind, self.name) = (id, method, kind, name)
            (self.createdAt, self.usedAt, self.detail) = (createdAt, usedAt, detail)
            (self.canRename, self.removal) = (canRename, removal)
        }
    }

    package struct Place: Sendable {
        package let id: String
        package let name: String
        package let address: String
        package let seenAt: Timestamp
        package let isCurrent: Bool
        package let isPhone: Bool
        /// Until then it is remembered; nil: that is nothing to ask of it.
        package let until: Timestamp?

        package init(
            id: String, name: String, address: String, seenAt: Timestamp, isCurrent: Bool, isPhone: Bool,
            until: Timestamp? = nil
        ) {
            (self.id, self.name, self.address) = (id, name, address)
            (self.seenAt, self.isCurrent, self.isPhone, self.until) = (seenAt, isCurrent, isPhone, until)
        }
    }

    package struct Event: Sendable {
        package let text: String
        package let detail: String
        package let at: Timestamp

        package init(text: String, detail: String, at: Timestamp) {
            (self.text, self.detail, self.at) = (text, detail, at)
        }
    }

    /// `/demo/account`
    package var address: String
    /// What every form carries.
    package var csrf: String
    package var name: String
    package var notice: String?
    package var factors: [Factor]
    package var additions: [RealmWaysPage.Way]
    package var offersPasskey: Bool
    package var devices: [Place]
    package var sessions: [Place]
    package var events: [Event]
    /// Back to a sign-in that this page is a part of.
    package var goOn: String?
    package var signal: JSON?

    package init(address: String, csrf: String, name: String) {
        (self.address, self.csrf, self.name) = (address, csrf, name)
        (factors, additions, devices, sessions, events) = ([], [], [], [], [])
        offersPasskey = false
    }

    package var isWide: Bool { true }
    package func title(_ texts: RealmTexts) -> String { texts("account.heading") }

    package var script: JSON? {
        var object = JSON.Object()
        object["signal"] = signal
        return .object(object)
    }

    package func write(to html: inout HTML, in frame: RealmFrame) {
        let texts = frame.texts
        html.element("div", .class("bar")) { html in
            html.lead(texts("account.heading"), name)
            form("/sign-out", to: &html, class: "inline") {
                $0.submit(texts("account.signOut"), class: "secondary", id: "signOut")
            }
        }
        html.notice(notice, isGood: true)
        if let goOn {
            html.realmForm(goOn) {
                $0.submit(
                    frame.application.map { texts("common.return", ["app": $0]) } ?? texts("common.done"), id: "goOn")
            }
        }
        writeFactors(to: &html, frame)
        writeDevices(to: &html, texts)
        writeSessions(to: &html, texts)
        writeEvents(to: &html, texts)
        writeLanguage(to: &html, texts)
    }

    private func form(
        _ path: String, to html: inout HTML, class name: String? = nil, _ content: (inout HTML) -> Void
    ) {
        html.realmForm("\(address)\(path)", class: name, fields: [(name: "csrf", value: csrf)], content: content)
    }

    private func section(
        _ id: String, _ heading: String, to html: inout HTML, _ content: (inout HTML) -> Void
    ) {
        html.element("section", .class("section"), Attribute("aria-labelledby", id)) { html in
            html.element("h2", .id(id), text: heading)
            content(&html)
        }
    }

    private func writeFactors(to html: inout HTML, _ frame: RealmFrame) {
        let texts = frame.texts
        section("factors", texts("account.factors"), to: &html) { html in
            html.onlyWithScript("\(RealmWaysPage.scripted),#offer", frame)
            if offersPasskey {
                html.element("div", .class("hero"), .id("offer")) { html in
                    html.element("div", .class("picture")) { $0.icon(.passkey) }
                    html.element("strong", text: texts("uplift.heading"))
                    html.element("p", text: texts("uplift.intro"))
                    form("/add/PASSKEY", to: &html) { $0.submit(texts("uplift.create"), id: "createPasskey") }
                }
            }
            html.element("ul", .class("things")) { html in
                for factor in factors { html.element("li", .class("factor")) { write(factor, to: &$0, texts) } }
            }
            if !additions.isEmpty {
                html.element("details") { html in
                    html.element("summary", .class("button secondary"), .id("add"), text: texts("account.add"))
                    html.element("ul", .class("ways")) { html in
                        for way in additions {
                            html.element("li") { html in
                                form("/add/\(way.method)", to: &html, class: "inline") { $0.way(way) }
                            }
                        }
                    }
                }
            }
        }
    }

    private func write(_ factor: Factor, to html: inout HTML, _ texts: RealmTexts) {
        html.icon(RealmIcon(method: factor.method))
        html.element("div") { html in
            html.element("p", .class("name")) { $0.element("bdi", text: factor.name) }
            html.element("p", .class("hint")) { html in
                let parts = [factor.kind == factor.name ? nil : factor.kind, factor.detail].compactMap(\.self)
                if !parts.isEmpty { html.element("span", text: parts.joined(separator: " · ")) }
                html.element("span") { $0.dated(texts, "account.created", factor.createdAt, isDay: true) }
                html.element("span") { html in
                    guard let usedAt = factor.usedAt else { return html.text(texts("account.unused")) }
                    html.dated(texts, "account.used", usedAt)
                }
            }
        }
        html.element("div", .class("changes")) { writeChanges(of: factor, to: &$0, texts) }
    }

    private func writeChanges(of factor: Factor, to html: inout HTML, _ texts: RealmTexts) {
        if factor.canRename {
            html.element("details") { html in
                html.element(
                    "summary", Attribute("aria-label", "\(texts("common.rename")): \(factor.name)"),
                    text: texts("common.rename"))
                form("/factors/\(factor.id)/rename", to: &html) { html in
                    html.element("div", .class("field")) { html in
                        html.element("label", .for("name-\(factor.id)"), text: texts("account.name"))
                        html.void(
                            "input", .class("textInput"), .id("name-\(factor.id)"), .name("name"), .type("text"),
                            .value(factor.name), Attribute("maxlength", "64"), .flag("required"))
                    }
                    html.submit(texts("common.save"), class: "secondary")
                }
            }
        }
        html.element("details") { html in
            html.element(
                "summary", .class("danger"), Attribute("aria-label", texts("account.remove", ["name": factor.name])),
                text: texts("common.remove"))
            guard let question = factor.removal else {
                html.element("p", .class("hint"), text: texts("account.onlyOne"))
                return
            }
            html.element("p", text: question)
            form("/factors/\(factor.id)/remove", to: &html) {
                $0.submit(texts("account.remove", ["name": factor.name]), class: "secondary danger")
            }
        }
    }

    private func writeDevices(to html: inout HTML, _ texts: RealmTexts) {
        section("devices", texts("account.devices"), to: &html) { html in
            guard !devices.isEmpty else {
                return html.element("p", .class("status"), text: texts("account.noDevices"))
            }
            html.element("ul", .class("things")) { html in
                for device in devices {
                    html.element("li") { html in
                        html.icon(device.isPhone ? .app : .device)
                        place(device, current: "account.thisDevice", to: &html, texts)
                        html.element("div", .class("actions")) { html in
                            guard !device.isCurrent else { return }
                            form("/devices/forget", to: &html, class: "inline") { html in
                                html.hidden("id", device.id)
                                html.element(
                                    "button", .type("submit"), .class("textButton"),
                                    Attribute("aria-label", texts("account.forgetName", ["name": device.name])),
                                    text: texts("account.forget"))
                            }
                        }
                    }
                }
            }
        }
    }

    private func writeSessions(to html: inout HTML, _ texts: RealmTexts) {
        section("sessions", texts("account.sessions"), to: &html) { html in
            html.element("ul", .class("things")) { html in
                for session in sessions {
                    html.element("li") { html in
                        html.icon(session.isPhone ? .app : .globe)
                        place(session, current: "account.thisSession", to: &html, texts)
                        html.element("div", .class("actions")) { html in
                            guard !session.isCurrent else { return }
                            form("/sessions/end", to: &html, class: "inline") { html in
                                html.hidden("id", session.id)
                                html.element(
                                    "button", .type("submit"), .class("textButton"),
                                    Attribute("aria-label", texts("account.endName", ["name": session.name])),
                                    text: texts("account.end"))
                            }
                        }
                    }
                }
            }
            guard sessions.count > 1 else { return }
            form("/sessions/end-others", to: &html) {
                $0.submit(texts("account.endOthers"), class: "secondary fitting", id: "endOthers")
            }
        }
    }

    private func place(_ place: Place, current: String, to html: inout HTML, _ texts: RealmTexts) {
        html.element("div") { html in
            html.element("p", .class("name")) { html in
                html.element("bdi", text: place.name)
                if place.isCurrent { html.element("span", .class("badge"), text: texts(current)) }
            }
            html.element("p", .class("hint")) { html in
                html.element("span") { $0.element("bdi", text: place.address) }
                html.element("span") { $0.dated(texts, "account.seen", place.seenAt) }
                if let until = place.until {
                    html.element("span") { $0.dated(texts, "account.remembered", until, isDay: true) }
                }
            }
        }
    }

    private func writeLanguage(to html: inout HTML, _ texts: RealmTexts) {
        section("languages", texts("common.language"), to: &html) { html in
            form("/language", to: &html, class: "row") { html in
                html.element("div", .class("field")) { html in
                    html.element("label", .class("hint"), .for("chosen"), text: texts("account.languageHint"))
                    html.element("select", .id("chosen"), .name("language")) { html in
                        for language in RealmTexts.languages {
                            html.element(
                                "option", .value(language), Attribute("lang", language),
                                .flag("selected", if: language == texts.language),
                                text: RealmTexts.name(of: language))
                        }
                    }
                }
                html.submit(texts("common.save"), class: "secondary")
            }
        }
    }

    private func writeEvents(to html: inout HTML, _ texts: RealmTexts) {
        section("activity", texts("account.activity"), to: &html) { html in
            if events.isEmpty { html.element("p", .class("status"), text: texts("account.noActivity")) }
            html.element("ol", .class("log")) { html in
                for event in events {
                    html.element("li") { html in
                        html.element("span", text: event.text)
                        html.time(event.at)
                        html.element("span", .class("hint")) { $0.element("bdi", text: event.detail) }
                    }
                }
            }
        }
    }
}

extension HTML {
    /// "Last used {date}" with the date as an element.
    fileprivate mutating func dated(
        _ texts: RealmTexts, _ name: String, _ time: Timestamp, isDay: Bool = false
    ) {
        let parts = texts(name).split(separator: "{date}", maxSplits: 1, omittingEmptySubsequences: false)
        text(String(parts.first ?? ""))
        self.time(time, isDay: isDay)
        if parts.count > 1 { text(String(parts[1])) }
    }
}
