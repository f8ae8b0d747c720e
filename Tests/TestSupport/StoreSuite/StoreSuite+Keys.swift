import Base
import Directory
import Testing

extension StoreSuite {
    static let keySets = [
        StoreRule("a key set comes back with every field, by its name in any case") { store async throws in
            let set = Sample.keySet("B2C_1A_TokenSigningKeyContainer", "k2", "k1")
            try await store.keySets.save(set)

            #expect(try await store.keySets.keySet("b2c_1a_tokensigningkeycontainer", of: Sample.tenant.id) == set)
            #expect(try await store.keySets.keySet(set.name, of: Sample.otherTenant.id) == nil)
            #expect(try await store.keySets.keySet("B2C_1A_Other", of: Sample.tenant.id) == nil)
        },
        StoreRule("a key set that is saved again replaces the first") { store async throws in
            try await store.keySets.save(Sample.keySet("B2C_1A_Keys", "k1", "k2"))
            var set = Sample.keySet("b2c_1a_keys", "k2", "k3")
            set.use = .signature
            try await store.keySets.save(set)

            #expect(try await store.keySets.keySet("B2C_1A_Keys", of: Sample.tenant.id) == set)
        },
        StoreRule("an empty key set is a key set") { store async throws in
            try await store.keySets.save(Sample.keySet("B2C_1A_Keys"))

            #expect(try await store.keySets.keySet("B2C_1A_Keys", of: Sample.tenant.id)?.keys == [])
        },
        StoreRule("of many who make a key set at once, all get the same") { store async throws in
            let kept = try await concurrently(16) { number in
                try await store.keySets.saveIfAbsent(Sample.keySet("B2C_1A_Keys", "k\(number)"))
            }

            let stored = try await store.keySets.keySet("B2C_1A_Keys", of: Sample.tenant.id)
            #expect(kept.allSatisfy { $0 == stored })
        },
    ]

    static let journeys = [
        StoreRule("a journey comes back until it expires or is removed") { store async throws in
            let journey = Sample.journey("j", 1, "state")
            #expect(try await store.journeys.save(journey))

            func kept(_ now: Timestamp, _ tenant: Tenant = Sample.tenant) async throws -> StoredJourney? {
                try await store.journeys.journey("j", of: tenant.id, at: now)
            }
            #expect(try await kept(Sample.now) == journey)
            #expect(try await kept(Sample.now, Sample.otherTenant) == nil)
            #expect(try await kept(Sample.later) == nil)
            try await store.journeys.remove("j")
            #expect(try await kept(Sample.now) == nil)
        },
        StoreRule("of two who end a journey one is told that it was there") { store async throws in
            #expect(try await store.journeys.save(Sample.journey("j", 1, "one")))
            #expect(try await store.journeys.save(Sample.journey("j", 2, "two")))
            #expect(try await !store.journeys.remove("j", version: 1))
            #expect(try await store.journeys.remove("j", version: 2))
            #expect(try await !store.journeys.remove("j", version: 2))
        },
        StoreRule("a journey goes on only from the version that is stored") { store async throws in
            #expect(try await !store.journeys.save(Sample.journey("j", 2, "nothing to follow")))
            #expect(try await store.journeys.save(Sample.journey("j", 1, "one")))
            #expect(try await !store.journeys.save(Sample.journey("j", 1, "another one")))
            #expect(try await store.journeys.save(Sample.journey("j", 2, "two")))
            #expect(try await !store.journeys.save(Sample.journey("j", 2, "the other tab")))
            #expect(try await !store.journeys.save(Sample.journey("j", 4, "a leap")))

            let kept = try await store.journeys.journey("j", of: Sample.tenant.id, at: Sample.now)
            #expect(kept == Sample.journey("j", 2, "two"))
        },
        StoreRule("of two tabs at once, one goes on") { store async throws in
            #expect(try await store.journeys.save(Sample.journey("j", 1, "one")))

            let outcomes = try await concurrently(8) { number in
                try await store.journeys.save(Sample.journey("j", 2, "tab \(number)"))
            }

            #expect(outcomes.count { $0 } == 1)
        },
    ]
}
