import Policy

extension HTML {
    /// What is wrong with the policies on disk: errors in the open, the rest folded. The element is there even where
    /// nothing is wrong, so that a link to it leads somewhere.
    mutating func problems(_ problems: PolicyProblems, showsDetails: Bool = true) {
        element("section", .id("problems"), .class("problemList"), Attribute("aria-label", "Problems")) { html in
            if !problems.errors.isEmpty {
                html.element("h2", .class("failed")) { html in
                    html.text(PolicyProblems.count(problems.errors.count, "error") + " in the policies on disk")
                }
                if let since = problems.servedSince {
                    html.element(
                        "p", .class("note"),
                        text: "What runs is the version of \(since). Save a file without errors, and it is served at "
                            + "once.")
                }
                if showsDetails { html.list(of: problems.errors) }
            }
            guard showsDetails else { return }
            html.folded(problems.warnings, "warning")
            html.folded(problems.hints, "hint")
        }
    }

    /// A hostile file may have thousands; nobody reads on.
    private static var maximumShown: Int { 100 }

    private mutating func folded(_ diagnostics: [Diagnostic], _ word: String) {
        guard !diagnostics.isEmpty else { return }
        element("details", .class("part plain"), .id("\(word)s")) { html in
            html.element("summary") { html in
                html.element("span", .class("words")) {
                    $0.element("span", .class("title"), text: PolicyProblems.count(diagnostics.count, word))
                }
                html.element("span", .class("took")) { _ in }
            }
            html.element("div", .class("inside")) { $0.list(of: diagnostics) }
        }
    }

    mutating func list(of diagnostics: [Diagnostic]) {
        element("ul", .class("diagnostics")) { html in
            for diagnostic in diagnostics.prefix(HTML.maximumShown) { html.item(diagnostic) }
        }
        let rest = diagnostics.count - HTML.maximumShown
        if rest > 0 {
            element("p", .class("note"), text: "\(rest) more; cardea policy check prints them all.")
        }
    }

    private mutating func item(_ diagnostic: Diagnostic) {
        element("li", .class("s-\(diagnostic.severity.rawValue)")) { html in
            html.element("p", .class("where")) { html in
                html.element("code", .class("location"), text: "\(diagnostic.location)")
                let code = diagnostic.code.rawValue
                html.element(
                    "a", .href("/problems/\(code)"), Attribute("aria-label", "What \(code) means"), text: code)
            }
            html.element("p", .class("what")) { $0.element("bdi", text: diagnostic.message) }
            html.element("p", .class("remedy")) { html in
                html.element("strong", text: "What to do: ")
                html.element("bdi", text: diagnostic.remedy)
            }
        }
    }
}

extension DiagnosticPage: OperatorPage {
    package var title: String { code.rawValue }
    package var place: OperatorPlace { .welcome }
    package var script: Assets.Name? { nil }

    package func write(to html: inout HTML, nonce: String) {
        html.element("div", .class("lead")) { html in
            html.element("p", .class("crumb")) { $0.element("a", .href("/"), text: "Policies") }
            html.element("h1", text: "\(code.rawValue) · \(code.severity.rawValue)")
            html.element("p", text: code.meaning)
        }
        html.element("p", .class("remedy")) { html in
            html.element("strong", text: "What to do: ")
            html.text(code.remedy)
        }
        html.element("h2", .class("sub"), text: found.isEmpty ? "It is nowhere in the policies on disk" : "Where it is")
        if !found.isEmpty { html.list(of: found) }
    }
}
