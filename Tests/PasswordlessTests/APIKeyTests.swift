import Base
import HTTP
import TestSupport
import Testing

@testable import Passwordless

struct APIKeyTests {
    private let now = Timestamp(seconds: 1_795_250_875)

    @Test func `a key is shown once and kept as its hash`() throws {
        let (key, shown) = APIKey.make(name: "backend", at: now, random: .seeded())
        var settings = RealmSettings()
        settings.apiKeys = [key]
        #expect(shown.exposed.hasPrefix("cardea_") && shown.exposed.utf8.count == 50)
        #expect(!settings.json.text.contains(shown.exposed))
        #expect(settings.accepts(apiKey: shown.exposed, at: now))
        #expect(!settings.accepts(apiKey: "", at: now))
        #expect(!settings.accepts(apiKey: String(shown.exposed.dropLast()), at: now))
    }

    @Test func `an old key works until its time is over, beside the new one`() throws {
        let old = APIKey.make(name: "old", at: now, expiresAt: now.adding(seconds: 60), random: .seeded(1))
        let new = APIKey.make(name: "new", at: now, random: .seeded(2))
        var settings = RealmSettings()
        settings.apiKeys = [old.key, new.key]
        #expect(settings.accepts(apiKey: old.shown.exposed, at: now))
        #expect(settings.accepts(apiKey: new.shown.exposed, at: now))
        #expect(settings.apiKeyHashes(at: now) == [old.key.hash, new.key.hash])
        let later = now.adding(seconds: 60)
        #expect(!settings.accepts(apiKey: old.shown.exposed, at: later))
        #expect(settings.accepts(apiKey: new.shown.exposed, at: later))
        #expect(settings.apiKeyHashes(at: later) == [new.key.hash])
    }

    @Test(arguments: [
        ("Basic YTpi", "a", "b"), ("basic  YTo=", "a", ""), ("Basic YQ==", "a", ""), ("Basic YTpiOmM=", "a", "b:c"),
    ])
    func `basic credentials are read`(field: String, user: String, password: String) throws {
        let given = try #require(BasicCredentials(request(field)))
        #expect(given.user == user && given.password == password)
    }

    @Test(arguments: ["Bearer abc", "Basic", "Basic !!!", "Basic gA==", ""])
    func `what is none is none`(field: String) { #expect(BasicCredentials(request(field)) == nil) }

    private func request(_ field: String) -> Request {
        Request(
            method: .get, path: "/", headers: ["Authorization": field], origin: "https://login.example",
            address: "192.0.2.7", correlationID: "c")
    }
}
