import Base
import Policy

/// What is wrong with the policies on disk, for whoever writes them.
package struct PolicyProblems: Sendable {
    package var diagnostics: [Diagnostic]
    /// The time of day of what runs, where what is on disk was not taken because of its errors.
    package var servedSince: String?

    package init(_ diagnostics: [Diagnostic] = [], servedSince: String? = nil) {
        self.diagnostics = diagnostics
        self.servedSince = servedSince
    }

    var errors: [Diagnostic] { diagnostics.filter { $0.severity == .error } }
    var warnings: [Diagnostic] { diagnostics.filter { $0.severity == .warning } }
    var hints: [Diagnostic] { diagnostics.filter { $0.severity == .hint } }

    /// What a page of a journey says of it; nil where there is nothing to say.
    package var notice: PageNotice? {
        guard !errors.isEmpty else { return nil }
        let what = "The policies on disk have \(PolicyProblems.count(errors.count, "error"))"
        let runs = servedSince.map { "; what runs is the version of \($0)." } ?? "."
        return PageNotice(text: what + runs, link: "See what is wrong", address: "/#problems")
    }

    static func count(_ number: Int, _ word: String) -> String { "\(number) \(word)\(number == 1 ? "" : "s")" }
}

/// A line over a page of a journey that is for whoever writes the policy, in English.
package struct PageNotice: Sendable, Equatable {
    package var text: String
    package var link: String
    package var address: String

    package init(text: String, link: String, address: String) {
        self.text = text
        self.link = link
        self.address = address
    }
}

/// What a diagnostic's code means: `cardea policy explain` as a page.
package struct DiagnosticPage: Sendable {
    package var code: DiagnosticCode
    /// Those of the code that there are now.
    package var found: [Diagnostic]

    package init(code: DiagnosticCode, found: [Diagnostic]) {
        self.code = code
        self.found = found
    }
}

/// One policy: its journey as a picture, and all that it is made of.
package struct PolicyPage: Sendable {
    package var id: String
    /// Nil for a policy that cannot be run by itself.
    package var run: String?
    package var metadata: String?
    /// The policy and those that it inherits from, to the root, each with its file.
    package var chain: [(policy: String, file: String)]
    package var journeys: [String]
    /// Nil: it has none.
    package var map: JourneyMap?
    package var outline: PolicyOutline
    package var problems: PolicyProblems

    package init(
        id: String, run: String?, metadata: String?, chain: [(policy: String, file: String)], journeys: [String],
        map: JourneyMap?, outline: PolicyOutline, problems: PolicyProblems
    ) {
        self.id = id
        self.run = run
        self.metadata = metadata
        self.chain = chain
        self.journeys = journeys
        self.map = map
        self.outline = outline
        self.problems = problems
    }
}
