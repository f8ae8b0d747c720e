import Base
import Cryptography
import Directory
import FIDO
import JourneyRuntime
import Messaging
import Policy
import Storage
import Synchronization
import Trace
import Transport
import Workbench

/// `cardea dev`: serves a folder of policies, with everything that they need made up on this machine, until it is told
/// to stop.
package struct DevCommand: Sendable {
    private let options: DevOptions
    private let passwords: any Passwords
    private let now = SystemClock.now
    private let random = Random.openSSL

    /// `passwords` is another than Argon2id's for the load tool alone, which measures a sign-in with and without.
    package init(_ options: DevOptions, passwords: (any Passwords)? = nil) {
        self.options = options
        self.passwords = passwords ?? HashedPasswords(hasher: PasswordHasher())
    }

    /// Runs until SIGTERM or SIGINT; answers the exit status.
    package func run() async -> Int32 {
        let signals = StopSignals()
        do {
            let running = try await start()
            await running.watch(until: signals)
            print("cardea: stopping")
            await running.server.drain(within: 10)
            await running.composition.store.close()
            return 0
        } catch {
            Terminal.error("cardea dev: \(error)")
            return 1
        }
    }

    private func start() async throws -> RunningDevelopment {
        let stamp = WatchedPolicies.stamp(options.folder, base: options.base)
        let log = makeLog()
        let key = try masterKey()
        let sealer = try Sealer(keys: [key], random: random)
        // The disk is slow, the policies are work: both at once.
        async let opening = openStore(StoreSealing(sealer: sealer))
        let first = try WatchedPolicies.load(options.folder, base: options.base, mayBeEmpty: true)
        let store = try await opening
        Terminal.print(first.diagnostics.sorted)
        let tenant = try await tenant(of: first.set, store)
        let folder = WatchedPolicies(options.folder, base: options.base, tenant: tenant.id, first: first, now: now)
        let access = try WatchedAccess(folder: options.folder)
        let applications = try WatchedApplications(
            folder: options.folder, tenant: tenant.id, before: store.applications)
        let realms = try await watchedRealms(store)
        let (certificate, authority) = try certificate(hosts: try await store.realms.all().flatMap(\.hosts))
        // Two servers of one machine federate over https too.
        let (fetch, mailbox, readiness) = (CurlFetch(extraCertificates: authority), Mailbox(), Readiness())
        let world = try world(outside: fetch, mailbox, folder, log)
        var parts = Composition.Parts(
            store: store, sealer: sealer, tenant: tenant, policies: folder, applications: applications,
            passwords: passwords, fetch: world.fetch, courier: try courier(mailbox, fetch, log),
            conditionalAccess: access, people: world.desk.routes, detour: world.detour, metadata: try metadata(log),
            isReady: { readiness.isReady }, mayReachPrivateAddresses: true, templates: .development, now: now,
            random: random, emit: log.emit, pageKey: key.derived(for: "pages"), digestKey: key.derived(for: "digests"))
        try showWork(of: folder, mailbox, to: &parts)
        let composition = Composition(parts)
        let keys = DevelopmentKeys(keySets: store.keySets, random: random, now: now)
        try await keys.make(of: tenant, for: folder.set, beside: options.folder)
        let server = try listen(composition, certificate, log)
        try await makeDemo(server.port, tenant, store)
        world.fetch.serve(own(server.port, tenant, fetch))
        readiness.isReady = true
        let all = try await store.realms.all()
        return RunningDevelopment(
            options: options, server: server, composition: composition, folder: folder, stamp: stamp, access: access,
            applications: applications, realms: realms, world: world, tenant: tenant, keys: keys, now: now,
            origin: announce(server.port, folder, tenant, all, authority, applications.listed))
    }

    private func watchedRealms(_ store: Store) async throws -> WatchedRealms {
        let realms = try await WatchedRealms(folder: options.folder, keeper: RealmKeeper(store: store, random: random))
        try await realms.sayWhatIsMissing()
        return realms
    }

    private func listen(
        _ composition: Composition, _ certificate: ServerCertificate?, _ log: EventLog
    ) throws -> HTTPServer {
        let configuration = ServerConfiguration(
            port: options.port, certificate: certificate, trustedProxies: options.trustedProxies)
        return try HTTPServer(configuration, composition.responder, random: random, emit: log.emit)
    }

    /// Policies that check tokens of their own name their tenant at Azure; one names the demo realm.
    private func own(_ port: UInt16, _ tenant: Tenant, _ fetch: CurlFetch) -> StubFetch.Own {
        let hosts = StubFetch.Own.hosts(ofTenant: tenant.name).union([DemoRealm.alias])
        return StubFetch.Own(origin: origin(port), aliases: hosts, fetch: fetch)
    }

    /// What the log would say of journeys, the trace says better.
    private func makeLog() -> EventLog { EventLog(minimum: options.printsTrace ? .warning : .info, now: now) }

    private func metadata(_ log: EventLog) throws -> @Sendable () -> MetadataBLOB? {
        guard let (blob, root) = options.metadata else { return { nil } }
        let metadata = try AuthenticatorMetadata(blob, root: root, now: now, emit: log.emit)
        return { metadata.blob }
    }

    /// The tenant that the policies name. Where realms are all that there is to serve, it is one that no address names.
    private func tenant(of set: PolicySet, _ store: Store) async throws -> Tenant {
        if let name = set.tenant { return try await makeTenant(name, set, store) }
        let folder = options.folder
        let kept = try await store.realms.all()
        guard WatchedRealms.hasFiles(folder) || !kept.isEmpty else {
            throw UsageError("\(folder) holds no policy that can be read, and no realm (realms/*.json)")
        }
        return Tenant(id: Tenant.ID(""), name: "", displayName: "")
    }

    private func world(
        outside: CurlFetch, _ mailbox: Mailbox, _ folder: WatchedPolicies, _ log: EventLog
    ) throws -> DevelopmentWorld {
        try DevelopmentWorld(
            folder: options.folder, reach: options.isOnline ? .everything : .loopback, records: options.records,
            outside: outside, mailbox: mailbox, now: now, random: random, emit: log.emit
        ) { folder.set.policy($0)?.technicalProfiles[$1] }
    }

    private func makeTraces() -> TraceStore {
        let traces = TraceStore(.development, now: now, ticks: SystemClock.ticks)
        guard options.printsTrace else { return traces }
        let terminal = TraceTerminal()
        let changes = traces.changes(buffering: 4096)
        Task { await terminal.follow(changes) }
        return traces
    }

    private func courier(_ mailbox: Mailbox, _ fetch: CurlFetch, _ log: EventLog) throws -> any Carrier {
        let carriers = try options.carriers.map { try CarrierSettings(path: $0) { try Files.read($0) } } ?? .none
        return Courier.configured(carriers, mailbox: mailbox, fetch: fetch, emit: log.emit)
    }

    private func masterKey() throws -> MasterKey {
        guard let data = options.data else { return try MasterKey(version: 1, bytes: Secret(random.bytes(32))) }
        try Files.makeFolder(data)
        return try MasterKeyFile.load(folder: data, random: random)
    }

    private func openStore(_ sealing: StoreSealing) async throws -> Store {
        guard let data = options.data else { return try await Store.inMemory(sealing: sealing) }
        return try await Store.open(directory: data, sealing: sealing)
    }

    /// The tenant that the policies name. Its GUID is theirs, or made of the name, so that tokens look the same at the
    /// next start.
    private func makeTenant(_ name: Name, _ set: PolicySet, _ store: Store) async throws -> Tenant {
        let given = set.relyingParties.lazy.compactMap { set.policy($0)?.tenantObjectID }.first
        let id = given ?? TenantGUID.make(of: name.folded)
        let display = name.text.split(separator: ".").first.map(String.init) ?? name.text
        let tenant = Tenant(id: Tenant.ID(id.lowercased()), name: name.text, displayName: display)
        try await store.tenants.save(tenant)
        try await DemoRealm(store: store, random: random, now: now).makeSecret(for: tenant)
        return tenant
    }

    /// For this machine's names; `hosts` are the realms'.
    private func certificate(hosts: [String]) throws -> (ServerCertificate?, authority: String?) {
        guard options.usesTLS else { return (nil, nil) }
        if let files = options.certificate { return (try DevelopmentTLS.read(chain: files.chain, key: files.key), nil) }
        let own = Set([DemoRealm.host] + hosts.filter { $0.hasSuffix(".localhost") })
        let names = ["localhost", "127.0.0.1", "::1"] + own.sorted()
        let made = try DevelopmentTLS.make(names: names, now: now(), random: random)
        return (made.certificate, made.authorityPath)
    }

    /// What `make run` shows. A server of realms alone is somebody's own: nothing of the demo is in it.
    private func makeDemo(_ port: UInt16, _ tenant: Tenant, _ store: Store) async throws {
        guard !tenant.name.isEmpty else { return }
        let scheme = options.usesTLS ? "https" : "http"
        let origins = ["localhost", "127.0.0.1"].map { "\(scheme)://\($0):\(port)" }
        try await store.applications.save(DemoApplication.make(tenant: tenant, origins: origins))
        try await DemoRealm(store: store, random: random, now: now).make(for: tenant, origins: origins)
    }

    /// What an author sees: journeys are recorded, and there are pages about them and about the policies.
    private func showWork(of folder: WatchedPolicies, _ mailbox: Mailbox, to parts: inout Composition.Parts) throws {
        parts.knowledge = try AddressKnowledge(places: options.places, folder: options.addresses)
        let traces = makeTraces()
        let access = LocalAccess(hosts: Set(options.traceHosts))
        let policies = PolicyRoutes(
            folder: folder, tenantName: parts.tenant.name, realms: parts.store.realms, access: access,
            version: Version.text, random: random)
        let records = TraceRoutes(traces: traces, access: access, random: random) { id in
            let standing = folder.standing
            return standing.set.policy(id).map { ($0, standing.servedSince) }
        }
        let tracePage: @Sendable (String) -> String? = { TraceRoutes.page(of: $0, in: traces) }
        let tools = PeopleRoutes(mailbox: mailbox, trace: tracePage, now: now, random: random)
        // Policies may be tried from other machines, codes and all; a server of realms alone has people's own codes.
        let mailed = parts.tenant.name.isEmpty ? tools.routes.map(access.guarding) : tools.routes
        parts.people += policies.routes + records.routes + mailed
        (parts.tracePage, parts.notice) = (tracePage, { policies.notice })
        if options.keepsTraces { parts.traces = traces }
    }

    private func origin(_ port: UInt16) -> String { "\(options.usesTLS ? "https" : "http")://localhost:\(port)" }

    private func announce(
        _ port: UInt16, _ folder: WatchedPolicies, _ tenant: Tenant, _ realms: [Realm], _ authority: String?,
        _ listed: [Application]
    ) -> String {
        let origin = origin(port)
        if !tenant.name.isEmpty {
            print("cardea: \(tenant.name), \(folder.set.relyingParties.count) policies from \(options.folder)")
        }
        for realm in realms { print("cardea: realm \(realm.id) (\(realm.displayName))") }
        for application in listed { print("cardea: application \(application.id) (\(application.name))") }
        print("cardea: \(origin)")
        if let authority { print("cardea: certificate of the development authority: \(authority)") }
        Terminal.flush()
        return origin
    }
}

extension DevelopmentKeys {
    /// What `policy-keys.json` in the folder gives, and then what policies refer to and nobody has: the author is told.
    /// A server without policies has no keys of theirs.
    func make(of tenant: Tenant, for set: PolicySet, beside folder: String) async throws {
        guard !tenant.name.isEmpty else { return }
        try await PolicyKeysFile(folder: folder)?.keep(in: keySets, of: tenant.id, now: now(), random: random)
        for made in try await makeMissing(for: set.relyingParties.compactMap { set.policy($0) }, of: tenant) {
            print("warning: \(made.warning)")
        }
    }
}

/// Whether everything is up.
private final class Readiness: Sendable {
    private let state = Atomic(false)

    var isReady: Bool {
        get { state.load(ordering: .acquiring) }
        set { state.store(newValue, ordering: .releasing) }
    }
}

package enum Version {
    package static let text = "0.1.0"
}
