import Base

/// A mail of a realm: a few sentences, and at most one link.
struct RealmMail: Sendable {
    let subject: String
    let heading: String
    let paragraphs: [String]
    /// Text of the button, and where it leads.
    var link: (text: String, address: String)?
    /// Small, below everything.
    let footnote: String
    let language: String

    func message(to address: String, id: Message.ID, at time: Timestamp) -> Message {
        let text = ([heading] + paragraphs + [link?.address].compactMap(\.self) + [footnote])
            .joined(separator: "\n\n")
        return Message(
            id: id, channel: .mail, to: address, subject: subject, text: text + "\n", html: html, language: language,
            sentAt: time)
    }

    /// As with codes: styles stand on the elements, and no colour is set but the button's.
    private var html: String {
        let paragraphs = paragraphs.map { "<p style=\"margin:0 0 16px\">\(escape($0))</p>" }.joined(separator: "\n")
        let button =
            link.map { link in
                """
                <p style="margin:0 0 16px"><a href="\(escape(link.address))" style="display:inline-block;\
                padding:12px 24px;border-radius:8px;background:#0E6656;color:#FFFFFF;font-weight:600;\
                text-decoration:none">\(escape(link.text))</a></p>
                """
            } ?? ""
        return """
            <!doctype html>
            <html lang="\(escape(language))" dir="\(language == "ar" ? "rtl" : "ltr")">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width">
            <meta name="color-scheme" content="light dark">
            <title>\(escape(heading))</title>
            </head>
            <body style="margin:0;padding:32px 16px;font:16px/1.5 system-ui,sans-serif">
            <main style="max-width:400px;margin:0 auto">
            <h1 style="font-size:24px;font-weight:600;margin:0 0 16px">\(escape(heading))</h1>
            \(paragraphs)
            \(button)
            <p style="margin:0;font-size:14px">\(escape(footnote))</p>
            </main>
            </body>
            </html>
            """
    }
}

/// A link that signs in whoever opens it in the browser that asked.
package struct SignInLink: Sendable {
    package let realm: String
    package let link: String
    package let minutes: Int
    package let language: String

    package init(realm: String, link: String, minutes: Int, language: String) {
        (self.realm, self.link, self.minutes, self.language) = (realm, link, minutes, language)
    }

    package func mail(to address: String, id: Message.ID, at time: Timestamp) -> Message {
        let (language, texts) = RealmMailTexts.closest(to: language)
        let values = ["realm": realm, "minutes": String(minutes)]
        return RealmMail(
            subject: texts.filled(\.linkSubject, values), heading: texts.filled(\.linkSubject, values),
            paragraphs: [texts.filled(\.linkText, values)], link: (texts.linkButton, link),
            footnote: texts.filled(\.linkNotYou, values), language: language
        ).message(to: address, id: id, at: time)
    }
}

/// Tells the owner of an account what has happened to it.
package struct AccountMessage: Sendable {
    package enum What: Sendable {
        /// By name.
        case added(String)
        case removed(String)
        /// It may have been copied.
        case suspicious(String)
        case recoveryCodeUsed(left: Int)
    }

    package let realm: String
    package let what: What
    package let at: Timestamp
    /// Numeric.
    package let address: String
    package let language: String

    package init(realm: String, what: What, at: Timestamp, address: String, language: String) {
        (self.realm, self.what, self.at) = (realm, what, at)
        (self.address, self.language) = (address, language)
    }

    package func mail(to address: String, id: Message.ID) -> Message {
        let (language, texts) = RealmMailTexts.closest(to: language)
        let time = Timestamp(seconds: at.seconds).iso8601
        var values = ["realm": realm, "address": self.address, "time": "\(time.prefix(10)) \(time.dropFirst(11))"]
        let text: KeyPath<RealmMailTexts, String>
        switch what {
        case .added(let name): (values["name"], text) = (name, \.added)
        case .removed(let name): (values["name"], text) = (name, \.removed)
        case .suspicious(let name): (values["name"], text) = (name, \.suspicious)
        case .recoveryCodeUsed(let left): (values["left"], text) = (String(left), \.recoveryCodeUsed)
        }
        return RealmMail(
            subject: texts.filled(\.accountSubject, values), heading: texts.filled(\.accountSubject, values),
            paragraphs: [texts.filled(text, values), texts.filled(\.when, values)],
            footnote: texts.filled(\.accountNotYou, values), language: language
        ).message(to: address, id: id, at: at)
    }
}
