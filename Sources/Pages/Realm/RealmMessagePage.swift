import Base

/// A page that says something and asks for nothing but to go on: refused, over, waiting, out of date.
package struct RealmMessagePage: RealmPage {
    package var heading: String
    package var text: String
    /// What went wrong before.
    package var notice: String?
    /// What an operator finds in the log.
    package var reference: String?
    package var time: Timestamp?
    /// In English, for whoever wrote the application.
    package var detail: String?
    package var actions: [Action]
    /// Address that says when what is waited for has come; nil: nothing is waited for.
    package var poll: String?
    /// What is waited for.
    package var waiting: String?
    /// A sign-in in a frame or a pop-up is over: whoever opened it may close it.
    package var isOver = false
    /// For whoever opened it, to be validated by its server.
    package var token: String?

    package struct Action: Sendable {
        package let text: String
        package let address: String
        /// Posted; else followed.
        package let isForm: Bool
        package let isPrimary: Bool
        package let fields: [(name: String, value: String)]

        package init(
            _ text: String, _ address: String, isForm: Bool = true, isPrimary: Bool = true,
            fields: [(name: String, value: String)] = []
        ) {
            self.text = text
            self.address = address
            self.isForm = isForm
            self.isPrimary = isPrimary
            self.fields = fields
        }
    }

    package init(
        heading: String, text: String, reference: String? = nil, time: Timestamp? = nil, actions: [Action] = []
    ) {
        self.heading = heading
        self.text = text
        self.reference = reference
        self.time = time
        self.actions = actions
    }

    package func title(_ texts: RealmTexts) -> String { heading }

    package var script: JSON? {
        var object = JSON.Object()
        object["poll"] = poll.map { .string($0) }
        if isOver { object["isOver"] = true }
        object["token"] = token.map { .string($0) }
        return .object(object)
    }

    package func write(to html: inout HTML, in frame: RealmFrame) {
        let texts = frame.texts
        html.lead(heading, text)
        html.notice(notice, takesFocus: true)
        if poll != nil { html.waiting(waiting ?? texts("common.working"), id: "waiting") }
        if let detail {
            html.element("p", .class("status"), Attribute("lang", "en"), Attribute("dir", "ltr"), text: detail)
        }
        if let reference { html.reference(reference, time, texts) }
        guard !actions.isEmpty else { return }
        html.element("div", .class("buttons")) { html in
            for action in actions { html.action(action) }
        }
    }
}

/// The end of a session (OpenID Connect Front-Channel Logout 1.0 §3).
package struct RealmSignedOutPage: RealmPage {
    package var frames: [String]
    /// Verified by the caller.
    package var continueTo: String?

    package init(frames: [String], continueTo: String?) {
        self.frames = frames
        self.continueTo = continueTo
    }

    package func title(_ texts: RealmTexts) -> String { texts("signedout.heading") }
    package var frameSources: [String] { Array(Set(frames.compactMap(Origin.of))).sorted() }

    package func write(to html: inout HTML, in frame: RealmFrame) {
        html.lead(frame.texts("signedout.heading"), continueTo == nil ? frame.texts("signedout.intro") : "")
        for address in frames {
            html.element(
                "iframe", .class("frontChannel"), .src(address), Attribute("title", ""),
                Attribute("aria-hidden", "true"), Attribute("sandbox", "allow-scripts allow-same-origin")
            ) { _ in }
        }
        guard let continueTo else { return }
        html.element("div", .class("buttons")) { html in
            html.element(
                "a", .class("button primary"), .target(continueTo), text: frame.texts("common.continue"))
        }
    }
}
