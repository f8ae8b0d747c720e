import Base
import Directory
import OpenIDProvider

/// The applications of a tenant as the clients of its issuers.
struct TenantClients: Clients {
    let applications: any Applications

    func client(_ id: String, of issuer: Issuer) async throws -> Client? {
        try await applications.application(Client.ID(id.lowercased()), of: Tenant.ID(issuer.directory))
    }

    func resource(offering scope: String, of issuer: Issuer) async throws -> Client? {
        try await applications.application(offering: scope, of: Tenant.ID(issuer.directory))
    }

    func resource(identifiedBy uri: String, of issuer: Issuer) async throws -> Client? {
        if let named = try await client(uri, of: issuer) { return named }
        return try await applications.application(identifiedBy: uri, of: Tenant.ID(issuer.directory))
    }
}
