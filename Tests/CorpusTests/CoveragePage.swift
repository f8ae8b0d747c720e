import Base
import Policy

@testable import Server

/// What is wrong with published policies themselves: by folder, each code and why the real service says so too.
struct KnownErrors {
    private let folders: JSON

    init() throws {
        let place = #filePath.split(separator: "/").dropLast().map { "/\($0)" }.joined()
        folders = try JSON(parsing: try Files.read("\(place)/known-errors.json"))
    }

    func reason(_ folder: String, _ code: DiagnosticCode) -> String? { folders[folder]?[code.rawValue]?.string }

    var all: [(folder: String, code: String)] {
        (folders.object?.members ?? []).flatMap { folder in
            (folder.value.object?.members ?? []).map { (folder.name, $0.name) }
        }
    }
}

/// `docs/coverage.md`.
struct CoveragePage {
    let areas: [Coverage]
    let known: KnownErrors
    let testCount: Int

    var text: String {
        """
        # Coverage of published policies

        Every published policy with a relying party that stands beside this repository (`../shared/corpus`): whether it is
        resolved without an error that is not its own, and which [journey tests](journey-tests.md) run it to a token.
        Policies without a base get that of `starterpack/SocialAndLocalAccountsWithMfa`, as their authors say.

        This page is written by `CARDEA_WRITE_DOCS=1 swift test --filter CorpusTests` and compared by every run of the tests.

        \(counts)
        \(areas.map(section).joined(separator: "\n"))
        """
    }

    private var counts: String {
        let head =
            "| | Policies | Resolved | Run to a token | Folders | with one that runs |\n|---|--:|--:|--:|--:|--:|\n"
        let lines = areas.map { line($0.area, $0.rows) }
        return head + lines.joined() + line("**all**", areas.flatMap(\.rows))
            + "\n\(testCount) journey tests. An error counts against nobody here: the reason says why the real service "
            + "refuses the policy too, or\nwhat was not published with it.\n"
    }

    private func line(_ name: String, _ rows: [Coverage.Row]) -> String {
        let reached = rows.filter(\.isReached)
        let subjects = (Set(rows.map(\.topic)).count, Set(reached.map(\.topic)).count)
        let resolved = rows.count { $0.errors.isEmpty }
        return "| \(name) | \(rows.count) | \(resolved) | \(reached.count) | \(subjects.0) | \(subjects.1) |\n"
    }

    private func section(_ coverage: Coverage) -> String {
        "## \(coverage.area)\n\n| Policy | File | Resolved | Journey tests |\n|---|---|---|---|\n"
            + coverage.rows.map { row($0, coverage.area) }.joined()
    }

    private func row(_ row: Coverage.Row, _ area: String) -> String {
        let errors = row.errors.map { "\($0.rawValue): \(known.reason(row.folder, $0) ?? "**not explained**")" }
        let tests = row.tests.map { test in
            let name = String(test.file.split(separator: "/").last ?? "").replacing(".journey.json", with: "")
            return "[\(name)](../Tests/CorpusTests/Journeys/\(test.file)) (\(test.count))"
        }
        let reason = row.reason.map { ["no token: \($0)"] } ?? []
        let cells = [
            "`\(row.id)`", String(row.path.dropFirst(area.utf8.count + 1)),
            errors.isEmpty ? "yes" : errors.joined(separator: "; "), (tests + reason).joined(separator: ", "),
        ]
        return "| \(cells.joined(separator: " | ")) |\n"
    }
}
