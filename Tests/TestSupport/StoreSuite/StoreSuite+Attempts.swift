import Base
import Directory
import Testing

extension StoreSuite {
    static let attempts = [
        StoreRule("an attempt record comes back with every field until it expires") { store async throws in
            var written = AttemptRecord(expiresAt: Sample.later)
            written.failures = 3
            written.lockedUntil = Sample.now.adding(seconds: 9)
            written.locks = 2
            written.lastFailure = [1, 2, 3]
            let record = written
            try await store.attempts.change("k", at: Sample.now) { $0 = record }

            func kept(_ now: Timestamp) async throws -> AttemptRecord {
                try await store.attempts.change("k", at: now) { $0 }
            }
            #expect(try await kept(Sample.now) == record)
            #expect(try await kept(Sample.later) == AttemptRecord(expiresAt: Sample.later))
        },
        StoreRule("a forgotten attempt record starts again") { store async throws in
            try await store.attempts.change("k", at: Sample.now) { record in
                record.failures = 3
                record.expiresAt = Sample.later
            }
            try await store.attempts.forget("k")

            #expect(try await store.attempts.change("k", at: Sample.now) { $0.failures } == 0)
        },
        StoreRule("several attempt records change in one step, and one that has expired is gone") {
            store async throws in
            try await store.attempts.change(["a", "b", "c"], at: Sample.now) { records in
                #expect(records.count == 3)
                for index in 0..<2 { (records[index].failures, records[index].expiresAt) = (index + 1, Sample.later) }
            }
            try await store.attempts.change(["b", "a", "c"], at: Sample.now) { records in
                #expect(records.map(\.failures) == [2, 1, 0])
                records[0].expiresAt = Sample.now
            }

            #expect(try await store.attempts.change("a", at: Sample.now) { $0.failures } == 1)
            #expect(try await store.attempts.change("b", at: Sample.now) { $0.failures } == 0)
        },
        StoreRule("no failure is lost among many at once") { store async throws in
            let counts = try await concurrently(32) { _ in
                try await store.attempts.change("k", at: Sample.now) { record in
                    record.failures += 1
                    record.expiresAt = Sample.later
                    return record.failures
                }
            }

            #expect(Set(counts) == Set(1...32))
        },
        StoreRule("an identifier is used once until it expires") { store async throws in
            #expect(try await store.usedIdentifiers.use("jti", until: Sample.later, at: Sample.now))
            #expect(try await !store.usedIdentifiers.use("jti", until: Sample.later, at: Sample.now))
            #expect(try await store.usedIdentifiers.use("other", until: Sample.later, at: Sample.now))
            let again = Sample.later.adding(seconds: 60)
            #expect(try await store.usedIdentifiers.use("jti", until: again, at: Sample.later))
            #expect(try await !store.usedIdentifiers.use("jti", until: again, at: Sample.later))
        },
        StoreRule("of many who use one identifier at once, one may") { store async throws in
            let outcomes = try await concurrently(32) { _ in
                try await store.usedIdentifiers.use("jti", until: Sample.later, at: Sample.now)
            }

            #expect(outcomes.count { $0 } == 1)
        },
    ]
}
