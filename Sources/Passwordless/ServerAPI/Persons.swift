import Base
import Directory

/// The people of a realm as its interfaces know them: by an id of the application's own.
struct Persons: Sendable {
    let users: any Users & UserList
    let now: Now

    /// 1 to 255 bytes without control characters.
    static func isID(_ text: String) -> Bool {
        (1...255).contains(text.utf8.count) && text.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7f }
    }

    static func id(_ text: String) throws(APIError) -> User.ID {
        guard isID(text) else { throw .invalid("A user id has 1 to 255 bytes, none of them a control character.") }
        return User.ID(text)
    }

    /// The person of this id, made where there is none, as `patch` says.
    func person(_ id: User.ID, _ patch: PersonPatch = PersonPatch(), in realm: RealmContext) async throws -> User {
        var fresh = User(id: id, tenant: realm.tenant, identities: [], createdAt: now())
        patch.apply(to: &fresh, in: realm.realm)
        fresh.identities = fresh.names(in: realm.realm)
        // Of two who make one person at once the later one finds them.
        for _ in 0..<2 {
            if let known = try await users.user(id, of: realm.tenant) {
                return try await change(known, patch, in: realm)
            }
            if try await users.create(fresh) == .created { return fresh }
            // Another person has one of the names, or this one is there by now.
            fresh.identities = []
        }
        if try await users.create(fresh) == .created { return fresh }
        throw APIError(409, "conflict", "The user was changed at the same time. Try again.")
    }

    private func change(_ known: User, _ patch: PersonPatch, in realm: RealmContext) async throws -> User {
        var wanted = known
        patch.apply(to: &wanted, in: realm.realm)
        guard wanted.attributes != known.attributes else { return known }
        for isNamed in [true, false] {
            let update = try await users.update(known.id, of: realm.tenant) { user in
                patch.apply(to: &user, in: realm.realm)
                if isNamed { user.identities = user.names(in: realm.realm) }
            }
            switch update {
            case .updated(let user): return user
            // Applications may give two people one address; only one of them signs in by it.
            case .alreadyExists: continue
            case .notFound: throw APIError.notFound("user")
            }
        }
        throw APIError(409, "conflict", "The user was changed at the same time. Try again.")
    }
}

extension User {
    /// What the person may type to sign in: the user name, and addresses that are verified.
    fileprivate func names(in realm: Realm) -> [Identity] {
        let names = [
            ("userName", username), ("emailAddress", mailAddress), ("phoneNumber", phoneNumber),
        ]
        let own = Set(names.map(\.0))
        let made = names.compactMap { type, name in
            name.map { Identity(signInType: type, issuer: realm.id.text, issuerAssignedID: $0) }
        }
        return identities.filter { !own.contains($0.signInType) || $0.issuer != realm.id.text } + made
    }
}
