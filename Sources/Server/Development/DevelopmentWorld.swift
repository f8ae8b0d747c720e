import Base
import Cryptography
import HTTP
import JOSE
import JourneyRuntime
import Messaging
import Policy
import Synchronization
import Workbench

/// The world outside a development server: the stubs of its folder, the stub identity provider, and as much of the
/// network as was allowed.
final class DevelopmentWorld: Sendable {
    let fetch: StubFetch
    let desk: StubProviderDesk
    private let folder: String
    private let stamp: Mutex<[String]>
    private let emit: Emit

    init(
        folder: String, reach: StubFetch.Reach, records: Bool, outside: any Fetch, mailbox: Mailbox,
        now: @escaping Now, random: Random, emit: @escaping Emit,
        profile: @escaping @Sendable (Name, Name) -> TechnicalProfile?
    ) throws {
        self.folder = "\(folder)/stubs"
        self.emit = emit
        let provider = StubProvider(
            key: { try SigningKey(algorithm: .rs256, privateKey: .rsa(bits: 2048)) }, now: now, random: random)
        var record: (@Sendable (FetchRequest, FetchResponse) -> Void)?
        if records {
            try Files.makeFolder(self.folder)
            let recorder = StubRecorder(folder: self.folder, emit: emit) { try Files.write($0, to: $1, mode: 0o644) }
            record = { recorder.record($0, $1) }
        }
        stamp = Mutex(DevelopmentWorld.stamp(self.folder))
        fetch = StubFetch(
            DevelopmentWorld.read(self.folder, emit) ?? [], outside: outside, reach: reach, provider: provider,
            record: record, deliver: { try? await mailbox.send($0) },
            wait: { try? await Task.sleep(for: .milliseconds($0)) }, now: now, random: random, emit: emit)
        desk = StubProviderDesk(provider: provider, fetch: fetch, now: now, random: random, profile: profile)
    }

    var detour: JourneyRuntime.Detour { { [desk] in desk.detour($0, profile: $1, policy: $2) } }

    /// A stub file that is saved is used from the next request on.
    func reloadIfChanged() {
        let current = DevelopmentWorld.stamp(folder)
        let isChanged = stamp.withLock { stamp in
            defer { stamp = current }
            return stamp != current
        }
        guard isChanged, let files = DevelopmentWorld.read(folder, emit) else { return }
        fetch.replace(files)
    }

    /// Nil: one of them cannot be read, and the log says which; the last good ones stay.
    private static func read(_ folder: String, _ emit: Emit) -> [StubFile]? {
        guard Files.exists(folder) else { return [] }
        do {
            return try StubFolder.read(folder)
        } catch let problem as SourceProblem {
            emit(StubEvent.unreadable(problem))
        } catch {
            emit(StubEvent.unreadable(SourceProblem(SourcePlace(file: folder, line: 1, column: 1), "\(error)")))
        }
        return nil
    }

    private static func stamp(_ folder: String) -> [String] {
        guard Files.exists(folder), let names = try? Files.names(in: folder) else { return [] }
        return names.map { "\($0) \(Files.stamp("\(folder)/\($0)") ?? "")" }
    }
}
