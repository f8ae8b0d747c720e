import Base
import Directory
import Testing

extension StoreSuite {
    static let users = userLookUps + userUniqueness + userChanges

    private static let userLookUps = [
        StoreRule("a user comes back with every field") { store async throws in
            let user = Sample.user("u", [Sample.email("Ann@Example.com"), Sample.federated("Ab1", by: "facebook.com")])

            #expect(try await store.users.create(user) == .created)

            #expect(try await store.users.user(user.id, of: Sample.tenant.id) == user)
            #expect(try await store.users.user(user.id, of: Sample.otherTenant.id) == nil)
        },
        StoreRule("a user without a password or a name comes back") { store async throws in
            let user = User(id: User.ID("u"), tenant: Sample.tenant.id, identities: [], createdAt: Sample.now)

            #expect(try await store.users.create(user) == .created)

            #expect(try await store.users.user(user.id, of: Sample.tenant.id) == user)
        },
        StoreRule("a local name is found in any case, a provider's id only to the letter") { store async throws in
            let user = Sample.user("u", [Sample.email("Ann@Example.com"), Sample.federated("Ab1", by: "facebook.com")])
            _ = try await store.users.create(user)

            func found(_ type: String?, _ issuer: String?, _ id: String, _ tenant: Tenant = Sample.tenant) async throws
                -> Bool
            { try await store.users.user(signInType: type, issuer: issuer, id: id, of: tenant.id)?.id == user.id }

            #expect(try await found("emailAddress", Sample.tenant.name, "ann@EXAMPLE.com"))
            #expect(try await found("emailAddress", nil, "ann@EXAMPLE.com"))
            #expect(try await found(nil, nil, "ann@EXAMPLE.com"))
            #expect(try await found(nil, Sample.tenant.name, "ann@EXAMPLE.com"))
            #expect(try await found("federated", "facebook.com", "Ab1"))
            #expect(try await !found("federated", "facebook.com", "ab1"))
            #expect(try await !found("userName", nil, "ann@example.com"))
            #expect(try await !found("emailAddress", "other.example", "ann@example.com"))
            #expect(try await !found("emailAddress", nil, "ann@example.com", Sample.otherTenant))
        },
        StoreRule("users are found by an attribute, in any case, and not those of another tenant") {
            store async throws in
            for (id, key) in [("1", "raw-1"), ("2", "RAW-1"), ("3", "raw-1"), ("4", "raw-2")] {
                var user = User(id: User.ID(id), tenant: Sample.tenant.id, identities: [], createdAt: Sample.now)
                user.attributes["extension_key"] = .string(key)
                _ = try await store.users.create(user)
            }

            func found(_ name: String, _ value: String, _ tenant: Tenant = Sample.tenant) async throws -> [String] {
                try await store.users.users(attribute: name, equals: value, of: tenant.id).map(\.id.text)
            }

            #expect(try await found("Extension_Key", "Raw-2") == ["4"])
            #expect(try await found("extension_key", "raw-1") == ["1", "2"])
            #expect(try await found("extension_key", "%") == [])
            #expect(try await found("other", "raw-1") == [])
            #expect(try await found("extension_key", "raw-2", Sample.otherTenant) == [])
        },
        StoreRule("what an attribute was finds nobody any more, and what it is does") { store async throws in
            var user = Sample.user("u")
            let own = User.ownAttribute("seal")
            let long = String(repeating: "ab", count: 150)
            user.attributes = ["key": "Old", "Number": 7, "list": ["a"], "on": true, "long": .string(long)]
            user.attributes[own] = "x"
            _ = try await store.users.create(user)
            func finds(_ name: String, _ value: String) async throws -> Bool {
                try await store.users.users(attribute: name, equals: value, of: Sample.tenant.id).map(\.id) == [user.id]
            }
            for (name, value) in [("key", "old"), ("number", "7"), ("long", long.uppercased())] {
                #expect(try await finds(name, value), "\(name)")
            }
            for (name, value) in [
                ("long", String(long.prefix(200))), ("long", long + "x"), ("list", "[\"a\"]"), ("on", "1"),
                ("on", "true"),
                (own, "x"),
            ] {
                #expect(try await !finds(name, value), "\(name) \(value)")
            }

            _ = try await store.users.update(user.id, of: Sample.tenant.id) { user in
                user.attributes["KEY"] = "new"
                user.attributes["key"] = "New"
                user.attributes["number"] = nil
                user.attributes["Number"] = nil
            }
            #expect(try await finds("key", "NEW"))
            #expect(try await finds("long", long))
            #expect(try await !finds("key", "old"))
            #expect(try await !finds("number", "7"))

            try await store.users.delete(user.id, of: Sample.tenant.id)
            #expect(try await !finds("key", "new"))
        },
        StoreRule("a provider's id finds nobody as a local name, nor without its provider") { store async throws in
            _ = try await store.users.create(Sample.user("u", [Sample.federated("12", by: "facebook.com")]))

            #expect(try await store.users.user(signInType: nil, issuer: nil, id: "12", of: Sample.tenant.id) == nil)
            let anyProvider = try await store.users.user(
                signInType: "federated", issuer: nil, id: "12", of: Sample.tenant.id)
            #expect(anyProvider == nil)
        },
    ]

    private static let userUniqueness = [
        StoreRule("two users of a tenant cannot share an identity") { store async throws in
            _ = try await store.users.create(Sample.user("1", [Sample.email("ann@example.com")]))

            let second = Sample.user("2", [Sample.email("bob@example.com"), Sample.email("ANN@example.com")])
            #expect(try await store.users.create(second) == .alreadyExists)

            // Nothing of the second is left behind.
            #expect(try await store.users.user(second.id, of: Sample.tenant.id) == nil)
            let third = Sample.user("3", [Sample.email("bob@example.com")])
            #expect(try await store.users.create(third) == .created)
        },
        StoreRule("two users of a tenant cannot share an object id") { store async throws in
            _ = try await store.users.create(Sample.user("1"))

            #expect(try await store.users.create(Sample.user("1")) == .alreadyExists)
        },
        StoreRule("providers' ids that differ in case are different people") { store async throws in
            #expect(try await store.users.create(Sample.user("1", [Sample.federated("x", by: "p")])) == .created)
            #expect(try await store.users.create(Sample.user("2", [Sample.federated("X", by: "p")])) == .created)
            #expect(try await store.users.create(Sample.user("3", [Sample.federated("x", by: "q")])) == .created)
            #expect(try await store.users.create(Sample.user("4", [Sample.federated("X", by: "p")])) == .alreadyExists)
        },
        StoreRule("the same person may be in two tenants") { store async throws in
            let identity = Sample.email("ann@example.com")
            #expect(try await store.users.create(Sample.user("1", [identity])) == .created)
            #expect(try await store.users.create(Sample.user("1", [identity], of: Sample.otherTenant)) == .created)
        },
        StoreRule("of many who take one name at once, one gets it") { store async throws in
            let outcomes = try await concurrently(16) { number in
                try await store.users.create(Sample.user("\(number)", [Sample.email("ann@example.com")]))
            }

            #expect(outcomes.count { $0 == .created } == 1)
        },
    ]

    private static let userChanges = [
        StoreRule("an update is kept, and answers what is kept") { store async throws in
            let user = Sample.user("u", [Sample.email("ann@example.com")])
            _ = try await store.users.create(user)

            let outcome = try await store.users.update(user.id, of: Sample.tenant.id) { user in
                user.isEnabled = true
                user.passwordHash = nil
                user.passwordChangedAt = nil
                user.attributes["displayName"] = "Ann"
                user.identities = [Sample.email("new@example.com")]
            }

            let kept = try #require(try await store.users.user(user.id, of: Sample.tenant.id))
            #expect(outcome == .updated(kept))
            #expect(kept.isEnabled && kept.passwordHash == nil && kept.attributes["displayName"] == "Ann")
            #expect(kept.identities == [Sample.email("new@example.com")])
            // The old name is free again.
            #expect(try await store.users.create(Sample.user("v", user.identities)) == .created)
        },
        StoreRule("an update to another's name is refused and changes nothing") { store async throws in
            let ann = Sample.user("1", [Sample.email("ann@example.com")])
            _ = try await store.users.create(ann)
            _ = try await store.users.create(Sample.user("2", [Sample.email("bob@example.com")]))

            let outcome = try await store.users.update(ann.id, of: Sample.tenant.id) { user in
                user.attributes["displayName"] = "Bob"
                user.identities.append(Sample.email("BOB@example.com"))
            }

            #expect(outcome == .alreadyExists)
            #expect(try await store.users.user(ann.id, of: Sample.tenant.id) == ann)
        },
        StoreRule("an update of nobody finds nobody") { store async throws in
            _ = try await store.users.create(Sample.user("u"))

            #expect(try await store.users.update(User.ID("v"), of: Sample.tenant.id) { _ in } == .notFound)
            #expect(try await store.users.update(User.ID("u"), of: Sample.otherTenant.id) { _ in } == .notFound)
        },
        StoreRule("no update is lost among many at once") { store async throws in
            let user = Sample.user("u")
            _ = try await store.users.create(user)

            _ = try await concurrently(32) { _ in
                try await store.users.update(user.id, of: Sample.tenant.id) { user in
                    user.attributes["n"] = .integer((user.attributes["n"]?.integer ?? 0) + 1)
                }
            }

            #expect(try await store.users.user(user.id, of: Sample.tenant.id)?.attributes["n"] == 32)
        },
        StoreRule("a deleted user is gone, with every name") { store async throws in
            let user = Sample.user("u", [Sample.email("ann@example.com")])
            _ = try await store.users.create(user)

            try await store.users.delete(user.id, of: Sample.otherTenant.id)
            #expect(try await store.users.user(user.id, of: Sample.tenant.id) == user)
            try await store.users.delete(user.id, of: Sample.tenant.id)

            #expect(try await store.users.user(user.id, of: Sample.tenant.id) == nil)
            #expect(try await store.users.create(Sample.user("v", user.identities)) == .created)
        },
    ]

    /// Runs `body` that many times at once.
    static func concurrently<Value: Sendable>(
        _ count: Int, _ body: @escaping @Sendable (Int) async throws -> Value
    ) async throws -> [Value] {
        try await withThrowingTaskGroup(of: Value.self) { group in
            for number in 0..<count { group.addTask { try await body(number) } }
            return try await group.reduce(into: []) { $0.append($1) }
        }
    }
}
