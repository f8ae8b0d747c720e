import Testing

/// Each rule against something that breaks it: a rule that cannot fail holds nothing.
struct RulesTests {
    let manifest = Manifest(
        """
        func module(_ name: String) -> Target { .target(name: name) }
        let package = Package(
            targets: [
                library("CLib", "lib", "lib-dev"),
                library("COther", "other", "other-dev"),
                module("Base"),
                module("HTTP", ["Base", "CLib"]),
                module("Transport", ["Base", "HTTP", "CLib"]),
                module(
                    "Server",
                    [
                        "Base", "Transport",
                    ]),
                module("Pages", plugins: ["Assets"]),
                .executableTarget(name: "tool", dependencies: ["Transport"], path: "Tests/Tool"),
                tests("HTTPTests", ["HTTP"]),
            ])
        """)

    @Test func `the table's rows are read however they are laid out`() {
        #expect(manifest["Server"]?.dependencies == ["Base", "Transport"])
        #expect(manifest["Pages"]?.dependencies == [])
        #expect(manifest.owner(of: "Tests/Tool/main.swift")?.name == "tool")
        #expect(manifest.owner(of: "Sources/HTTP/Deep/File.swift")?.name == "HTTP")
        #expect(manifest.targets.count == 9)
    }

    @Test(arguments: [
        ("Sources/HTTP/A.swift", "import Base\nimport Glibc\n// import Nothing\n", 0),
        ("Sources/HTTP/A.swift", "@preconcurrency private import Transport", 1),
        ("Sources/HTTP/A.swift", "import Foundation", 1),
        ("Sources/HTTP/A.swift", "import struct Server.Thing", 1),
        ("Tests/HTTPTests/A.swift", "import Testing\nimport Foundation\nimport HTTP", 0),
        ("Sources/Unknown/A.swift", "", 1),
    ])
    func `an import that is not declared is found`(path: String, text: String, problems: Int) {
        #expect(Rules.imports(SourceFile(path, text), manifest).count == problems)
    }

    @Test func `a second importer of a C library, one that nobody imports, and a user of Transport are found`() {
        let problems = Rules.restrictedModules(manifest)

        #expect(problems.count == 2)
        #expect(problems.first?.hasPrefix("Package.swift: CLib has 2 importers (HTTP, Transport)") == true)
        #expect(problems.last?.hasPrefix("Package.swift: COther has 0 importers") == true)
        let wrong = Manifest("let package =\nmodule(\"Transport\")\nmodule(\"Mail\", [\"Transport\"])")
        #expect(Rules.restrictedModules(wrong).count == 1)
    }

    @Test func `a declaration without import is found`() throws {
        let target = try #require(manifest["Server"])

        #expect(Rules.unused(target, [SourceFile("A.swift", "import Base\nimport Transport")]).isEmpty)
        #expect(Rules.unused(target, [SourceFile("A.swift", "import Base\n// import Transport")]).count == 1)
    }

    @Test func `an import downwards is found`() {
        let wrong = Manifest("let package =\nmodule(\"Low\", [\"High\"])\nmodule(\"High\")")

        #expect(Rules.order(wrong).count == 1)
        #expect(Rules.order(manifest).isEmpty)
    }

    @Test(arguments: [
        ("let x = try" + "! y()", 1), ("let x = y as" + "! Z", 1), ("print" + "(x)", 1), ("fatal" + "Error()", 1),
        ("// TO" + "DO later", 1), ("// says try" + "! in a comment", 0), ("blueprint" + "(x)", 0),
        ("let s = \"fatal" + "Error\"", 0), ("// TO" + "DOS", 0), ("// `XX" + "X-1234`", 0),
        ("let s = \"XX" + "X\"", 0),
        ("page.print" + "(x)", 0),
    ])
    func `a banned word is found where it counts`(text: String, problems: Int) {
        #expect(Rules.words(SourceFile("Sources/HTTP/A.swift", text), isCommand: false).count == problems)
    }

    @Test func `a command prints, a test may force`() {
        #expect(Rules.words(SourceFile("Sources/tool/main.swift", "print" + "(x)"), isCommand: true).isEmpty)
        #expect(Rules.words(SourceFile("Tests/HTTPTests/A.swift", "try" + "! x()"), isCommand: false).isEmpty)
    }

    @Test func `a line, a file and a function that are too long are found`() {
        let body = String(repeating: "    step()\n", count: 39)

        #expect(Rules.sizes(SourceFile("A.swift", String(repeating: "x", count: 121))).count == 1)
        #expect(Rules.sizes(SourceFile("Sources/A.swift", "    \"\(String(repeating: "x", count: 121))\",")).count == 1)
        #expect(Rules.sizes(SourceFile("Tests/A.swift", "// \(String(repeating: "x", count: 121))")).count == 1)
        #expect(Rules.sizes(SourceFile("Tests/A.swift", "    \"\(String(repeating: "x", count: 121))\",")).isEmpty)
        #expect(Rules.sizes(SourceFile("A.swift", String(repeating: "x\n", count: 401))).count == 1)
        #expect(Rules.sizes(SourceFile("A.swift", "func long() {\n\(body)}\n")).count == 1)
        #expect(Rules.sizes(SourceFile("A.swift", "func fits() {\n\(body.dropLast(11))}\n")).isEmpty)
    }

    @Test func `functions are measured by their own braces`() {
        let source = SwiftSource(
            #"""
            protocol P { func nothing() }
            struct S {
                init(_ work: () -> Void = { }) {
                    let text = "} \(call("{")) {"
                }
                /* { */ func a(
                    _ x: Int
                ) -> Int {
                    // }
                    let s = """
                        {
                        """
                    return x
                }
                let made = S.init { }
            }
            """#)

        #expect(
            source.functions == [
                SwiftSource.Function(name: "init", line: 3, length: 3),
                SwiftSource.Function(name: "a", line: 6, length: 9),
            ])
    }

    @Test(arguments: [
        ("Owns: a.\nDepends on: Base, CLib.\nMay not: b.\n", 0), ("Owns: a.\nDepends on: Base.\nMay not: b.\n", 1),
        ("Owns: a.\nDepends on: Base, CLib, Server.\nMay not: b.\n", 1), ("Owns: a.\n", 1),
        ("Owns: a.\nDepends on: nothing.\nMay not: b.\n", 1), (nil, 1),
    ])
    func `a README that is missing, long or wrong is found`(text: String?, problems: Int) throws {
        #expect(Rules.readme(try #require(manifest["HTTP"]), text).count == problems)
    }

    @Test func `a number that two records have is found`() {
        #expect(Rules.decisions(["0001-a.md", "0002-b.md"]).isEmpty)
        #expect(Rules.decisions(["0001-a.md", "0001-b.md", "notes.md"]).count == 2)
    }
}
