import Base
import Policy
import TestSupport
import Testing
import Workbench

@testable import Server

/// `cardea new`, in folders that are gone afterwards.
struct NewCommandTests {
    private static func run(_ words: String...) throws -> Int32 { NewCommand(try NewOptions(words)).run() }

    @Test func `the pack is laid out for the tenant that is named, checks, and its journeys hold`() async throws {
        let parent = TemporaryDirectory()
        let folder = "\(parent.path)/a/b"

        #expect(try Self.run(folder, "--tenant", "Contoso", "--examples") == 0)

        let written = try #require(PolicyFolder.read(folder))
        let (set, diagnostics) = PolicySet.load(files: written.policies)
        #expect(diagnostics.sorted.isEmpty)
        #expect(set.tenant == "contoso.onmicrosoft.com")
        #expect(Files.exists("\(folder)/examples/rest/stubs/members.example.json"))
        let tests = try TestFiles.find(folder).flatMap { path in
            try JourneyTestFile.read(try Files.read(path), file: path, folder: folder)
        }
        for result in try await TestCommand.run(tests, patience: 60) {
            #expect(result.failure == nil, "\(TestReport.failure(result))")
        }
    }

    @Test func `what is compiled in is what stands in the repository`() throws {
        let here = #filePath.split(separator: "/").dropLast(3).joined(separator: "/")
        let tenant = try #require(PolicyPack.TenantName("demo"))
        let files = PolicyPack(tenant: tenant, withExamples: true).files
        #expect(files.count >= 17)
        for file in files {
            #expect(Bytes(utf8: file.text) == (try Files.read("/\(here)/Policies/\(file.path)")), "\(file.path)")
        }
        let small = PolicyPack(tenant: tenant, withExamples: false).files
        #expect(small.map(\.path).contains("Base.xml") && !small.contains { $0.path.hasPrefix("examples") })
    }

    @Test func `a folder that holds something is left as it is, one with hidden files is taken`() throws {
        let temporary = TemporaryDirectory()
        let folder = temporary.path
        try Files.makeFolder("\(folder)/.git")
        #expect(try Self.run(folder) == 0)
        try Files.write(Bytes(utf8: "mine"), to: "\(folder)/Base.xml")
        #expect(try Self.run(folder) == 1)
        #expect(try Files.read("\(folder)/Base.xml") == Bytes(utf8: "mine"))
        #expect(try Self.run("\(folder)/Base.xml") == 1)
    }

    @Test(arguments: [
        ["--tenant", "con toso"], ["--tenant", ""], ["--tenant", "contoso.com"], ["--tenant"], ["a", "b"], ["--tenat"],
        ["--tenant", "\"><x"], ["--tenant", String(repeating: "a", count: 28)],
    ])
    func `a command line that cannot be meant is refused`(words: [String]) {
        #expect(throws: UsageError.self) { try NewOptions(words) }
    }

    @Test(arguments: ["contoso", "CONTOSO.onmicrosoft.com", "contoso.onmicrosoft.com"])
    func `a tenant is named in full or in short`(name: String) throws {
        #expect(try NewOptions(["--tenant", name]).tenant.text == "contoso.onmicrosoft.com")
    }
}
