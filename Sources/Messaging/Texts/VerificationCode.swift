import Base

/// A code that proves that a person reads an address or holds a telephone, and the messages that carry it.
package struct VerificationCode: Sendable {
    /// Who asks, as the person knows them.
    package let tenant: String
    package let code: String
    package let minutes: Int
    package let language: String
    package let texts: VerificationTexts

    /// `texts` replaces the built-in ones, where the operator has words of their own.
    package init(tenant: String, code: String, minutes: Int, language: String, texts: VerificationTexts? = nil) {
        let builtIn = VerificationTexts.closest(to: language)
        self.tenant = tenant
        self.code = code
        self.minutes = minutes
        self.language = texts == nil ? builtIn.language : language
        self.texts = texts ?? builtIn.texts
    }

    package func mail(to address: String, id: Message.ID, at time: Timestamp) -> Message {
        let text = [texts.instruction, code, texts.lifetime, texts.notYou].map(filled).joined(separator: "\n\n") + "\n"
        return Message(
            id: id, channel: .mail, to: address, subject: filled(texts.subject), text: text, html: html,
            language: language, sentAt: time)
    }

    /// The last line lets the browser at `host` fill the code in (origin-bound one-time codes, used by WebOTP):
    /// `@login.example #482913`. A port has no place in it.
    package func textMessage(to number: String, host: String, id: Message.ID, at time: Timestamp) -> Message {
        let name = host.split(separator: ":").first.map(String.init) ?? host
        return Message(
            id: id, channel: .text, to: number, text: "\(filled(texts.text))\n\n@\(name) #\(code)",
            language: language, sentAt: time)
    }

    package func call(to number: String, id: Message.ID, at time: Timestamp) -> Message {
        Message(id: id, channel: .call, to: number, text: filled(texts.call), language: language, sentAt: time)
    }

    private func filled(_ template: String) -> String {
        template.filled(with: ["tenant": tenant, "code": code, "minutes": String(minutes)])
    }

    private var isRightToLeft: Bool {
        ["ar", "fa", "he", "ps", "ur"].contains(language.lowercased().prefix { $0 != "-" })
    }

    /// Styles stand on the elements, since mail programs drop style sheets. No colour is set: the program's own
    /// are legible on its light and on its dark ground.
    private var html: String {
        """
        <!doctype html>
        <html lang="\(escape(language))" dir="\(isRightToLeft ? "rtl" : "ltr")">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width">
        <meta name="color-scheme" content="light dark">
        <title>\(escape(filled(texts.heading)))</title>
        </head>
        <body style="margin:0;padding:32px 16px;font:16px/1.5 system-ui,sans-serif">
        <main style="max-width:400px;margin:0 auto">
        <h1 style="font-size:24px;font-weight:600;margin:0 0 16px">\(escape(filled(texts.heading)))</h1>
        <p style="margin:0 0 16px">\(escape(filled(texts.instruction)))</p>
        <p dir="ltr" style="margin:0 0 16px;font-size:40px;line-height:1.2;font-weight:600;letter-spacing:.15em;\
        font-variant-numeric:tabular-nums">\(escape(code))</p>
        <p style="margin:0 0 16px">\(escape(filled(texts.lifetime)))</p>
        <p style="margin:0;font-size:14px">\(escape(filled(texts.notYou)))</p>
        </main>
        </body>
        </html>
        """
    }
}
