import Base

extension PasskeyPage: JourneyPage {
    package var texts: BuiltInTexts.Page { .passkey }
    package var dataName: String { "Passkey" }

    package func heading(in frame: PageFrame) -> String {
        frame.texts.overridden("heading") ?? frame.texts.ux("heading_\(purpose.rawValue)", on: .passkey)
    }

    package func write(to html: inout HTML, in frame: PageFrame) {
        let texts = frame.texts
        html.element("div", .class("picture")) { $0.icon(.passkey) }
        html.heading(
            heading(in: frame),
            intro: texts.overridden("intro") ?? texts.ux("intro_\(purpose.rawValue)", on: .passkey))
        html.pageError(message)
        html.element("noscript") { $0.element("p", .class("notice"), text: texts.ux("noscript", on: .passkey)) }
        html.spinner(texts.ux("waiting", on: .passkey), id: "passkeyWaiting")
        html.passkeyForm(way, in: frame) { html in
            html.element("div", .class("buttons")) { html in
                html.element(
                    "button", .type("button"), .id("passkey"), .class("primary"), .flag("hidden"),
                    text: texts.ux(message == nil ? "button_\(buttonName)" : "button_again", on: .passkey))
                if purpose == .offer {
                    html.button(
                        texts.ux("button_skip", on: .passkey), id: "skip", action: "skip", class: "secondary")
                }
                if showsCancel {
                    html.button(
                        texts.ux("button_cancel", on: .passkey), id: "cancel", action: "cancel", class: "secondary")
                }
            }
        }
    }

    private var buttonName: String {
        switch purpose {
        case .register, .offer: "register"
        case .authenticate: "authenticate"
        }
    }

    package var scriptVariables: [(name: StaticString, value: JSON)] {
        [("UV_PASSKEY", way.json(isCreation: purpose != .authenticate, asksAtOnce: asksAtOnce))]
    }

    /// Who has come here to sign in by it has said so; making one waits for a button.
    private var asksAtOnce: Bool {
        switch purpose {
        case .authenticate: message == nil
        case .register, .offer: false
        }
    }
}

extension PasskeyWay {
    /// Read by our own script.
    func json(isCreation: Bool = false, asksAtOnce: Bool = false, fillsIn: Bool = false) -> JSON {
        var object: JSON.Object = [
            "isCreation": .bool(isCreation), "start": .bool(asksAtOnce), "autofill": .bool(fillsIn),
            "cancelled": .string(cancelled), "rpId": .string(relyingPartyID),
        ]
        object["exchange"] = exchange.map { .string($0) }
        object["unknown"] = unknown.map { .string($0) }
        return .object(object)
    }
}

extension HTML {
    /// What the script sends: the browser's answer goes in as one more field.
    mutating func passkeyForm(_ way: PasskeyWay, in frame: PageFrame, content: (inout HTML) -> Void = { _ in }) {
        let addresses = PageAddresses(frame.settings)
        element(
            "form", .id("passkeyForm"), Attribute("method", "post"), .action(addresses.passkey("answer")),
            Attribute("data-options", addresses.passkey("options"))
        ) { html in
            html.hidden("csrf_token", frame.settings.csrf)
            if let exchange = way.exchange { html.hidden("exchange", exchange) }
            content(&html)
        }
    }
}
