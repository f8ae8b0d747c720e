import Base
import Directory
import HTTP

/// Sends webhooks (A.1.5). What must be answered is asked at once; what has happened goes through the outbox, so that
/// neither a receiver that is down nor a crash of ours loses it.
package struct WebhookDesk: Webhooks {
    /// After a failure, in seconds. A fourth failure is the end.
    static let retrySeconds: [Int64] = [30, 120, 600]
    private static let leaseSeconds: Int64 = 60
    private static let batch = 20
    private static let timeoutMilliseconds = 5000

    private let realms: any Realms
    private let outbox: any Outbox
    private let secrets: WebhookSecrets
    private let fetch: any Fetch
    private let mayReachPrivateAddresses: Bool
    private let random: Random
    private let now: Now
    private let emit: Emit

    package init(
        realms: any Realms, outbox: any Outbox, secrets: WebhookSecrets, fetch: any Fetch,
        mayReachPrivateAddresses: Bool, random: Random, now: @escaping Now, emit: @escaping Emit
    ) {
        (self.realms, self.outbox, self.secrets, self.fetch) = (realms, outbox, secrets, fetch)
        self.mayReachPrivateAddresses = mayReachPrivateAddresses
        (self.random, self.now, self.emit) = (random, now, emit)
    }

    package func tell(_ event: WebhookEvent, in realm: RealmContext) async throws {
        for webhook in realm.settings.webhooks where webhook.events.contains(event.type) {
            let content: JSON = [
                "url": .string(webhook.url), "webhook": .string(webhook.id),
                "body": .string(body(event, in: realm).text),
            ]
            try await outbox.add(
                OutboxItem(id: random.uuid(), tenant: realm.tenant, dueAt: now(), content: content))
        }
    }

    package func confirm(_ challenge: Challenge, in realm: RealmContext) async throws -> Bool {
        var data: JSON.Object = ["actionCode": .string(challenge.action)]
        data.set("userId", challenge.user?.text)
        data.set("idempotencyKey", challenge.idempotencyKey)
        data.set("verificationMethod", challenge.proofs.last?.method.rawValue)
        return try await ask(WebhookEvent("action.verify", .object(data)), in: realm) ?? true
    }

    /// Asks every webhook of this kind; nil where there is none. False where one of them does not say yes by a status
    /// of 2xx: also where it cannot be reached.
    package func ask(_ event: WebhookEvent, in realm: RealmContext) async throws -> Bool? {
        let asked = realm.settings.webhooks.filter { $0.events.contains(event.type) }
        guard !asked.isEmpty else { return nil }
        let body = body(event, in: realm).bytes
        for webhook in asked {
            guard try await send(body, to: webhook.url, webhook.id, of: realm.tenant) else { return false }
        }
        return true
    }

    /// Sends what is due, and answers how much that was. `Server` calls it again and again.
    @discardableResult
    package func sendDue() async throws -> Int {
        let now = now()
        let items = try await outbox.take(at: now, lease: now.adding(seconds: Self.leaseSeconds), limit: Self.batch)
        for item in items {
            guard let url = item.content["url"]?.string, let body = item.content["body"]?.string else {
                try await outbox.remove(item.id)
                continue
            }
            let webhook = item.content["webhook"]?.string ?? ""
            if try await send(Bytes(utf8: body), to: url, webhook, of: item.tenant) {
                try await outbox.remove(item.id)
            } else if item.tries <= Self.retrySeconds.count {
                try await outbox.postpone(item.id, until: self.now().adding(seconds: Self.retrySeconds[item.tries - 1]))
            } else {
                emit(WebhookTrouble.dropped(webhook: webhook))
                try await outbox.remove(item.id)
            }
        }
        return items.count
    }

    private func body(_ event: WebhookEvent, in realm: RealmContext) -> JSON {
        [
            "version": 1, "id": .string(random.uuid()), "source": .string(realm.base),
            "time": .string(now().iso8601), "tenantId": .string(realm.tenant.text), "type": .string(event.type),
            "data": event.data,
        ]
    }

    private func send(_ body: Bytes, to url: String, _ webhook: String, of tenant: Tenant.ID) async throws -> Bool {
        let signature = WebhookSignature.value(body, at: now(), try await secrets.secrets(of: tenant))
        let request = FetchRequest(
            method: .post, url: url,
            headers: [
                "Content-Type": "application/json", "User-Agent": "cardea", WebhookSignature.field: signature,
            ], body: body, timeoutMilliseconds: Self.timeoutMilliseconds, maximumResponseSize: 64 << 10,
            mayReachPrivateAddresses: mayReachPrivateAddresses)
        do throws(FetchError) {
            let status = try await fetch.send(request).status
            if !(200..<300).contains(status) { emit(WebhookTrouble.refused(webhook: webhook, detail: "\(status)")) }
            return (200..<300).contains(status)
        } catch {
            emit(WebhookTrouble.refused(webhook: webhook, detail: "\(error)"))
            return false
        }
    }
}

/// For the log.
package enum WebhookTrouble: Event, Equatable {
    case refused(webhook: String, detail: String)
    /// It was tried as often as it is worth.
    case dropped(webhook: String)

    package var name: String {
        switch self {
        case .refused: "webhook.refused"
        case .dropped: "webhook.dropped"
        }
    }

    package var level: EventLevel { .warning }

    package var fields: [(name: String, value: JSON)] {
        switch self {
        case .refused(let webhook, let detail): [("webhook", .string(webhook)), ("detail", .string(detail))]
        case .dropped(let webhook): [("webhook", .string(webhook))]
        }
    }
}
