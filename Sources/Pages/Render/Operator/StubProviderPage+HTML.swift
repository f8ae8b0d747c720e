import Base
import HTTP

/// Stands in for an identity provider in development: choose who signs in.
package struct StubProviderPage: Sendable {
    package struct Person: Sendable {
        package var name: String
        /// A JSON object, as it is shown and may be changed.
        package var claims: String

        package init(name: String, claims: String) {
            self.name = name
            self.claims = claims
        }
    }

    package var provider: String
    package var host: String
    package var people: [Person]
    /// What the policy asked of the provider.
    package var request: [(name: String, value: String)]
    package var hidden: [(name: String, value: String)]
    /// What was typed and could not be read.
    package var typed: String?
    package var problem: String?

    package init(
        provider: String, host: String, people: [Person], request: [(name: String, value: String)],
        hidden: [(name: String, value: String)], typed: String? = nil, problem: String? = nil
    ) {
        (self.provider, self.host, self.people) = (provider, host, people)
        (self.request, self.hidden, self.typed, self.problem) = (request, hidden, typed, problem)
    }
}

extension StubProviderPage: OperatorPage {
    package var title: String { "Sign in as …" }
    package var place: OperatorPlace { .welcome }
    package var script: Assets.Name? { nil }

    /// Its form leads on to the application, wherever that is: browsers hold redirects after a form to `form-action`.
    package func response(nonce: String, status: Int = 200) -> Response {
        .page(document(nonce: nonce), policy: ContentSecurityPolicy(nonce: nonce), status: status)
    }

    package func write(to html: inout HTML, nonce: String) {
        html.element("div", .class("lead")) { html in
            html.element("h1", text: "Sign in at \(provider) as …")
            html.element("p") { html in
                html.text("\(host) is not asked. Choose who it would say has signed in, or write the claims yourself.")
            }
        }
        html.element("form", .id("stubProvider"), Attribute("method", "post"), .action("/stub-provider")) { html in
            for field in hidden { html.hidden(field.name, field.value) }
            html.element("ul", .class("cards")) { html in
                for (index, person) in people.enumerated() { html.person(person, index) }
            }
            writeClaims(to: &html)
        }
        writeRequest(to: &html)
    }

    private func writeClaims(to html: inout HTML) {
        html.element("div", .class("paste")) { html in
            html.element("label", .for("claims"), text: "Claims")
            html.pageError(problem, id: "problem")
            html.element(
                "textarea", .id("claims"), .name("claims"), Attribute("rows", "10"), Attribute("spellcheck", "false"),
                text: typed ?? people.first?.claims ?? "{\n}")
            html.element("div", .class("actions")) { html in
                html.element(
                    "button", .type("submit"), .id("signIn"), .class("primary"), text: "Sign in with these claims")
                html.providerError("access_denied", id: "refuse", text: "Cancel at the provider")
                html.providerError("server_error", id: "fail", text: "Fail")
            }
        }
    }

    private func writeRequest(to html: inout HTML) {
        html.element("details") { html in
            html.element("summary", text: "What the policy asked")
            html.element("table", .class("claims")) { html in
                html.element("tbody") { html in
                    for item in request {
                        html.element("tr") { html in
                            html.element("th", Attribute("scope", "row"), text: item.name)
                            html.element("td", text: item.value)
                        }
                    }
                }
            }
        }
    }
}

extension HTML {
    fileprivate mutating func providerError(_ error: String, id: String, text: String) {
        element(
            "button", .type("submit"), .id(id), .class("secondary"), .name("error"), .value(error), text: text)
    }

    fileprivate mutating func person(_ person: StubProviderPage.Person, _ index: Int) {
        element("li", .class("policyCard")) { html in
            html.element("div") { html in
                html.element("h2", text: person.name)
                html.element("pre", .class("raw"), text: person.claims)
            }
            html.element("div", .class("actions")) { html in
                html.element(
                    "button", .type("submit"), .class("primary"), .name("person"), .value(String(index)),
                    .id("person\(index)"), text: "Sign in")
            }
        }
    }
}
