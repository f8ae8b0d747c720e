import Base

extension MailboxPage: OperatorPage {
    package var title: String { "Mailbox" }
    package var place: OperatorPlace { .mailbox }
    package var script: Assets.Name? { .mailbox }

    package func write(to html: inout HTML, nonce: String) {
        html.element("div", .class("lead")) { html in
            html.element("h1", text: "Mailbox")
            html.element("p", text: "Mail, text messages and calls stay here in development. Nobody else gets them.")
        }
        html.element(
            "form", .class("search"), Attribute("method", "get"), .action("/mailbox"), Attribute("role", "search")
        ) { html in
            html.element("label", .for("to"), text: "Recipient")
            html.void(
                "input", .id("to"), .name("to"), .type("search"), .value(recipient),
                Attribute("placeholder", "name@example.com or +49…"), Attribute("autocomplete", "off"))
            html.element("button", .type("submit"), .class("secondary"), text: "Search")
        }
        html.element("p", .id("live"), .class("live"), Attribute("role", "status")) { _ in }
        html.element(
            "ol", .id("messages"), .class("messages"), Attribute("data-newest", messages.first?.id ?? ""),
            Attribute("data-count", String(messages.count))
        ) { html in
            for message in messages { html.message(message) }
            if messages.isEmpty { html.element("li", .class("empty"), text: emptyText) }
        }
    }

    private var emptyText: String {
        recipient.isEmpty
            ? "Nothing yet. A message is shown here as soon as a policy sends one."
            : "Nothing for “\(recipient)” yet."
    }
}

extension MailboxPage.Message {
    /// The first number of 4 to 8 digits that stands alone: what the person is to copy.
    package var code: String? {
        let runs = text.split { !$0.isASCII || !($0.isLetter || $0.isNumber) }
        return runs.first { (4...8).contains($0.count) && $0.allSatisfy(\.isNumber) }.map(String.init)
    }
}

extension HTML {
    fileprivate mutating func message(_ message: MailboxPage.Message) {
        element("li", .class("message \(message.channel.rawValue)"), Attribute("data-id", message.id)) { html in
            html.element("div", .class("meta")) { html in
                html.element("span", .class("channel"), text: message.channel.word)
                html.element("span", .class("to"), text: message.to)
                html.element(
                    "time", Attribute("datetime", message.sentAt.iso8601), text: message.sentAt.readable)
            }
            if !message.subject.isEmpty { html.element("h2", text: message.subject) }
            if let code = message.code {
                html.element("div", .class("codeRow")) { html in
                    html.element("output", .class("code"), text: code)
                    html.element(
                        "button", .type("button"), .class("secondary copy"), Attribute("data-copy", code),
                        .flag("hidden"),
                        text: "Copy")
                }
            }
            html.element("div", .class("body")) { $0.linked(message.text) }
        }
    }

    /// Text, with its addresses as links.
    private mutating func linked(_ text: String) {
        var rest = text[...]
        while let start = rest.firstRange(of: "http")?.lowerBound {
            self.text(String(rest[..<start]))
            let address = rest[start...].prefix { !$0.isWhitespace && !"<>\"'()".contains($0) }
            if Origin.of(String(address)) != nil {
                element("a", .href(String(address)), text: String(address))
            } else {
                self.text(String(address))
            }
            rest = rest[address.endIndex...]
        }
        self.text(String(rest))
    }
}

extension MailboxPage.Message.Channel {
    fileprivate var word: String {
        switch self {
        case .mail: "Mail"
        case .text: "Text message"
        case .call: "Call"
        case .push: "Push"
        }
    }
}
