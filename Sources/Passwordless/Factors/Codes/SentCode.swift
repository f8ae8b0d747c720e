import Base
import Cryptography
import Directory
import HTTP

/// A code of six digits that is sent, and typed where it was asked for: what the code by mail and the code by text
/// message have in common. Only a keyed digest of the code is kept, in the challenge that it is good for.
///
/// Shown: `{"to": "a•••@e•••.com", "digits": 6, "expiresAt": …, "resendAt": …}`. Answered by `{"code": "482913"}`.
struct SentCode: Sendable {
    let method: VerificationMethod
    let parts: FactorParts

    static let digits = 6

    /// `isDecoy`: nothing is sent, and no answer is right.
    func task(
        to address: CodeAddress, of authenticator: Authenticator.ID? = nil, isDecoy: Bool = false, _ call: FactorCall
    ) async throws -> FactorTask {
        let resendAt = try await SendLimits(parts: parts).take(address.channel, to: address.text, call)
        let minutes = call.realm.settings.messages.codeMinutes
        let code = Secret(parts.random.digits(Self.digits))
        let salt = parts.random.token(16)
        let expiresAt = call.now.adding(seconds: minutes * 60)
        var kept: JSON.Object = [
            "address": .string(address.text), "salt": .string(salt), "decoy": .bool(isDecoy),
            "digest": .string(Base64.encodeURL(digest(code.exposed, address.text, salt))),
        ]
        kept["authenticator"] = authenticator.map { .string($0.text) }
        let task = FactorTask(
            shown: [
                "to": .string(address.masked), "digits": .integer(Int64(Self.digits)),
                "expiresAt": .string(expiresAt.iso8601), "resendAt": .string(resendAt.iso8601),
            ], kept: kept, expiresAt: expiresAt)
        let event = WebhookEvent.message(
            address.channel == .mail ? "email.created" : "sms.created", to: address.text, by: method,
            ("code", code.exposed), call)
        try await parts.deliver(event, isDecoy: isDecoy, call) { [parts] in
            try await parts.courier.send(
                CodeMessage(
                    channel: address.channel, to: address.text, code: code, minutes: Int(minutes),
                    realm: call.realm.realm.displayName, language: call.language, host: call.host,
                    correlationID: call.client.correlationID))
        }
        return task
    }

    /// The authenticator and the address of a right code.
    func check(_ answer: JSON.Object, to task: FactorTask) throws -> (Authenticator.ID?, String) {
        guard let typed = answer["code"]?.string, typed.utf8.count <= 64, let address = task.kept["address"]?.string,
            let salt = task.kept["salt"]?.string,
            let expected = task.kept["digest"]?.string.flatMap({ Base64.decodeURL($0) })
        else { throw FactorRefusal(.malformed, "no code") }
        let digits = String(decoding: typed.utf8.filter { (48...57).contains($0) }, as: UTF8.self)
        let isRight = constantTimeEqual(digest(digits, address, salt), expected)
        guard isRight, task.kept["decoy"]?.bool == false else {
            throw FactorRefusal(.wrong(triesLeft: 0), "not the code that was sent")
        }
        return (task.kept["authenticator"]?.string.map { Authenticator.ID($0) }, address)
    }

    private func digest(_ code: String, _ address: String, _ salt: String) -> Bytes {
        let text = JSON(["code", method.rawValue, address, salt, code]).text
        return HMAC.sha256(Bytes(utf8: text), key: parts.key.exposed)
    }
}

extension FactorParts {
    /// Sends, or has somebody else send (`email.created`), at once, and says so where that fails. For whoever has only
    /// claimed a name, behind the answer: how long it takes, and whether it fails, would tell that there is somebody to
    /// send to. The courier says it to the log.
    func deliver(
        _ event: WebhookEvent, isDecoy: Bool, _ call: FactorCall,
        _ send: @escaping @Sendable () async throws -> Void
    ) async throws {
        let work = { @Sendable [webhooks] in
            guard let isTaken = try await webhooks.ask(event, in: call.realm) else { return try await send() }
            guard isTaken else { throw NotTaken() }
        }
        if call.claimedIdentifier != nil {
            Task { if !isDecoy { try? await work() } }
            return
        }
        do {
            try await work()
        } catch {
            throw FactorRefusal(.undeliverable, "\(error)")
        }
    }

    /// The server that is to send the message did not say that it has.
    private struct NotTaken: Error {}

    /// Notes that an authenticator was used; nothing where it is gone.
    func used(_ id: Authenticator.ID?, _ call: FactorCall) async throws {
        guard let id else { return }
        let now = call.now
        let isThere = try await authenticators.update(id, of: call.realm.tenant) { authenticator in
            authenticator.lastUsedAt = now
            return true
        }
        guard isThere != nil else { throw FactorRefusal(.notEnrolled, "the authenticator was removed") }
    }
}

extension FactorCall {
    /// Of messages: the person's own, else that of their browser.
    var language: String { user?.language ?? client.languages.first ?? "en" }

    var host: String { URL(realm.origin)?.host ?? realm.origin }

    /// The one that the caller names, else the one that was used last.
    func chosen() throws -> Authenticator? {
        if let id = parameters["authenticator"]?.string {
            guard let chosen = authenticators.first(where: { $0.id.text == id }) else {
                throw FactorRefusal(.notEnrolled, "no such authenticator of the person")
            }
            return chosen
        }
        return authenticators.max {
            ($0.lastUsedAt ?? $0.createdAt).milliseconds < ($1.lastUsedAt ?? $1.createdAt).milliseconds
        }
    }
}

extension FactorTask {
    /// When another message may be sent; nil: nothing was.
    package var resendAt: Timestamp? { shown["resendAt"]?.string.flatMap { Timestamp(iso8601: $0) } }
}
