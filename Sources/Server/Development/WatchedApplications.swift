import Base
import Directory
import Synchronization

/// The applications of `applications.json` beside the policies, as it is now, before those of the store. They are never
/// written there: one that is taken out of the file is gone. A file that cannot be read keeps the last good ones.
final class WatchedApplications: Applications {
    private struct Loaded {
        var applications: [Application]
        var stamp: String?
    }

    private let path: String
    private let tenant: Tenant.ID
    private let others: any Applications
    private let state: Mutex<Loaded>

    /// Throws for a file that is there and cannot be read.
    init(folder: String, tenant: Tenant.ID, before others: any Applications) throws {
        let path = "\(folder)/applications.json"
        self.path = path
        self.tenant = tenant
        self.others = others
        state = Mutex(
            Loaded(applications: try WatchedApplications.read(path, tenant), stamp: Files.stamp(path)))
    }

    /// Reads the file again if it was saved since; whether it was. Throws once for one that cannot be read.
    func reload() throws -> Bool {
        let stamp = Files.stamp(path)
        let isNew = state.withLock { state in
            defer { state.stamp = stamp }
            return state.stamp != stamp
        }
        guard isNew else { return false }
        let applications = try WatchedApplications.read(path, tenant)
        state.withLock { $0.applications = applications }
        return true
    }

    /// Those of the file.
    var listed: [Application] { state.withLock { $0.applications } }

    func application(_ id: Application.ID, of tenant: Tenant.ID) async throws -> Application? {
        if let found = first(of: tenant, where: { $0.id == id }) { return found }
        return try await others.application(id, of: tenant)
    }

    func application(offering scope: String, of tenant: Tenant.ID) async throws -> Application? {
        if let found = first(of: tenant, where: { $0.exposedScopes.contains(scope) }) { return found }
        return try await others.application(offering: scope, of: tenant)
    }

    func application(identifiedBy uri: String, of tenant: Tenant.ID) async throws -> Application? {
        if let found = first(of: tenant, where: { $0.identifierURIs.contains(uri) }) { return found }
        return try await others.application(identifiedBy: uri, of: tenant)
    }

    func save(_ application: Application) async throws { try await others.save(application) }

    private func first(of tenant: Tenant.ID, where matches: (Application) -> Bool) -> Application? {
        guard tenant == self.tenant else { return nil }
        return state.withLock { $0.applications.first(where: matches) }
    }

    private static func read(_ path: String, _ tenant: Tenant.ID) throws -> [Application] {
        guard Files.stamp(path) != nil else { return [] }
        do {
            return try ApplicationsFile(parsing: Files.read(path), tenant: tenant).applications
        } catch let fault as ApplicationsFile.Fault {
            throw UsageError("\(path): \(fault)")
        }
    }
}
