import Base
import Directory
import HTTP

/// Passkeys and security keys over the client interface. The two differ in how Authsignal wraps options and answers.
struct CredentialEndpoints: Sendable {
    let parts: RealmAPI.Parts
    let caller: ClientCaller
    let ends: ChallengeEnds

    func routes(_ route: ClientRoutes) -> [Route] {
        var routes = passkeyRoutes(route)
        let base = "/v1/client/user-authenticators/security-key"
        routes += route(.post, "\(base)/registration-options") { call in
            let (_, shown) = try await creationOptions(.securityKey, call, [:])
            return .json(shown)
        }
        routes += route(.post, "\(base)/authentication-options") { call in
            let open = try await caller.required(call)
            return .json(try await requestOptions(.securityKey, open, call, [:]).shown)
        }
        routes += route(.post, base) { call in
            try await register(.securityKey, try call.body().object, isConditional: false, call)
        }
        routes += route(.post, "/v1/client/verify/security-key") { call in
            try await verify(.securityKey, try call.body().object, try await caller.required(call), call)
        }
        return routes
    }

    private func passkeyRoutes(_ route: ClientRoutes) -> [Route] {
        let base = "/v1/client/user-authenticators/passkey"
        // `/web` is for who keeps the challenge in a cookie at Authsignal; here the id does the same.
        return ["", "/web"].flatMap { form in
            route(.post, "\(base)/registration-options\(form)", passkeyCreationOptions)
                + route(.post, "\(base)/authentication-options\(form)", passkeyRequestOptions)
                + route(.post, "/v1/client/challenge\(form)", challenge)
        } + route(.post, base, addPasskey) + route(.post, "/v1/client/verify/passkey", verifyPasskey)
            + route(.get, base, find)
    }

    /// Before anybody has said who they are.
    private func challenge(_ call: APICall) async throws -> Response {
        let action = try call.body().text("action") ?? ClientCaller.passkeyAction
        if let open = try await caller.challenge(call) { return .json(["challengeId": .string(open.publicID)]) }
        let open = try await caller.anonymous(action, in: call.realm)
        return .json(["challengeId": .string(open.token.exposed)])
    }

    // MARK: - Passkeys

    private func passkeyCreationOptions(_ call: APICall) async throws -> Response {
        let (open, shown) = try await creationOptions(.passkey, call, [:])
        return .json(["challengeId": .string(open.publicID), "options": shown])
    }

    private func passkeyRequestOptions(_ call: APICall) async throws -> Response {
        let body = try call.body()
        if let open = try await caller.challenge(call) {
            let asked = try await requestOptions(.passkey, open, call, [:])
            return .json(["challengeId": .string(asked.open.publicID), "options": asked.shown])
        }
        var open = try await caller.either(call, body)
        if open == nil { open = try await caller.anonymous(ClientCaller.passkeyAction, in: call.realm) }
        guard let open else { throw APIError.expiredToken }
        let asked = try await requestOptions(.passkey, open, call, ["autofill": true])
        return .json(["challengeId": .string(asked.open.token.exposed), "options": asked.shown])
    }

    private func addPasskey(_ call: APICall) async throws -> Response {
        let body = try call.body()
        guard let credential = try body.child("registrationCredential")?.object else {
            throw body.fault("registrationCredential", "is missing")
        }
        return try await register(
            .passkey, credential, isConditional: try body.flag("conditionalCreate") ?? false, call)
    }

    private func verifyPasskey(_ call: APICall) async throws -> Response {
        let body = try call.body()
        guard let credential = try body.child("authenticationCredential")?.object else {
            throw body.fault("authenticationCredential", "is missing")
        }
        guard let open = try await caller.either(call, body) else { throw body.fault("challengeId", "is missing") }
        return try await verify(.passkey, credential, open, call)
    }

    /// Which of a browser's credentials the realm still knows.
    private func find(_ call: APICall) async throws -> Response {
        _ = try await caller.challenge(call)
        for id in (call.http.query["credentialIds"] ?? "").split(separator: ",").prefix(20) {
            let found = try await parts.authenticators.authenticator(
                method: VerificationMethod.passkey.rawValue, handle: String(id), of: call.realm.tenant)
            guard let found, let verifiedAt = found.verifiedAt else { continue }
            return .json(["credentialId": .string(String(id)), "verifiedAt": .string(verifiedAt.iso8601)])
        }
        throw APIError(404, "credential_not_found", "None of the credentials is known.")
    }

    // MARK: - Both

    private func creationOptions(
        _ method: VerificationMethod, _ call: APICall, _ parameters: JSON.Object
    ) async throws -> (open: Challenges.Open, shown: JSON) {
        var open = try await caller.required(call)
        open.challenge.tasks[method] = nil
        open = try await parts.enrolling.begin(
            method, open, in: call.realm, parameters: parameters, try call.client())
        return (open, open.challenge.enrolments[method]?.task.shown["options"] ?? .null)
    }

    private func requestOptions(
        _ method: VerificationMethod, _ open: Challenges.Open, _ call: APICall, _ parameters: JSON.Object
    ) async throws -> (open: Challenges.Open, shown: JSON) {
        var open = open
        open.challenge.enrolments[method] = nil
        open = try await parts.asking.ask(method, of: open, in: call.realm, parameters: parameters, try call.client())
        return (open, open.challenge.tasks[method]?.task.shown["options"] ?? .null)
    }

    private func register(
        _ method: VerificationMethod, _ credential: JSON.Object, isConditional: Bool, _ call: APICall
    ) async throws -> Response {
        var open = try await caller.required(call)
        // Made in passing, nobody was asked to be present (WebAuthn §7.1 step 15): then it proves nothing either.
        if isConditional { open.challenge.enrolments[method]?.task.kept["conditional"] = true }
        let client = try call.client()
        do {
            let new = try await parts.enrolling.finish(credential, to: method, open, in: call.realm, client)
            let ended = try await ends.proven(new.open, client, in: call.realm)
            return .json([
                "isVerified": true, "accessToken": .string(ended.token.exposed),
                "userAuthenticatorId": .string(new.authenticator.id.text),
                "userId": .string(new.authenticator.user.text),
                "userAuthenticator": new.authenticator.shape(isDefault: false),
            ])
        } catch let refusal as FactorRefusal {
            guard case .wrong = refusal.reason else { throw refusal }
            return .json(["isVerified": false])
        }
    }

    private func verify(
        _ method: VerificationMethod, _ credential: JSON.Object, _ open: Challenges.Open, _ call: APICall
    ) async throws -> Response {
        let body = try call.body()
        let client = try call.client(method == .passkey ? body : nil)
        do {
            let proven = try await parts.asking.answer(credential, to: method, of: open, in: call.realm, client)
            let ended = try await ends.proven(proven, client, in: call.realm)
            return .json(.object(try await self.proven(ended, in: call.realm)))
        } catch let refusal as FactorRefusal {
            switch refusal.reason {
            case .wrong: return .json(["isVerified": false])
            // What a password manager may forget (`signalUnknownCredential`).
            case .notEnrolled: throw APIError(400, "unknown_credential", "The credential is not known.")
            case .expired, .tooMany, .cancelled, .notPermitted, .alreadyEnrolled, .badAddress, .undeliverable,
                .unacceptable, .malformed, .needsProof, .unsupported:
                throw refusal
            }
        }
    }

    private func proven(_ open: Challenges.Open, in realm: RealmContext) async throws -> JSON.Object {
        var shape: JSON.Object = ["isVerified": .bool(open.challenge.isMet(in: realm))]
        guard open.challenge.state != .block else {
            throw APIError(403, "action_blocked", "The realm's rules block this action.")
        }
        shape.set("accessToken", open.token.exposed)
        shape.set("userAuthenticatorId", open.challenge.proofs.last?.authenticator?.text)
        guard let id = open.challenge.user, let user = try await parts.users.user(id, of: realm.tenant) else {
            return shape
        }
        shape.set("userId", user.id.text)
        shape.set("username", user.username)
        shape.set("userDisplayName", user.displayName)
        return shape
    }
}
