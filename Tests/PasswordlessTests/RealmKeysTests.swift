import Base
import Cryptography
import Directory
import JOSE
import OpenIDProvider
import TestSupport
import Testing

@testable import Passwordless

struct RealmKeysTests {
    private let tenant = Tenant.ID("t")
    private let clock = TestClock()
    private let sets = MemoryKeySets()

    private func keys() async throws -> IssuerKeys {
        try await RealmKeys(keySets: sets, now: clock.read).keys(of: tenant)
    }

    @Test func `a realm signs with RS256 or, where it may, ES256, and publishes both`() async throws {
        let first = try await keys()
        #expect(first.signing.algorithm == .rs256)
        #expect(Set(first.algorithms) == [.rs256, .es256])
        #expect(first.key(for: .es256).algorithm == .es256 && first.key(for: nil).id == first.signing.id)
        #expect(try await keys().signing.id == first.signing.id)
    }

    @Test func `the next key is published before it signs, and the last one after`() async throws {
        let first = try await keys().signing.id
        clock.advance(seconds: 89 * 86_400 + 60)
        let between = try await keys()
        #expect(between.signing.id == first)
        #expect(between.algorithms.count == 2)
        clock.advance(seconds: 86_400)
        let after = try await keys()
        #expect(after.signing.id != first)
        #expect(String(decoding: after.document, as: UTF8.self).contains(first))
        clock.advance(seconds: 3 * 86_400)
        #expect(try await !String(decoding: keys().document, as: UTF8.self).contains(first))
    }

    @Test func `a rotation by hand signs with another key at once`() async throws {
        let first = try await keys().signing.id
        let realm = RealmKeys(keySets: sets, now: clock.read)
        clock.advance(seconds: 1)
        try await realm.rotate(of: tenant)
        #expect(try await realm.keys(of: tenant).signing.id != first)
    }
}
