import Base
import Glibc
import Workbench

/// `cardea policy test`: runs the journey tests of a folder of policies, in memory.
package struct TestCommand: Sendable {
    private let options: TestOptions

    package init(_ options: TestOptions) { self.options = options }

    /// Answers the exit status.
    package func run() async -> Int32 {
        do {
            let start = Stopwatch.milliseconds()
            let tests = try load()
            guard !tests.isEmpty else {
                Terminal.error("cardea policy test: \(nothing)")
                return 1
            }
            let options = options
            let results = try await TestCommand.run(tests) { result in
                guard !options.printsJSON else { return }
                if result.failure != nil { print(TestReport.failure(result)) }
                if result.failure == nil, options.isVerbose { print(TestReport.success(result), terminator: "") }
                Terminal.flush()
            }
            let time = Stopwatch.milliseconds() - start
            if options.printsJSON {
                print(TestReport.json(results, milliseconds: time).text)
            } else {
                print(TestReport.summary(results, milliseconds: time), terminator: "")
            }
            if let path = options.junit {
                try Files.write(Bytes(utf8: JUnitReport.write(results, milliseconds: time)), to: path, mode: 0o644)
            }
            Terminal.flush()
            return results.contains { $0.failure != nil } ? 1 : 0
        } catch let problem as SourceProblem {
            Terminal.error(problem.description)
            return 1
        } catch {
            Terminal.error("cardea policy test: \(error)")
            return 1
        }
    }

    private var nothing: String {
        let place = options.tests ?? options.folder
        guard let filter = options.filter else { return "there is no *.journey.json in \(place)" }
        return "no test in \(place) has \"\(filter)\" in its name"
    }

    /// The tests of the files, in the order of their paths.
    private func load() throws -> [JourneyTest] {
        let files = try TestFiles.find(options.tests ?? options.folder)
        let tests = try files.flatMap { path in
            try JourneyTestFile.read(
                try Files.read(path), file: path, folder: options.folder, base: options.base,
                environment: options.environment)
        }
        guard let filter = options.filter?.lowercased() else { return tests }
        return tests.filter { $0.name.lowercased().contains(filter) || $0.place.file.lowercased().contains(filter) }
    }

    /// Runs tests on as many servers at once as the machine has processors. `patience` is a factor for the time that a
    /// test may take, for a machine that is busy with other work.
    package static func run(
        _ tests: [JourneyTest], patience: Int = 1,
        finished: @escaping @Sendable (JourneyTestResult) -> Void = { _ in }
    ) async throws -> [JourneyTestResult] {
        let runner = JourneyTestRunner(
            sites: try MemorySites(), stopwatch: Stopwatch.milliseconds,
            sleep: { try? await Task.sleep(for: .seconds($0 * patience)) })
        let processors = max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN)))
        return await runner.run(tests, width: processors, finished: finished)
    }
}

/// The journey tests of a folder and of those inside it.
package enum TestFiles {
    package static func find(_ path: String) throws -> [String] {
        if path.hasSuffix(".json") { return [path] }
        return try find(path, depth: 0)
    }

    private static func find(_ folder: String, depth: Int) throws -> [String] {
        let names = try Files.names(in: folder)
        let prefix = folder.hasSuffix("/") ? folder : folder + "/"
        var found = names.filter { $0.lowercased().hasSuffix(".journey.json") }.map { prefix + $0 }
        guard depth < 8 else { return found }
        for name in names where !["stubs", "node_modules"].contains(name) && Files.isFolder(prefix + name) {
            found += try find(prefix + name, depth: depth + 1)
        }
        return found
    }
}

/// Time that only goes on.
private enum Stopwatch {
    @Sendable static func milliseconds() -> Double {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return Double(time.tv_sec) * 1000 + Double(time.tv_nsec) / 1_000_000
    }
}
