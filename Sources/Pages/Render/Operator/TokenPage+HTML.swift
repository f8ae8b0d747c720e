import Base

extension TokenPage: OperatorPage {
    package var title: String { "Token" }
    package var place: OperatorPlace { .token }
    package var script: Assets.Name? { .token }

    package func write(to html: inout HTML, nonce: String) {
        html.element("div", .class("lead")) { html in
            html.element("h1", text: "Token")
            html.element("p", text: "What an application is given. It is decoded here and sent nowhere.")
        }
        if let trace {
            html.element("p", .class("actions")) { html in
                html.element("a", .class("button primary"), .id("trace"), .href(trace), text: "See what failed")
            }
        }
        html.element("div", .id("decoded")) { html in
            let tokens = parameters.filter { DecodedToken($0.value) != nil }
            let others = parameters.filter { DecodedToken($0.value) == nil }
            for parameter in tokens + others { html.parameter(parameter, now: now) }
            if parameters.isEmpty {
                html.element(
                    "p", .class("empty"), .id("nothing"),
                    text: "There is no token in the address. Run a policy, or paste one below.")
            }
        }
        html.element("div", .class("paste"), .flag("hidden")) { html in
            html.element("label", .for("pasted"), text: "Paste a token")
            html.element(
                "textarea", .id("pasted"), Attribute("rows", "4"), Attribute("spellcheck", "false"),
                Attribute("autocomplete", "off")
            ) { _ in }
        }
        html.element("noscript") {
            $0.element("p", .class("empty"), text: "A token after # in the address can only be read with JavaScript.")
        }
        html.variables([("CLAIMS", ClaimNotes.json)], nonce: nonce)
    }
}

extension HTML {
    fileprivate mutating func parameter(_ parameter: (name: String, value: String), now: Timestamp) {
        element("section", .class("parameter")) { html in
            html.element("h2", text: parameter.name)
            if let note = ClaimNotes.parameters[parameter.name] { html.element("p", .class("note"), text: note) }
            guard let token = DecodedToken(parameter.value) else {
                return html.element("pre", .class("raw"), Attribute("tabindex", "0"), text: parameter.value)
            }
            html.element("h3", text: "Claims")
            html.claims(token.claims, now: now)
            html.element("h3", text: "Header")
            html.claims(token.header, now: now)
            html.element("details") { html in
                html.element("summary", text: "As sent")
                html.element("pre", .class("raw"), Attribute("tabindex", "0"), text: parameter.value)
            }
        }
    }

    private mutating func claims(_ claims: JSON.Object, now: Timestamp) {
        element("table", .class("claims")) { html in
            html.element("thead") { html in
                html.element("tr") { html in
                    for title in ["Claim", "Value", "Meaning"] {
                        html.element("th", Attribute("scope", "col"), text: title)
                    }
                }
            }
            html.element("tbody") { html in
                for member in claims.members { html.claim(member.name, member.value, now: now) }
            }
        }
    }

    private mutating func claim(_ name: String, _ value: JSON, now: Timestamp) {
        element("tr") { html in
            html.element("th", Attribute("scope", "row"), text: name)
            html.element("td") { html in
                html.element("code", text: value.string ?? value.text)
                if ClaimNotes.times.contains(name), let seconds = value.integer, (0..<253_402_300_800).contains(seconds)
                {
                    let time = Timestamp(seconds: seconds)
                    html.element("time", Attribute("datetime", time.iso8601), text: time.readable)
                    if name == "exp" && time <= now { html.element("span", .class("expired"), text: "expired") }
                }
            }
            html.element("td", .class("note"), text: ClaimNotes.claims[name] ?? "")
        }
    }
}

/// The parts of a compact JWS that can be read without a key. Nothing is verified.
struct DecodedToken {
    let header: JSON.Object
    let claims: JSON.Object

    init?(_ text: String) {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 3, text.utf8.count <= 64 << 10, let header = DecodedToken.object(parts[0]),
            let claims = DecodedToken.object(parts[1])
        else { return nil }
        self.header = header
        self.claims = claims
    }

    private static func object(_ part: Substring) -> JSON.Object? {
        guard let bytes = Base64.decodeURL(String(part)) else { return nil }
        return try? JSON(parsing: bytes).object
    }
}
