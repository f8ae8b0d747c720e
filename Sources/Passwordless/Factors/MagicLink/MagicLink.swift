import Base
import Directory

/// `EMAIL_MAGIC_LINK`: a link by mail, good in the browser that asked for it (`MagicLinks`).
///
/// Shown: `{"to": "a•••@e•••.com", "number": "42", "expiresAt": …, "resendAt": …}`. Answered by `{"token": "…"}` of the
/// address that was opened in the same browser, or by `{"finalize": true}` once it was approved in another.
package struct MagicLink: Factor {
    package let method = VerificationMethod.magicLink
    package let identifiesPerson = false
    package let maximumPerPerson = 1
    private let parts: FactorParts

    /// Below the realm's base; the token follows.
    package static let path = "/link/"

    package init(_ parts: FactorParts) { self.parts = parts }

    package func ask(_ call: FactorCall) async throws -> FactorTask {
        try await task(to: try MailDestination(method, call, key: parts.key), call)
    }

    package func requireReadiness(
        _ answer: JSON.Object, to task: FactorTask, in realm: RealmContext
    ) async throws {
        guard answer["finalize"]?.bool == true, let id = task.kept["link"]?.string else { return }
        guard try await parts.links.isApproved(id: id, in: realm.tenant) else {
            throw FactorRefusal(.wrong(triesLeft: task.maximumTries), "the link was not approved yet")
        }
    }

    package func verify(_ answer: JSON.Object, to task: FactorTask, _ call: FactorCall) async throws -> FactorAnswer {
        let (authenticator, address) = try await check(answer, task, call)
        try await parts.used(authenticator, call)
        return FactorAnswer(
            user: call.user?.id, authenticator: authenticator, qualities: [.mail], provenAddress: .mail(address))
    }

    /// `{"email": "…"}`, else the person's own.
    package func beginEnrolment(_ call: FactorCall) async throws -> FactorTask {
        try await task(to: try MailDestination(enrolling: call), call)
    }

    package func finishEnrolment(
        _ answer: JSON.Object, to task: FactorTask, _ call: FactorCall
    ) async throws -> NewAuthenticator {
        EmailCode.authenticator(try MailDestination.read(try await check(answer, task, call).1))
    }

    private func task(to destination: MailDestination, _ call: FactorCall) async throws -> FactorTask {
        let (address, authenticator, isDecoy) = (destination.address, destination.authenticator, destination.isDecoy)
        let resendAt = try await SendLimits(parts: parts).take(.mail, to: address.text, call)
        let minutes = call.realm.settings.messages.codeMinutes
        let expiresAt = call.now.adding(seconds: minutes * 60)
        let token = parts.random.token(32)
        let number = String(10 + parts.random.number(below: 90))
        let link = MagicLinks.Link(to: address.masked, number: number, call, expiresAt: expiresAt)
        _ = try await parts.links.keep(link, token: token, in: call.realm.tenant)
        let opened = call.realm.base + Self.path + token
        let event = WebhookEvent.message("email.created", to: address.text, by: method, ("url", opened), call)
        try await parts.deliver(event, isDecoy: isDecoy, call) { [parts] in
            try await parts.courier.send(
                LinkMessage(
                    to: address.text, link: Secret(opened), minutes: Int(minutes),
                    realm: call.realm.realm.displayName, language: call.language,
                    correlationID: call.client.correlationID))
        }
        var kept: JSON.Object = [
            "address": .string(address.text), "link": .string(MagicLinks.id(of: token)), "decoy": .bool(isDecoy),
        ]
        kept["authenticator"] = authenticator.map { .string($0.text) }
        return FactorTask(
            shown: [
                "to": .string(address.masked), "number": .string(number), "expiresAt": .string(expiresAt.iso8601),
                "resendAt": .string(resendAt.iso8601),
            ], kept: kept, expiresAt: expiresAt)
    }

    private func check(
        _ answer: JSON.Object, _ task: FactorTask, _ call: FactorCall
    ) async throws -> (Authenticator.ID?, String) {
        guard let id = task.kept["link"]?.string, let address = task.kept["address"]?.string else {
            throw FactorRefusal(.malformed, "no link")
        }
        if answer["finalize"]?.bool == true {
            guard try await parts.links.redeem(id: id, in: call.realm.tenant) else {
                throw FactorRefusal(.wrong(triesLeft: 0), "the link was not approved")
            }
        } else {
            guard let token = answer["token"]?.string, token.utf8.count <= 128,
                constantTimeEqual(MagicLinks.id(of: token).utf8, id.utf8)
            else { throw FactorRefusal(.wrong(triesLeft: 0), "not the link that was sent") }
            try await parts.links.remove(id: id)
        }
        guard task.kept["decoy"]?.bool == false else {
            throw FactorRefusal(.wrong(triesLeft: 0), "a link that was never sent")
        }
        try await SendLimits(parts: parts).forgive(.mail, to: address, call)
        return (task.kept["authenticator"]?.string.map { Authenticator.ID($0) }, address)
    }
}
