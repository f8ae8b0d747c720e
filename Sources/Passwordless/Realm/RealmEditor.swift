import Base
import Directory

/// Changes a realm's settings, whoever else does at the same time.
package struct RealmEditor: Sendable {
    private let realms: any Realms

    package init(realms: any Realms) { self.realms = realms }

    @discardableResult
    func change<Answer: Sendable>(
        _ realm: RealmContext, _ body: (inout RealmSettings) throws -> Answer
    ) async throws -> Answer {
        guard let answer = try await change(realm.realm.id, body) else { throw APIError.noRealm }
        return answer
    }

    /// Nil where there is no such realm. `body` may run again after a conflict; what it makes is checked as a file is.
    @discardableResult
    package func change<Answer: Sendable>(
        _ id: Realm.ID, _ body: (inout RealmSettings) throws -> Answer
    ) async throws -> Answer? {
        for _ in 0..<10 {
            guard var realm = try await realms.realm(id) else { return nil }
            var settings = try RealmSettings(realm.settings)
            let answer = try body(&settings)
            realm.settings = settings.json
            _ = try RealmSettings(realm.settings)
            if try await realms.save(realm) != nil { return answer }
        }
        throw APIError(409, "conflict", "The realm was changed at the same time. Try again.")
    }
}
