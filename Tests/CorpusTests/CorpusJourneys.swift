import Base
import Glibc
import Workbench

@testable import Server

/// The journey tests of `Journeys`, all run once, as many at a time as there are processors.
enum CorpusJourneys {
    static let folder = #filePath.split(separator: "/").dropLast().map { "/\($0)" }.joined() + "/Journeys"

    /// Their paths under `Journeys`: `samples/invite.journey.json`.
    static let files: [String] = {
        let found = (try? TestFiles.find(folder)) ?? []
        return found.map { String($0.dropFirst(folder.utf8.count + 1)) }
    }()

    struct File: Sendable {
        var problem: String?
        var results: [JourneyTestResult] = []
    }

    private static let processors = max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN)))

    /// What became of each file's tests.
    static func outcome() async throws -> [String: File] { try await run.value }

    private static let run = Task {
        var outcome: [String: File] = [:]
        var tests: [JourneyTest] = []
        for file in files {
            do {
                tests += try JourneyTestFile.read(
                    try Files.read("\(folder)/\(file)"), file: "\(folder)/\(file)", folder: nil)
                outcome[file] = File()
            } catch {
                outcome[file] = File(problem: "\(error)")
            }
        }
        // As `cardea policy test`, with patience: the other tests keep the machine busy.
        let runner = JourneyTestRunner(
            sites: try MemorySites(), stopwatch: { 0 }, sleep: { _ in try? await Task.sleep(for: .seconds(1800)) })
        for result in await runner.run(tests, width: processors) {
            outcome[String(result.place.file.dropFirst(folder.utf8.count + 1))]?.results.append(result)
        }
        return outcome
    }
}
