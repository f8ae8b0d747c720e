import Base
import Directory
import Glibc
import Passwordless
import Policy
import Storage
import Trace
import Transport

/// A development server that runs: looks after its folder, its store and what it owes others.
struct RunningDevelopment {
    let options: DevOptions
    let server: HTTPServer
    let composition: Composition
    let folder: WatchedPolicies
    /// What the folder looked like before it was read.
    let stamp: [String]
    let access: WatchedAccess
    let applications: WatchedApplications
    let realms: WatchedRealms
    let world: DevelopmentWorld
    let tenant: Tenant
    let keys: DevelopmentKeys
    let now: Now
    let origin: String

    private static let sweepSeconds: Int64 = 300

    /// Serves what is saved as soon as it is, until a signal comes.
    func watch(until signals: StopSignals) async {
        let folders =
            [options.folder, "\(options.folder)/stubs", "\(options.folder)/realms"] + [options.base].compactMap(\.self)
        let watch = FolderWatch(folders)
        let delivery = deliver(composition.webhooks)
        defer {
            watch.stop()
            delivery.cancel()
        }
        // Before the first reading of it here: what was saved since the start is found too.
        var stamp = self.stamp
        // The first sweep is soon: by then whoever waited for the server has had an answer.
        var (sweptAt, lookedAt) = (now().adding(seconds: 2 - Self.sweepSeconds), now())
        for await _ in watch.moments {
            if signals.wasSent { break }
            if now() > sweptAt.adding(seconds: Self.sweepSeconds) {
                sweptAt = now()
                await sweep(composition.store)
                IdleMemory.giveBack()
            }
            // Where the kernel tells of saves, looking is for what it does not know: links, other machines' writes.
            let isDue = !watch.isTold || now() > lookedAt.adding(seconds: 1)
            guard watch.takeSaved() || isDue else { continue }
            lookedAt = now()
            report("conditional access reloaded", or: "kept the last good rules") { try access.reload() }
            report("applications reloaded", or: "kept the last good ones") { try applications.reload() }
            await reloadRealms()
            world.reloadIfChanged()
            let current = folder.stamp
            guard current != stamp else { continue }
            stamp = current
            await reload()
        }
    }

    private func reloadRealms() async {
        do {
            let names = try await realms.reload()
            for name in names { print("cardea: realms/\(name) reloaded") }
            if !names.isEmpty { try await realms.sayWhatIsMissing() }
        } catch {
            Terminal.error("cardea dev: \(error); kept the realm as it was")
        }
        Terminal.flush()
    }

    /// Tells other servers what happens in realms, as long as this one runs.
    private func deliver(_ webhooks: WebhookDesk) -> Task<Void, Never> {
        Task {
            while !Task.isCancelled {
                do {
                    while try await webhooks.sendDue() > 0 {}
                } catch {
                    Terminal.error("cardea dev: cannot send webhooks: \(error)")
                }
                try? await Task.sleep(for: .seconds(1))
            }
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

    private func reload() async {
        do {
            let before = Set(folder.diagnostics.sorted)
            let began = SystemClock.ticks()
            let diagnostics = try folder.reload()
            let took = TraceWords.duration(SystemClock.ticks() - began)
            // What was said before and goes on being so need not be read with every save.
            Terminal.print(
                diagnostics.sorted.filter {
                    $0.severity == .error || $0.severity == .warning && !before.contains($0)
                })
            try await keys.make(of: tenant, for: folder.set, beside: options.folder)
            if tenant.name.isEmpty, folder.set.tenant != nil {
                Terminal.error("cardea dev: the folder began without policies; start again to serve those that it has")
            }
            let since = SystemClock.timeOfDay(folder.standing.servedSince)
            print(
                diagnostics.hasErrors
                    ? "cardea: not taken; what runs is the version of \(since). \(origin)/#problems"
                    : "cardea: \(since) policies reloaded in \(took)")
        } catch {
            Terminal.error("cardea dev: \(error)")
        }
        Terminal.flush()
    }
}
