extension WelcomePage: OperatorPage {
    package var title: String { "Policies" }
    package var place: OperatorPlace { .welcome }
    package var script: Assets.Name? { nil }

    package func write(to html: inout HTML, nonce: String) {
        html.element("div", .class("lead")) { html in
            html.element("h1", text: tenant)
            html.element("p") { html in
                html.text("Run a policy to sign up or in. Codes arrive in the ")
                html.element("a", .href("/mailbox"), text: "mailbox")
                html.text(", and the token that an application would get is shown at the end.")
            }
        }
        if policies.isEmpty {
            html.element("p", .class("empty"), text: "There is no policy yet. Save one in the folder, and it is here.")
        }
        html.element("ul", .class("cards")) { html in
            for policy in policies { html.card(policy) }
        }
        if !links.isEmpty { writeLinks(to: &html) }
        if !version.isEmpty { html.element("p", .class("version"), text: "Cardea \(version)") }
    }

    private func writeLinks(to html: inout HTML) {
        html.element("ul", .class("links")) { html in
            for link in links {
                html.element("li") { $0.element("a", .href(link.address), text: link.text) }
            }
        }
    }
}

extension HTML {
    fileprivate mutating func card(_ policy: WelcomePage.Policy) {
        element("li", .class("policyCard")) { html in
            html.element("div") { html in
                html.element("h2", text: policy.id)
                if let summary = policy.summary { html.element("p", text: summary) }
            }
            html.element("div", .class("actions")) { html in
                if policy.problems == 0 {
                    html.element(
                        "a", .class("button primary"), .href(policy.run),
                        Attribute("aria-label", "Run \(policy.id) now"),
                        text: "Run now")
                } else {
                    let problems = policy.problems == 1 ? "1 error" : "\(policy.problems) errors"
                    html.element("p", .class("problems"), text: "\(problems) · see the server’s log")
                }
                html.element(
                    "a", .class("quiet"), .href(policy.metadata), Attribute("aria-label", "Metadata of \(policy.id)"),
                    text: "Metadata")
            }
        }
    }
}
