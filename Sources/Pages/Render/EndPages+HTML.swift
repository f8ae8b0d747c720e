import Base

extension ErrorPage: JourneyPage {
    package var texts: BuiltInTexts.Page { .errorPage }
    package var dataName: String { "GlobalException" }

    package func heading(in frame: PageFrame) -> String { title ?? frame.texts.ux("heading", on: .errorPage) }

    package func write(to html: inout HTML, in frame: PageFrame) {
        let texts = frame.texts
        html.heading(heading(in: frame), intro: "")
        html.element("div", .class("exceptionMessage"), Attribute("role", "alert")) { $0.element("p", text: message) }
        if let detail {
            // Not for the person: in English, whatever the page speaks.
            html.element(
                "pre", .class("detail"), Attribute("tabindex", "0"), Attribute("lang", "en"), Attribute("dir", "ltr"),
                text: detail)
        }
        html.element("div", .class("reference")) { html in
            html.element("p", text: texts.ux("reference", on: .errorPage))
            html.element("dl") { html in
                if let code { html.pair(texts.ux("code", on: .errorPage), code) }
                html.pair(texts.ux("correlation_id", on: .errorPage), correlationID, id: "correlationId")
                html.pair(texts.ux("timestamp", on: .errorPage), timestamp.readable)
            }
        }
        html.element("div", .class("buttons")) { html in
            if let retry {
                html.element(
                    "a", .class("button primary"), .href(retry), text: texts.ux("retry", on: .errorPage))
            }
            if let trace {
                html.element(
                    "a", .class("button secondary"), .id("trace"), .href(trace), text: texts.ux("trace", on: .errorPage)
                )
            }
        }
    }
}

extension HTML {
    fileprivate mutating func pair(_ term: String, _ description: String, id: String? = nil) {
        element("div") { html in
            html.element("dt", text: term)
            html.element("dd", .optional("id", id), Attribute("dir", "ltr"), text: description)
        }
    }
}

extension Timestamp {
    /// `2026-11-21 08:47:55Z`, as B2C's error pages and descriptions have it.
    var readable: String {
        let text = Timestamp(seconds: seconds).iso8601
        return "\(text.prefix(10)) \(text.dropFirst(11))"
    }
}

extension SignedOutPage: JourneyPage {
    package var texts: BuiltInTexts.Page { .signedOut }
    package var dataName: String { "SignedOut" }
    package var frameSources: [String] { Array(Set(frontChannel.compactMap(Origin.of))).sorted() }

    package func write(to html: inout HTML, in frame: PageFrame) {
        html.heading(heading(in: frame), intro: continueTo == nil ? frame.texts.ux("intro", on: .signedOut) : "")
        for address in frontChannel {
            html.element(
                "iframe", .class("frontChannel"), .src(address), .flag("hidden"), Attribute("title", ""),
                Attribute("aria-hidden", "true"), Attribute("sandbox", "allow-scripts allow-same-origin")
            ) { _ in }
        }
        guard let continueTo else { return }
        html.element("div", .class("buttons")) { html in
            html.element(
                "a", .id("continue"), .class("button primary"), .target(continueTo), .flag("data-follow"),
                text: frame.texts.ux("continue", on: .signedOut))
        }
    }
}

extension RedirectingPage: JourneyPage {
    package var texts: BuiltInTexts.Page { .redirecting }
    package var dataName: String { "Redirecting" }

    package func write(to html: inout HTML, in frame: PageFrame) {
        html.heading(heading(in: frame), intro: frame.texts.ux("intro", on: .redirecting))
        html.element("div", .class("buttons")) { html in
            html.element(
                "a", .id("continue"), .class("button primary"), .target(target), .flag("data-follow"),
                text: frame.texts.ux("continue", on: .redirecting))
        }
    }
}
