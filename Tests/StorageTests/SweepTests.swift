import Base
import Directory
import SQL
import Storage
import TestSupport
import Testing

struct SweepTests {
    private let day: Int64 = 86_400

    @Test func `what has expired goes, what lives stays`() async throws {
        let store = try await filledStore()

        // At `later`: the journey, the session, the attempts, the identifier. Codes and grants are remembered for a
        // day.
        #expect(try await store.sweep(at: Sample.later.adding(milliseconds: -1)) == 0)
        #expect(try await store.sweep(at: Sample.later) == 4)
        #expect(try await store.sweep(at: Sample.later) == 0)
    }

    @Test func `a replay is still found a day later`() async throws {
        let store = try await filledStore()
        _ = try await store.grants.redeem(code: "c", at: Sample.now)

        try await store.sweep(at: Sample.later.adding(seconds: day - 1))

        #expect(try await store.grants.redeem(code: "c", at: Sample.later) == .replayed(Grant.ID("g")))
    }

    @Test func `a grant without an end goes with the last thing that hangs on it`() async throws {
        let store = try await filledStore()
        let grant = Sample.grant("long")
        try await store.grants.save(grant, code: nil)
        let month = Sample.now.adding(seconds: 30 * day)
        try await store.grants.save(Sample.refreshToken("t", of: grant, expiresAt: month))

        try await store.sweep(at: Sample.later.adding(seconds: day))
        #expect(try await store.grants.grant(Grant.ID("g")) == nil)
        #expect(try await store.grants.grant(grant.id) == grant)
        try await store.sweep(at: month.adding(seconds: day))
        #expect(try await store.grants.grant(grant.id) == nil)
    }

    @Test func `a long backlog goes in many small transactions`() async throws {
        let store = try await Store.inMemory(sealing: TestSealing())
        for number in 0..<25 {
            _ = try await store.usedIdentifiers.use("\(number)", until: Sample.now, at: Sample.now)
        }
        let before = store.database.statistics.writes

        #expect(try await store.sweep(at: Sample.now, batch: 10) == 25)

        // Three batches of identifiers, and one look at each of the five other tables.
        #expect(store.database.statistics.writes - before == 8)
    }

    private func filledStore() async throws -> Store {
        let store = try await Store.inMemory(sealing: TestSealing())
        try await store.tenants.save(Sample.tenant)
        _ = try await store.journeys.save(Sample.journey("j", 1, "state"))
        try await store.sessions.save(
            Session(
                id: Session.ID("s"), tenant: Sample.tenant.id, createdAt: Sample.now, expiresAt: Sample.later))
        try await store.attempts.change("k", at: Sample.now) { $0.expiresAt = Sample.later }
        _ = try await store.usedIdentifiers.use("jti", until: Sample.later, at: Sample.now)
        let grant = Sample.grant("g")
        try await store.grants.save(grant, code: Sample.code("c", of: grant))
        return store
    }
}
