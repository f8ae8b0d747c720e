import Base
import Directory
import HTTP
import OpenIDProvider

/// Finds the issuer of a realm: `https://login.example/demo/oidc`, or `https://id.example/oidc` at a host of its own.
package struct RealmIssuers: Issuers {
    let realms: RealmDirectory
    let keys: RealmKeys

    package func issuer(_ name: IssuerName, origin: String) async throws -> Issuer? {
        let realm: RealmContext?
        switch name.form {
        case .realm:
            let path = "/\(name.directory)\(RealmContext.issuerPath)"
            realm = try await realms.realm(issuing: path, named: name.directory, origin: origin)
        case .host: realm = try await realms.realm(issuing: RealmContext.issuerPath, named: nil, origin: origin)
        case .chosen: realm = try await realms.realm(issuing: name.directory, named: nil, origin: origin)
        case .path, .query, .trustFramework: realm = nil
        }
        guard let realm else { return nil }
        return try await issuer(of: realm)
    }

    func issuer(of realm: RealmContext) async throws -> Issuer {
        let identifier = realm.issuer
        return Issuer(
            directory: realm.realm.id.text, policy: "", identifier: identifier,
            endpoints: EndpointPaths.realm.endpoints(base: identifier, offersUserInfo: true),
            keys: try await keys.keys(of: realm.tenant), dialect: .standard,
            claimsSupported: RealmClaims.names, subjectTypes: [.public, .pairwise],
            contextClasses: Assurance.contextClasses,
            requirements: realm.settings.profile?.requirements ?? ClientRequirements())
    }
}

/// The clients of realms: the applications of the tenants that realms keep their people under.
package struct RealmClients: Clients {
    let realms: any Realms
    let applications: any Applications
    let now: Now

    package func client(_ id: String, of issuer: Issuer) async throws -> Client? {
        guard let realm = try await realms.realm(Realm.ID(issuer.directory)) else { return nil }
        var client = try await applications.application(Client.ID(id), of: realm.tenant)
        // The realm's own client proves itself by an API key (passwordless-and-peers A.1.2).
        if id == realm.tenant.text {
            client?.secretHashes += try RealmSettings.apiKeyHashes(in: realm.settings, at: now())
        }
        return client
    }

    package func resource(offering scope: String, of issuer: Issuer) async throws -> Client? {
        guard let realm = try await realms.realm(Realm.ID(issuer.directory)) else { return nil }
        return try await applications.application(offering: scope, of: realm.tenant)
    }

    package func resource(identifiedBy uri: String, of issuer: Issuer) async throws -> Client? {
        guard let realm = try await realms.realm(Realm.ID(issuer.directory)) else { return nil }
        if let named = try await applications.application(Client.ID(uri), of: realm.tenant) { return named }
        return try await applications.application(identifiedBy: uri, of: realm.tenant)
    }
}
