import Base
import Directory

/// Tells an application's servers what happens in a realm.
package protocol Webhooks: Sendable {
    /// `action.verify`: whether nobody who must be asked says no to the success of a challenge.
    func confirm(_ challenge: Challenge, in realm: RealmContext) async throws -> Bool
    /// Asks whoever wants to be asked of this kind; nil: nobody. False where one of them does not say yes.
    func ask(_ event: WebhookEvent, in realm: RealmContext) async throws -> Bool?
    /// Tells of something that has happened, some time, at least once.
    func tell(_ event: WebhookEvent, in realm: RealmContext) async throws
}

package struct NoWebhooks: Webhooks {
    package init() {}
    package func confirm(_ challenge: Challenge, in realm: RealmContext) async throws -> Bool { true }
    package func ask(_ event: WebhookEvent, in realm: RealmContext) async throws -> Bool? { nil }
    package func tell(_ event: WebhookEvent, in realm: RealmContext) async throws {}
}

/// What is told. `data` has no secret, but for messages that somebody else is to deliver.
package struct WebhookEvent: Sendable, Equatable {
    /// `authenticator.created`
    package let type: String
    package let data: JSON

    package init(_ type: String, _ data: JSON) {
        self.type = type
        self.data = data
    }

    /// Every kind that a webhook may ask for.
    package static let types: Set<String> = [
        "action.verify", "email.created", "sms.created", "authenticator.created", "authenticator.updated",
        "authenticator.deleted", "action.log_created", "challenge.log_created",
    ]
}

extension WebhookEvent {
    package static func authenticator(
        _ kind: String, _ authenticator: Authenticator, _ isDefault: Bool? = nil
    ) -> WebhookEvent {
        var data = authenticator.shape(isDefault: false).object ?? JSON.Object()
        data["isDefault"] = isDefault.map { .bool($0) }
        return WebhookEvent(kind, .object(data))
    }

    /// A message that the realm's operator sends itself: then we do not. `what` is the code, or the link.
    static func message(
        _ type: String, to address: String, by method: VerificationMethod, _ what: (name: String, value: String),
        _ call: FactorCall
    ) -> WebhookEvent {
        var data: JSON.Object = [
            "to": .string(address), what.name: .string(what.value), "verificationMethod": .string(method.rawValue),
            "actionCode": .string(call.action), "locale": .string(call.language),
        ]
        data.set("userId", call.user?.id.text)
        data.set("idempotencyKey", call.idempotencyKey)
        if !call.client.address.isEmpty { data.set("ipAddress", call.client.address) }
        if !call.client.userAgent.isEmpty { data.set("userAgent", call.client.userAgent) }
        data.set("deviceId", call.client.device?.text)
        return WebhookEvent(type, .object(data))
    }

    static func action(_ action: TrackedAction, _ configuration: ActionConfiguration) -> WebhookEvent {
        WebhookEvent("action.log_created", action.shape(configuration))
    }

    /// How a challenge has ended; nil: the action's state is not that of a challenge.
    static func challenge(_ action: TrackedAction) -> WebhookEvent? {
        guard let state = ActionState(rawValue: action.state), state == .challengeSucceeded || state == .challengeFailed
        else { return nil }
        var data = action.listShape.object ?? JSON.Object()
        data["isVerified"] = .bool(state == .challengeSucceeded)
        return WebhookEvent("challenge.log_created", .object(data))
    }
}

/// Tells webhooks of every action.
package struct WebhookWitness: ActionWitness {
    private let webhooks: any Webhooks

    package init(webhooks: any Webhooks) { self.webhooks = webhooks }

    package func saw(_ action: TrackedAction, in realm: RealmContext) async throws {
        try await webhooks.tell(.action(action, realm.settings.action(action.code)), in: realm)
        if let challenge = WebhookEvent.challenge(action) { try await webhooks.tell(challenge, in: realm) }
    }
}
