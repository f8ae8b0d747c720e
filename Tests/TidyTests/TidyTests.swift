import Testing

/// Holds the rules against this repository.
struct TidyTests {
    let manifest = Manifest(Repository.text("Package.swift") ?? "")
    static let allFiles = ["Sources", "Tests"].flatMap { Repository.files(in: $0, ending: ".swift") }
        .map { SourceFile($0, Repository.text($0) ?? "") }
    let files = Self.allFiles

    @Test func `the table is read`() {
        #expect(manifest["Federation"]?.dependencies == ["Base", "Cryptography", "JOSE", "OpenID", "HTTP"])
        #expect(manifest["COpenSSL"]?.kind == .library)
        #expect(files.count > 50)
    }

    @Test func `every import is declared in the module table`() {
        report(files.flatMap { Rules.imports($0, manifest) })
    }

    @Test func `no module declares what it does not import`() {
        let modules = manifest.targets.filter { $0.kind == .module }
        report(
            modules.flatMap { target in
                Rules.unused(target, files.filter { $0.path.hasPrefix(target.folder + "/") })
            })
    }

    @Test func `imports point up, C libraries have one importer, Transport only Server and the load tool`() {
        report(Rules.order(manifest) + Rules.restrictedModules(manifest))
    }

    @Test func `no banned word stands in a file`() {
        report(
            files.flatMap { file in
                Rules.words(file, isCommand: isCommand(file.path))
            })
    }

    @Test func `lines, files and functions keep their bounds`() {
        report(files.flatMap { Rules.sizes($0) })
    }

    @Test func `every module says in three lines what it owns, depends on and may not do`() {
        let modules = manifest.targets.filter { $0.kind == .module }
        report(modules.flatMap { Rules.readme($0, Repository.text("\($0.folder)/README.md")) })
    }

    @Test func `every decision record has a number of its own`() {
        report(Rules.decisions(Repository.names(in: "docs/decisions").filter { $0.hasSuffix(".md") }))
    }

    private func isCommand(_ path: String) -> Bool {
        manifest.owner(of: path)?.kind == .executable || path.hasPrefix("Sources/Server/Commands/")
    }

    private func report(_ problems: [String]) {
        for problem in problems { Issue.record(Comment(rawValue: problem)) }
    }
}
