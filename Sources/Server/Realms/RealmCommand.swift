import Base
import Cryptography
import Directory
import HTTP
import Passwordless
import Policy
import Storage

/// `cardea realm …`: realms in a data folder, for whoever runs the server. Works beside a server that runs on the
/// folder: it sees each change with the next request.
package struct RealmCommand: Sendable {
    private let random: Random
    private let now: Now
    private let readFile: @Sendable (String) throws -> Bytes

    package static let usage = """
        usage: cardea realm COMMAND … --data DIR

          list                            the realms
          create NAME                     make one: --name TEXT, --host HOST (again for more), --settings FILE
          show NAME                       its settings
          set NAME                        change it: --name TEXT, --host HOST (again for more), --settings FILE
          delete NAME --yes               with everybody in it
          export NAME                     all of its configuration as one JSON file; secrets as hashes only
          import FILE                     make or change a realm as such a file says

          client list NAME                who may ask it
          client add NAME --redirect URI  (again for more) --id ID, --name TEXT, --public (no secret),
                                          --pairwise, --always-code, --id-token-alg ES256; --own: the client
                                          whose id is the realm's tenant id and whose secret is an API key
          client secret NAME ID           a new secret; --drop-old: the ones before it end now
          client remove NAME ID

          key create NAME                 an API key, shown once: --name TEXT, --days N
          key list NAME
          key rotate NAME                 a new key; those before it end in --overlap DAYS (default 7)
          key revoke NAME ID              at once
          webhook-secret NAME             a new secret to sign webhooks with; --overlap DAYS (default 7)

          test-action NAME USER ACTION    what the rules would decide, and why; writes nothing
                                          --ip ADDRESS, --device ID, --user-agent TEXT, --custom JSON
                                          --places FILE, --addresses DIR

          --json                          answers as JSON

        docs/realms-api.md says more.

        """

    package static let system = RealmCommand(random: .openSSL, now: SystemClock.now) { try Files.read($0) }

    init(random: Random, now: @escaping Now, readFile: @escaping @Sendable (String) throws -> Bytes) {
        self.random = random
        self.now = now
        self.readFile = readFile
    }

    package func run(_ arguments: [String]) async -> PolicyCommand.Output {
        if arguments.isEmpty || arguments.contains("--help") || arguments.contains("-h") {
            return .init(
                text: arguments.isEmpty ? "" : Self.usage, errors: arguments.isEmpty ? Self.usage : "",
                status: arguments.isEmpty ? 2 : 0)
        }
        do {
            let words = try RealmWords(arguments)
            let store = try await open(try words.required("--data"))
            do {
                let keeper = RealmKeeper(store: store, random: random)
                let answer = try await answer(to: words, keeper)
                let lacks = try await keeper.lacks().map { "cardea realm: \($0)\n" }.joined()
                await store.close()
                return .init(text: answer.text(asJSON: words.has("--json")), errors: lacks)
            } catch {
                await store.close()
                throw error
            }
        } catch let error as UsageError {
            return .init(errors: "cardea realm: \(error)\n\n\(Self.usage)", status: 2)
        } catch {
            return .init(errors: "cardea realm: \(error)\n", status: 1)
        }
    }

    private func open(_ folder: String) async throws -> Store {
        try Files.makeFolder(folder)
        let sealer = try Sealer(keys: [try MasterKeyFile.load(folder: folder, random: random)], random: random)
        return try await Store.open(directory: folder, sealing: StoreSealing(sealer: sealer))
    }

    private func answer(to words: RealmWords, _ keeper: RealmKeeper) async throws -> RealmAnswer {
        let clients = RealmClientCommands(keeper: keeper, random: random)
        let keys = RealmKeyCommands(keeper: keeper, random: random, now: now)
        let realms = RealmRecordCommands(keeper: keeper, readFile: readFile)
        switch (words.positions.first, words.positions.dropFirst().first) {
        case ("list"?, _): return try await realms.list(words)
        case ("create"?, _): return try await realms.create(words)
        case ("show"?, _): return try await realms.show(words)
        case ("set"?, _): return try await realms.set(words)
        case ("delete"?, _): return try await realms.delete(words)
        case ("export"?, _): return try await realms.export(words)
        case ("import"?, _): return try await realms.importFile(words)
        case ("client"?, "list"?): return try await clients.list(words)
        case ("client"?, "add"?): return try await clients.add(words)
        case ("client"?, "secret"?): return try await clients.secret(words)
        case ("client"?, "remove"?): return try await clients.remove(words)
        case ("key"?, "create"?): return try await keys.create(words)
        case ("key"?, "list"?): return try await keys.list(words)
        case ("key"?, "rotate"?): return try await keys.rotate(words)
        case ("key"?, "revoke"?): return try await keys.revoke(words)
        case ("webhook-secret"?, _): return try await keys.webhookSecret(words)
        case ("test-action"?, _):
            return try await TestActionCommand(keeper: keeper, readFile: readFile, now: now).run(words)
        case (let word, _): throw UsageError("there is no command \"\(word ?? "")\"")
        }
    }
}

/// What a command says, to people or as JSON.
struct RealmAnswer: Sendable {
    let lines: [String]
    let json: JSON

    init(_ lines: [String], _ json: JSON) { (self.lines, self.json) = (lines, json) }

    /// JSON for both.
    init(_ json: JSON) { self.init([json.prettyText], json) }

    func text(asJSON: Bool) -> String { asJSON ? json.text + "\n" : lines.map { $0 + "\n" }.joined() }
}

/// The words of a command line: positions, and options with their values.
struct RealmWords: Sendable {
    private(set) var positions: [String] = []
    private var options: [(name: String, value: String)] = []

    private static let flags: Set<String> = [
        "--json", "--yes", "--public", "--pairwise", "--always-code", "--own", "--drop-old",
    ]
    private static let values: Set<String> = [
        "--data", "--name", "--host", "--issuer-path", "--settings", "--redirect", "--id", "--days", "--overlap",
        "--ip", "--device",
        "--user-agent", "--custom", "--places", "--addresses",
    ]

    init(_ arguments: [String]) throws(UsageError) {
        var rest = arguments[...]
        while let word = rest.popFirst() {
            if Self.flags.contains(word) {
                options.append((word, ""))
            } else if Self.values.contains(word) {
                guard let value = rest.popFirst() else { throw UsageError("\(word) takes a value") }
                options.append((word, value))
            } else if word.hasPrefix("--") {
                throw UsageError("\(word) is not an option of cardea realm")
            } else {
                positions.append(word)
            }
        }
    }

    func has(_ name: String) -> Bool { options.contains { $0.name == name } }
    func value(_ name: String) -> String? { options.last { $0.name == name }?.value }
    func all(_ name: String) -> [String] { options.filter { $0.name == name }.map(\.value) }

    func required(_ name: String) throws(UsageError) -> String {
        guard let value = value(name) else { throw UsageError("\(name) is missing") }
        return value
    }

    func position(_ index: Int, _ what: String) throws(UsageError) -> String {
        guard positions.indices.contains(index) else { throw UsageError("\(what) is missing") }
        return positions[index]
    }

    func days(_ name: String, otherwise: Int64) throws(UsageError) -> Int64 {
        guard let text = value(name) else { return otherwise }
        guard let days = Int64(text), (0...3650).contains(days) else {
            throw UsageError("\(name) takes a number of days")
        }
        return days
    }
}
