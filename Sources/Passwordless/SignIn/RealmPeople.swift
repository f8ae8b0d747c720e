import Base
import Directory

/// The people of realms: found by the names that they sign in by, made when they sign up.
package struct RealmPeople: Sendable {
    let users: any Users
    let random: Random
    let now: Now

    /// By mail address, user name or telephone number, whatever was typed. Nil where there is none, or they are
    /// disabled.
    package func person(named text: String, in realm: RealmContext) async throws -> User? {
        guard let user = try await users.user(signInType: nil, issuer: nil, id: text, of: realm.tenant) else {
            return nil
        }
        return user.isEnabled ? user : nil
    }

    /// The person whom an application, or a tenant, knows by this id: made where there is none, so that what they do
    /// can be written down. They cannot sign in at the realm by it.
    package func guest(
        _ id: User.ID, named name: String?, mail: String?, in realm: RealmContext
    ) async throws -> User? {
        if let known = try await users.user(id, of: realm.tenant) { return known }
        var fresh = User(id: id, tenant: realm.tenant, identities: [], createdAt: now())
        fresh.attributes["displayName"] = name.map { .string($0) }
        fresh.attributes[User.unverifiedMailName] = mail.map { .string($0) }
        if try await users.create(fresh) == .created { return fresh }
        return try await users.user(id, of: realm.tenant)
    }

    /// Makes an account for whoever has proven that they read `address`; the one that has it, where there is one.
    package func person(reading address: String, language: String, in realm: RealmContext) async throws -> User? {
        var user = User(
            id: User.ID(random.uuid()), tenant: realm.tenant, identities: [.mail(address, in: realm.realm)],
            createdAt: now())
        user.attributes["email"] = .string(address)
        user.attributes["locale"] = .string(language)
        switch try await users.create(user) {
        case .created: return user
        case .alreadyExists: return try await person(named: address, in: realm)
        }
    }
}

extension Identity {
    /// Of a realm's person.
    package static func mail(_ address: String, in realm: Realm) -> Identity {
        Identity(signInType: "emailAddress", issuer: realm.id.text, issuerAssignedID: address)
    }

    package static func userName(_ name: String, in realm: Realm) -> Identity {
        Identity(signInType: "userName", issuer: realm.id.text, issuerAssignedID: name)
    }
}
