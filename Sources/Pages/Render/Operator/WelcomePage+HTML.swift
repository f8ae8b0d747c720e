extension WelcomePage: OperatorPage {
    package var title: String { "Policies" }
    package var place: OperatorPlace { .welcome }
    package var script: Assets.Name? { showsDetails ? .trace : nil }

    package func write(to html: inout HTML, nonce: String) {
        html.element("div", .class("lead")) { html in
            html.element("h1", text: tenant.isEmpty ? "Realms" : tenant)
            html.element("p") { html in
                html.text(tenant.isEmpty ? "People sign in here without a password." : "Run a policy to sign up or in.")
                html.text(" Codes arrive in the ")
                html.element("a", .href("/mailbox"), text: "mailbox")
                html.text(tenant.isEmpty ? "." : ", and the token that an application would get is shown at the end.")
            }
        }
        if !tenant.isEmpty { writePolicies(to: &html) }
        if !realms.isEmpty { writeRealms(to: &html) }
        if !version.isEmpty { html.element("p", .class("version"), text: "Cardea \(version)") }
    }

    private func writePolicies(to html: inout HTML) {
        html.element("div", .id("policies"), Attribute("data-events", "/policies/events"), .flag("data-part")) { html in
            html.problems(problems, showsDetails: showsDetails)
            if policies.isEmpty {
                html.element(
                    "p", .class("empty"), text: "There is no policy yet. Save one in the folder, and it is here.")
            }
            html.element("ul", .class("cards")) { html in
                for policy in policies { html.card(policy) }
            }
        }
    }

    private func writeRealms(to html: inout HTML) {
        html.element("ul", .class("cards")) { html in
            for realm in realms { html.card(realm) }
        }
    }
}

extension HTML {
    fileprivate mutating func card(_ policy: WelcomePage.Policy) {
        element("li", .class("policyCard")) { html in
            html.element("div") { html in
                html.element("h2") { html in
                    if let page = policy.page {
                        html.element("a", .href(page), text: policy.id)
                    } else {
                        html.text(policy.id)
                    }
                }
                if let summary = policy.summary { html.element("p", text: summary) }
                if policy.problems > 0 {
                    html.element("p", .class("problems")) { html in
                        html.element(
                            "a", .href("#problems"), text: "\(PolicyProblems.count(policy.problems, "error")) on disk")
                    }
                }
            }
            html.element("div", .class("actions")) { html in
                html.element(
                    "a", .class("button primary"), .href(policy.run), Attribute("aria-label", "Run \(policy.id) now"),
                    text: "Run now")
                if let page = policy.page {
                    html.element(
                        "a", .class("quiet"), .href(page), Attribute("aria-label", "Map of \(policy.id)"), text: "Map")
                }
                html.element(
                    "a", .class("quiet"), .href(policy.metadata), Attribute("aria-label", "Metadata of \(policy.id)"),
                    text: "Metadata")
            }
        }
    }

    fileprivate mutating func card(_ realm: WelcomePage.Realm) {
        element("li", .class("policyCard")) { html in
            html.element("div") { html in
                html.element("h2", text: realm.name)
                html.element("p", text: "A realm: sign in without a password.")
            }
            html.element("div", .class("actions")) { html in
                html.element(
                    "a", .class("button primary"), .href(realm.account),
                    Attribute("aria-label", "Account page of \(realm.name)"), text: "Account page")
                html.element(
                    "a", .class("quiet"), .href(realm.metadata), Attribute("aria-label", "Metadata of \(realm.name)"),
                    text: "Metadata")
            }
        }
    }
}
