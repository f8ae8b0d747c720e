import Base
import Cryptography
import Directory
import Glibc
import HTTP
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
    private static let sweepSeconds: Int64 = 300

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
            await watch(running, until: signals)
            print("cardea: stopping")
            await running.server.drain(within: 10)
            await running.composition.store.close()
            return 0
        } catch {
            Terminal.error("cardea dev: \(error)")
            return 1
        }
    }

    private struct Running {
        let server: HTTPServer
        let composition: Composition
        let folder: WatchedPolicies
        let access: WatchedAccess
        let applications: WatchedApplications
        let world: DevelopmentWorld
        let tenant: Tenant
        let keys: DevelopmentKeys
    }

    private func start() async throws -> Running {
        let (first, name) = try load()
        let log = EventLog(minimum: .info, now: now)
        let key = try masterKey()
        let sealer = try Sealer(keys: [key], random: random)
        let store = try await openStore(StoreSealing(sealer: sealer))
        let tenant = try await makeTenant(name, first.set, store)
        let folder = WatchedPolicies(options.folder, base: options.base, tenant: tenant.id, first: first)
        let access = try WatchedAccess(folder: options.folder)
        let applications = try WatchedApplications(
            folder: options.folder, tenant: tenant.id, before: store.applications)
        let mailbox = Mailbox()
        let (certificate, authority) = try certificate()
        // Two servers of one machine federate over https too.
        let fetch = CurlFetch(extraCertificates: authority)
        let world = try world(outside: fetch, mailbox, folder, log)
        let readiness = Readiness()
        let traces = makeTraces()
        let composition = Composition(
            .init(
                store: store, sealer: sealer, tenant: tenant, policies: folder, applications: applications,
                passwords: passwords, fetch: world.fetch, courier: try courier(mailbox, fetch, log),
                conditionalAccess: access,
                people: people(mailbox, folder, tenant).routes + traceRoutes(traces).routes + world.desk.routes,
                traces: traces, tracePage: { traces.has(correlationID: $0) ? "/trace/\($0)" : nil },
                detour: world.detour, isReady: { readiness.isReady }, mayReachPrivateAddresses: true,
                templates: .development, now: now, random: random, emit: log.emit,
                pageKey: key.derived(for: "pages"), digestKey: key.derived(for: "digests")))
        let keys = DevelopmentKeys(keySets: store.keySets, random: random, now: now)
        try await makeKeys(keys, folder, tenant)
        let server = try HTTPServer(
            ServerConfiguration(port: options.port, certificate: certificate), composition.responder, random: random,
            emit: log.emit)
        try await register(server.port, tenant, store)
        readiness.isReady = true
        announce(server.port, folder, tenant, authority, applications.listed)
        return Running(
            server: server, composition: composition, folder: folder, access: access,
            applications: applications, world: world, tenant: tenant, keys: keys)
    }

    private func load() throws -> (first: (set: PolicySet, diagnostics: Diagnostics), tenant: Name) {
        let first = try WatchedPolicies.load(options.folder, base: options.base)
        Terminal.print(first.diagnostics)
        guard let name = first.set.tenant else {
            throw UsageError("\(options.folder) holds no policy that can be read")
        }
        return (first, name)
    }

    private func world(
        outside: CurlFetch, _ mailbox: Mailbox, _ folder: WatchedPolicies, _ log: EventLog
    ) throws -> DevelopmentWorld {
        try DevelopmentWorld(
            folder: options.folder, reach: options.isOnline ? .everything : .loopback, records: options.records,
            outside: outside, mailbox: mailbox, now: now, random: random, emit: log.emit
        ) { folder.set.policy($0)?.technicalProfiles[$1] }
    }

    private func traceRoutes(_ traces: TraceStore) -> TraceRoutes {
        TraceRoutes(traces: traces, hosts: Set(options.traceHosts), random: random)
    }

    private func makeTraces() -> TraceStore {
        let traces = TraceStore(.development, now: now, ticks: SystemClock.ticks)
        guard options.printsTrace else { return traces }
        let terminal = TraceTerminal(isColoured: isatty(STDOUT_FILENO) == 1)
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
        return tenant
    }

    private func makeKeys(_ keys: DevelopmentKeys, _ folder: WatchedPolicies, _ tenant: Tenant) async throws {
        let set = folder.set
        for made in try await keys.makeMissing(for: set.relyingParties.compactMap { set.policy($0) }, of: tenant) {
            print("warning: \(made.warning)")
        }
    }

    private func certificate() throws -> (ServerCertificate?, authority: String?) {
        guard options.usesTLS else { return (nil, nil) }
        if let files = options.certificate { return (try DevelopmentTLS.read(chain: files.chain, key: files.key), nil) }
        let names = ["localhost", "127.0.0.1", "::1"]
        let made = try DevelopmentTLS.make(names: names, now: now(), random: random)
        return (made.certificate, made.authorityPath)
    }

    private func register(_ port: UInt16, _ tenant: Tenant, _ store: Store) async throws {
        let scheme = options.usesTLS ? "https" : "http"
        let origins = ["localhost", "127.0.0.1"].map { "\(scheme)://\($0):\(port)" }
        try await store.applications.save(DemoApplication.make(tenant: tenant, origins: origins))
    }

    private func people(_ mailbox: Mailbox, _ folder: WatchedPolicies, _ tenant: Tenant) -> PeopleRoutes {
        PeopleRoutes(
            mailbox: mailbox, tenantName: tenant.name,
            policies: { PeopleRoutes.PolicyCard.all(of: folder.set) }, version: Version.text, now: now, random: random)
    }

    private func announce(
        _ port: UInt16, _ folder: WatchedPolicies, _ tenant: Tenant, _ authority: String?, _ listed: [Application]
    ) {
        let origin = "\(options.usesTLS ? "https" : "http")://localhost:\(port)"
        print("cardea: \(tenant.name), \(folder.set.relyingParties.count) policies from \(options.folder)")
        for application in listed { print("cardea: application \(application.id) (\(application.name))") }
        print("cardea: \(origin)")
        if let authority { print("cardea: certificate of the development authority: \(authority)") }
        Terminal.flush()
    }

    /// Looks at the folder often enough that a saved file is served at once, until a signal comes.
    private func watch(_ running: Running, until signals: StopSignals) async {
        var stamp = running.folder.stamp
        var sweptAt = now()
        while !signals.wasSent {
            try? await Task.sleep(for: .milliseconds(40))
            if now() > sweptAt.adding(seconds: DevCommand.sweepSeconds) {
                sweptAt = now()
                await sweep(running.composition.store)
            }
            report("conditional access reloaded", or: "kept the last good rules") { try running.access.reload() }
            report("applications reloaded", or: "kept the last good ones") { try running.applications.reload() }
            running.world.reloadIfChanged()
            let current = running.folder.stamp
            guard current != stamp else { continue }
            stamp = current
            await reload(running)
        }
    }

    /// Removes what has expired from the store.
    private func sweep(_ store: Store) async {
        do {
            _ = try await store.sweep(at: now())
        } catch {
            Terminal.error("cardea dev: cannot remove what has expired: \(error)")
        }
    }

    /// Says that a file was read again, or what is wrong with it.
    private func report(_ done: String, or kept: String, _ reload: () throws -> Bool) {
        do {
            guard try reload() else { return }
            print("cardea: \(done)")
        } catch {
            Terminal.error("cardea dev: \(error); \(kept)")
        }
        Terminal.flush()
    }

    private func reload(_ running: Running) async {
        do {
            let diagnostics = try running.folder.reload()
            Terminal.print(diagnostics)
            try await makeKeys(running.keys, running.folder, running.tenant)
            print(diagnostics.hasErrors ? "cardea: kept the last good policies" : "cardea: policies reloaded")
        } catch {
            Terminal.error("cardea dev: \(error)")
        }
        Terminal.flush()
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
