import Base
import Cryptography
import Directory
import HTTP
import Policy
import TestSupport
import Testing

@testable import JourneyRuntime

struct TransactionStoreTests {
    private let world = TestWorld()

    private func store() throws -> TransactionStore {
        let key = try MasterKey(version: 1, bytes: Secret(Bytes(repeating: 7, count: 32)))
        return TransactionStore(
            journeys: world.store.journeys, sealer: try Sealer(keys: [key], random: .openSSL), random: world.random)
    }

    private func transaction(_ id: String = "00000000-0000-4000-8000-000000000001", state: Int = 10) -> Transaction {
        Transaction(
            id: id, tenant: world.tenant.id, policy: "B2C_1A_susi", journey: "J",
            parameters: ["state": String(repeating: "x", count: state)], correlationID: "corr",
            startedAt: world.clock.now, language: "en", usesSession: true)
    }

    /// A request with the cookies that a browser would have after these answers.
    private func request(_ answers: [SetCookie]...) -> Request {
        var jar: [(String, String)] = []
        for cookie in answers.joined() {
            jar.removeAll { $0.0 == cookie.name }
            if cookie.maximumAge != 0 { jar.append((cookie.name, cookie.value)) }
        }
        let text = jar.map { "\($0.0)=\($0.1)" }.joined(separator: "; ")
        return Request(
            method: .get, path: "/", headers: jar.isEmpty ? [:] : ["Cookie": text], origin: "https://login.example",
            address: "192.0.2.1", correlationID: "c")
    }

    private func load(_ transaction: Transaction, _ http: Request, at time: Timestamp? = nil) async throws -> String {
        let loaded = try await store().load(
            transaction.id, of: world.tenant.id, from: http, at: time ?? world.clock.now)
        switch loaded {
        case .found(let found): return "found \(found.stored == transaction.stored)"
        case .cookiesOff: return "cookiesOff"
        case .lost: return "lost"
        }
    }

    @Test(arguments: [10, 5000, 8000])
    func `a transaction is held by its browser, in chunks`(state: Int) async throws {
        let transaction = transaction(state: state)
        let cookies = try #require(try store().hold(transaction, http: request()))
        #expect(cookies.allSatisfy { $0.isHTTPOnly && $0.isSecure && $0.value.utf8.count < 4000 })
        #expect(try await load(transaction, request(cookies)) == "found true")
        #expect(try await load(transaction, request(Array(cookies.dropLast()))) != "found true")
    }

    @Test func `a shorter state leaves nothing of a longer one behind`() async throws {
        let long = try #require(try store().hold(transaction(state: 8000), http: request()))
        let short = transaction(state: 10)
        let next = try #require(try store().hold(short, http: request(long)))
        #expect(try await load(short, request(long, next)) == "found true")
    }

    @Test func `more than cookies can hold is not held`() throws {
        #expect(try store().hold(transaction(state: 20_000), http: request()) == nil)
    }

    @Test func `a stored transaction needs the cookie of its browser`() async throws {
        var transaction = transaction()
        let held = try #require(try store().hold(transaction, http: request()))
        let saved = try #require(try await store().save(&transaction, http: request(held)))
        #expect(try await load(transaction, request(held, saved)) == "found true")
        #expect(try await load(transaction, request()) == "cookiesOff")
        let other = SetCookie("x-ms-cpim-cache|\(transaction.id)_0", "s.guess")
        #expect(try await load(transaction, request([other])) == "lost")
        #expect(try await load(transaction, request(saved), at: transaction.expiresAt) == "lost")
        let ended = try await store().end(transaction, http: request(held, saved))
        #expect(try await load(transaction, request(held, saved)) == "lost")
        #expect(ended.allSatisfy { $0.maximumAge == 0 })
    }

    @Test func `of two that go on from the same state one is told so`() async throws {
        var transaction = transaction()
        let saved = try #require(try await store().save(&transaction, http: request()))
        var (one, two) = (transaction, transaction)
        #expect(try await store().save(&one, http: request(saved)) != nil)
        #expect(try await store().save(&two, http: request(saved)) == nil)
    }

    @Test func `of another tenant, or under another id, it is lost`() async throws {
        let transaction = transaction()
        let held = try #require(try store().hold(transaction, http: request()))
        let elsewhere = try await store().load(
            transaction.id, of: Tenant.ID("22222222-2222-4222-8222-222222222222"), from: request(held),
            at: world.clock.now)
        guard case .lost = elsewhere else {
            Issue.record("found in another tenant")
            return
        }
        let other = self.transaction("00000000-0000-4000-8000-000000000002")
        let renamed = held.map { SetCookie($0.name.replacing(transaction.id, with: other.id), $0.value) }
        #expect(try await load(other, request(renamed)) == "lost")
    }

    @Test func `a page's token is ours, this browser's, and nobody else's`() {
        let csrf = CSRFTokens(key: Secret(Bytes(repeating: 3, count: 32)), random: world.random)
        let (text, cookie) = csrf.token(for: request())
        let http = request([cookie].compactMap(\.self))
        #expect(csrf.token(for: http).text == text && csrf.token(for: http).cookie == nil)
        #expect(csrf.accepts(text, from: http))
        for wrong in [nil, "", "x", "\(text)x", csrf.token(for: request()).text] {
            #expect(!csrf.accepts(wrong, from: http))
        }
        #expect(!csrf.accepts(text, from: request()))
        // A sibling domain may set the cookie, but not make up its MAC.
        let planted = request([SetCookie(CSRFTokens.cookieName, "a.b")])
        #expect(!csrf.accepts("a.b", from: planted))
        #expect(csrf.token(for: planted).cookie != nil)
    }

    @Test func `what a browser holds is over at its time, too`() async throws {
        let transaction = transaction()
        let held = try #require(try store().hold(transaction, http: request()))
        let last = Timestamp(milliseconds: transaction.expiresAt.milliseconds - 1)
        #expect(try await load(transaction, request(held), at: last) == "found true")
        #expect(try await load(transaction, request(held), at: transaction.expiresAt) == "lost")
    }

    @Test func `one more than a browser may have pushes the oldest out, and none of its own`() async throws {
        let all = (1...TransactionStore.maximumPerBrowser).map {
            transaction("00000000-0000-4000-8000-00000000000\($0)")
        }
        var answers: [[SetCookie]] = []
        for one in all {
            let cookies = try #require(try store().hold(one, http: jar(answers)))
            #expect(cookies.allSatisfy { $0.maximumAge != 0 })
            answers.append(cookies)
        }
        // The oldest is held anew: it goes on, and the next oldest makes room.
        answers.append(try #require(try store().hold(all[0], http: jar(answers))))
        #expect(try await load(all[0], jar(answers)) == "found true")
        #expect(try await load(all[1], jar(answers)) == "lost")
        #expect(try await load(all[2], jar(answers)) == "found true")
    }

    /// The same, of however many answers.
    private func jar(_ answers: [[SetCookie]]) -> Request { request(Array(answers.joined())) }
}
