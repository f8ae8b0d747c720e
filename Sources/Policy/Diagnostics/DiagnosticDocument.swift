/// `docs/diagnostics.md`: the table for people. A test holds the file to this text.
package enum DiagnosticDocument {
    package static var text: String {
        let sections = DiagnosticTable.sections.map { title, rows in
            "## \(title)\n\n" + rows.keys.sorted { $0.rawValue < $1.rawValue }.map(section).joined()
        }
        return introduction + sections.joined()
    }

    private static func section(_ code: DiagnosticCode) -> String {
        """
        ### \(code.rawValue)

        *\(code.severity.rawValue)* · `\(code)`

        \(escaped(code.meaning))

        **Remedy.** \(escaped(code.remedy))


        """
    }

    /// Elements of XML in plain text are no HTML.
    private static func escaped(_ text: String) -> String {
        text.replacing("<", with: "&lt;").replacing("*", with: "\\*")
    }

    private static let introduction = """
        # Diagnostics

        What `cardea policy check` may say, with a section for each code; `cardea policy explain CODE` prints it too. A
        code keeps its meaning for ever.

        - An **error** is what Azure AD B2C would refuse, or what cannot run.
        - A **warning** is a likely mistake, or a setting that should not go into production.
        - A **hint** is what may be tidied. It is counted; `--hints` shows it.

        Every diagnostic names file, line and column. With `--fix`, those that have one obvious repair are repaired in
        place (spelling of references, enumerations and metadata keys, order of elements, numbers of steps), and
        nothing else in the file changes; `--fix --dry-run` prints the difference instead. With `--json`, `fix` holds
        the same edits for editors. Warnings and hints are told for the files of the folder alone, not for bases that
        it borrows with `--base`.


        """
}
