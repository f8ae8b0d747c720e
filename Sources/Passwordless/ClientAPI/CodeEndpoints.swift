import Base
import Directory
import HTTP

/// Codes and links over the client interface: by mail, by text message, of an authenticator app, of recovery.
struct CodeEndpoints: Sendable {
    let parts: RealmAPI.Parts
    let caller: ClientCaller
    let ends: ChallengeEnds

    /// By the names of the addresses.
    private static let methods: [(name: String, method: VerificationMethod)] = [
        ("email-otp", .emailCode), ("sms", .textMessageCode), ("totp", .authenticatorApp),
        ("recovery-code", .recoveryCode), ("email-magic-link", .magicLink),
    ]

    func routes(_ route: ClientRoutes) -> [Route] {
        Self.methods.flatMap { name, method in
            var routes = route(.post, "/v1/client/user-authenticators/\(name)") { try await enrol(method, $0) }
            if method != .authenticatorApp, method != .recoveryCode {
                routes += route(.post, "/v1/client/challenge/\(name)") { try await ask(method, $0) }
            }
            let end = method == .magicLink ? "/finalize" : ""
            return routes + route(.post, "/v1/client/verify/\(name)\(end)") { try await verify(method, $0) }
        }
    }

    /// Asks for what is to be enrolled: a code is sent, a secret is made.
    private func enrol(_ method: VerificationMethod, _ call: APICall) async throws -> Response {
        let body = try call.body()
        var open = try await caller.required(call)
        var parameters = JSON.Object()
        for name in ["email", "phoneNumber"] { parameters.set(name, try body.text(name, maximum: 254)) }
        open.challenge.tasks[method] = nil
        let next = try await parts.enrolling.begin(
            method, open, in: call.realm, parameters: parameters, try call.client())
        let task = next.challenge.enrolments[method]?.task
        var shape = task?.shown ?? JSON.Object()
        shape.set("userId", next.challenge.user?.text)
        shape.set("userAuthenticatorId", task.flatMap { EnrolmentDesk.id(of: $0)?.text })
        shape["challengeId"] = .string(next.publicID)
        return .json(.object(shape))
    }

    private func ask(_ method: VerificationMethod, _ call: APICall) async throws -> Response {
        var open = try await caller.required(call)
        open.challenge.enrolments[method] = nil
        let next = try await parts.asking.ask(method, of: open, in: call.realm, try call.client())
        return .json(["challengeId": .string(next.publicID)])
    }

    private func verify(_ method: VerificationMethod, _ call: APICall) async throws -> Response {
        let body = try call.body()
        let open = try await caller.required(call)
        let client = try call.client(body)
        var answer = JSON.Object()
        answer.set("code", try body.text("verificationCode", maximum: 100))
        // Of a link, the page asks again and again whether it was opened.
        if method == .magicLink { answer["finalize"] = true }
        var shape = JSON.Object()
        do {
            let (next, new) = try await judged(answer, method, open, client, in: call.realm)
            let ended = try await ends.proven(next, client, in: call.realm)
            guard ended.challenge.state != .block else {
                throw APIError(403, "action_blocked", "The realm's rules block this action.")
            }
            shape["isVerified"] = true
            shape.set("accessToken", ended.token.exposed)
            if let new { shape["userAuthenticator"] = new.shape(isDefault: false) }
        } catch let refusal as FactorRefusal {
            guard let reason = refusal.codeFailure else { throw refusal }
            shape["isVerified"] = false
            shape.set("failureReason", reason)
        }
        return .json(.object(shape))
    }

    private func judged(
        _ answer: JSON.Object, _ method: VerificationMethod, _ open: Challenges.Open, _ client: ClientFacts,
        in realm: RealmContext
    ) async throws -> (Challenges.Open, Authenticator?) {
        // An authenticator app has nothing to send, so nobody has asked for its code before.
        var open = open
        if open.challenge.enrolments[method] == nil, open.challenge.tasks[method] == nil,
            method == .authenticatorApp || method == .recoveryCode
        {
            open = try await parts.asking.ask(method, of: open, in: realm, client)
        }
        guard open.challenge.enrolments[method] != nil else {
            return (try await parts.asking.answer(answer, to: method, of: open, in: realm, client), nil)
        }
        let enrolled = try await parts.enrolling.finish(answer, to: method, open, in: realm, client)
        return (enrolled.open, enrolled.authenticator)
    }
}
