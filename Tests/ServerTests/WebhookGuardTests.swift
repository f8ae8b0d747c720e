import Base
import Cryptography
import Directory
import HTTP
import Passwordless
import Storage
import Synchronization
import TestSupport
import Testing
import Transport

@testable import Server

/// Webhooks go where strangers' addresses may lead, and nowhere else (passwordless-and-peers E.7): over the client that
/// policies' REST services are called by, with the same guard.
struct WebhookGuardTests {
    /// A server of this machine that notes what reaches it.
    private final class Receiver: Sendable {
        private let seen = Mutex<[String]>([])
        var paths: [String] { seen.withLock { $0 } }

        func note(_ path: String) { seen.withLock { $0.append(path) } }
    }

    private func desk(_ store: Store, mayReachPrivateAddresses: Bool, _ events: EventRecord) -> WebhookDesk {
        let now: Now = { Timestamp(seconds: 1_795_250_875) }
        return WebhookDesk(
            realms: store.realms, outbox: store.outbox,
            secrets: WebhookSecrets(keySets: store.keySets, random: .seeded(), now: now), fetch: CurlFetch(),
            mayReachPrivateAddresses: mayReachPrivateAddresses, random: .seeded(), now: now, emit: events.emit)
    }

    private func realm(_ url: String, in store: Store) async throws -> RealmContext {
        let settings: JSON = [
            "webhooks": [["id": "w", "url": .string(url), "events": ["authenticator.created", "action.verify"]]]
        ]
        let realm = try #require(
            try await store.realms.save(
                Realm(id: Realm.ID("demo"), tenant: Tenant.ID("t"), displayName: "Demo", settings: settings)))
        return RealmContext(
            realm: realm, settings: try RealmSettings(settings), origin: "https://login.example",
            base: "https://login.example/demo")
    }

    @Test(arguments: [
        ("http://127.0.0.1:PORT/in", false, 0), ("http://localhost:PORT/in", false, 0),
        ("http://[::1]:PORT/in", false, 0), ("http://127.0.0.1:PORT/in", true, 1),
        ("http://127.0.0.1:PORT/away", true, 1), ("http://127.0.0.1:PORT/large", true, 1),
    ])
    func `an address inside is not reached, a redirect not followed, a flood not read`(
        url: String, isAllowed: Bool, count: Int
    ) async throws {
        let receiver = Receiver()
        let routes = ["/in", "/away", "/elsewhere", "/large"].map { path in
            Route(.post, path) { _, _ in
                receiver.note(path)
                switch path {
                case "/away": return .redirect(to: "/elsewhere", status: 307)
                case "/large": return Response(status: 200, body: .bytes(Bytes(repeating: 97, count: 1 << 20)))
                default: return .text("ok")
                }
            }
        }
        let server = try HTTPServer(
            ServerConfiguration(host: "127.0.0.1"),
            RoutedResponder(Router(routes)) { error, _ in .text("\(error)", status: 500) }, random: .openSSL)
        defer { Task { await server.drain(within: 1) } }
        let store = try await Store.inMemory(sealing: StoreSealing(sealer: try sealer()))
        let events = EventRecord()
        let desk = desk(store, mayReachPrivateAddresses: isAllowed, events)
        let realm = try await realm(url.replacing("PORT", with: "\(server.port)"), in: store)

        try await desk.tell(WebhookEvent("authenticator.created", [:]), in: realm)
        #expect(try await desk.sendDue() == 1)

        #expect(receiver.paths.count == count && !receiver.paths.contains("/elsewhere"), "\(receiver.paths)")
        let isDelivered = url.hasSuffix("/in") && isAllowed
        #expect(events.names.contains("webhook.refused") != isDelivered)
        // What is asked at once is guarded as well: nobody there says yes.
        #expect(try await desk.ask(WebhookEvent("action.verify", [:]), in: realm) == isDelivered)
    }

    private func sealer() throws -> Sealer {
        try Sealer(
            keys: [try MasterKey(version: 1, bytes: Secret(Bytes(repeating: 7, count: 32)))], random: .openSSL)
    }
}
