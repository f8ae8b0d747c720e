import Base
import Directory
import Synchronization

package final class MemoryApplications: Applications {
    private struct Key: Hashable {
        let tenant: Tenant.ID
        let id: Application.ID
    }

    private let applications = Mutex<[Key: Application]>([:])

    package init() {}

    package func application(_ id: Application.ID, of tenant: Tenant.ID) async throws -> Application? {
        applications.withLock { $0[Key(tenant: tenant, id: id)] }
    }

    package func application(offering scope: String, of tenant: Tenant.ID) async throws -> Application? {
        applications.withLock { $0.values.first { $0.tenant == tenant && $0.exposedScopes.contains(scope) } }
    }

    package func application(identifiedBy uri: String, of tenant: Tenant.ID) async throws -> Application? {
        applications.withLock { applications in
            applications.values.filter { $0.tenant == tenant }.sorted { $0.id.text < $1.id.text }.first { api in
                api.identifierURIs.contains(uri)
                    || api.exposedScopes.contains { scope in
                        scope.hasPrefix("\(uri)/") && !scope.dropFirst(uri.count + 1).contains("/")
                    }
            }
        }
    }

    package func save(_ application: Application) async throws {
        applications.withLock { $0[Key(tenant: application.tenant, id: application.id)] = application }
    }
}
