import Base
import Directory
import HTTP
import OpenID
import OpenIDProvider

// How a sign-in ends.
extension SignInFlow {
    /// Answers from the browser's session, without a page. Nil: the realm's rules want more than that, or the session
    /// was ended just now, and then nothing is proven any more.
    func answer(
        _ found: RealmSessions.Found, _ challenge: inout Challenge, _ request: AuthorizationRequest,
        _ client: Client, _ issuer: Issuer, _ realm: RealmContext, _ http: Request
    ) async throws -> Response? {
        guard try await sessions.touch(found, client: client.id.text, in: realm) else {
            (challenge.user, challenge.proofs) = (nil, [])
            return nil
        }
        let facts = clientFacts(http, realm)
        let tracked = try await desks.actions.track(
            ActionRequest(user: found.user, code: "signIn", client: facts), in: realm)
        challenge.take(tracked)
        var state = tracked.state
        switch state {
        case .challengeRequired:
            guard challenge.isMet(in: realm) else { return nil }
            _ = try await desks.actions.settle(challenge, as: .challengeSucceeded, in: realm)
            state = .challengeSucceeded
        case .allow, .challengeSucceeded, .reviewSucceeded: break
        case .block, .challengeFailed, .reviewRequired, .reviewFailed: return nil
        }
        let authentication = try await authentication(
            of: found.user, found.content, code: "signIn", state: state, request, client, realm)
        return try await responder.respond(authentication, to: request, client: client, issuer: issuer, http: http)
    }

    /// Everything was proven: the session, the device and the activity are kept, and whoever asked is answered.
    func finish(_ signIn: SignIn, in realm: RealmContext, _ http: Request) async throws -> Response {
        var signIn = signIn
        if case .action(let address) = signIn.purpose { return try await handBack(signIn, address, in: realm, http) }
        guard let id = signIn.challenge.user, let user = try await desks.users.user(id, of: realm.tenant),
            user.isEnabled
        else { throw SignInLost() }
        try await signIns.end(&signIn, in: realm, http)
        var cookies = signIn.cookies
        var content: RealmSession?
        if !signIn.challenge.proofs.isEmpty {
            let kept = try await keepSession(signIn, user, realm, http)
            content = kept.content
            cookies += kept.cookies
        }
        switch signIn.purpose {
        case .account, .action:
            return Response.redirect(to: "\(realm.base)/account", status: 303).setting(cookies)
        case .client(let parameters):
            let (request, client, issuer) = try await request(parameters, realm)
            do {
                let session = content ?? .empty(user.id)
                let authentication = try await authentication(
                    of: user, session, code: signIn.challenge.action, state: signIn.challenge.state, request, client,
                    realm)
                return try await responder.respond(
                    authentication, to: request, client: client, issuer: issuer, http: http
                ).setting(cookies)
            } catch {
                return responder.refuse(error, request: request, issuer: issuer, http: http).setting(cookies)
            }
        }
    }

    /// The person, or a rule, has said no. Clients that always want a code get one that says so.
    func stop(
        _ signIn: SignIn, as state: ActionState, in realm: RealmContext, _ http: Request
    ) async throws -> Response {
        var signIn = signIn
        if !signIn.challenge.state.isFinal {
            _ = try await desks.actions.settle(signIn.challenge, as: state, in: realm)
            if signIn.challenge.state == .challengeRequired { signIn.challenge.state = state }
        }
        if case .action(let address) = signIn.purpose { return try await handBack(signIn, address, in: realm, http) }
        try await signIns.end(&signIn, in: realm, http)
        guard case .client(let parameters) = signIn.purpose else {
            return Response.redirect(to: "\(realm.base)/account", status: 303).setting(signIn.cookies)
        }
        let (request, client, issuer) = try await request(parameters, realm)
        if client.alwaysAnswersWithCode, let id = signIn.challenge.user,
            let user = try await desks.users.user(id, of: realm.tenant)
        {
            let authentication = try await authentication(
                of: user, .empty(user.id), code: signIn.challenge.action, state: signIn.challenge.state, request,
                client, realm)
            return try await responder.respond(
                authentication, to: request, client: client, issuer: issuer, http: http
            ).setting(signIn.cookies)
        }
        let error = ProtocolError(.accessDenied, "The person did not sign in.")
        return responder.refuse(error, request: request, issuer: issuer, http: http).setting(signIn.cookies)
    }

    /// Back to the application whose server has tracked the action, with a token that only it can make use of. The
    /// token that the browser had is worthless from here on.
    private func handBack(
        _ signIn: SignIn, _ address: String?, in realm: RealmContext, _ http: Request
    ) async throws -> Response {
        var signIn = signIn
        try await signIns.save(&signIn, in: realm, http)
        guard let open = signIn.open, let renewed = try await desks.challenges.renew(open) else {
            throw SignIns.Gone()
        }
        let cookies = [signIns.ended(signIn, in: realm, http)]
        guard let address, let origin = URL(address)?.origin else {
            return pages.over(signIn.challenge.state.isPassed, realm, http).setting(cookies)
        }
        if signIn.isPopUp {
            return pages.over(
                signIn.challenge.state.isPassed, told: (origin, renewed.token.exposed), realm, http
            ).setting(cookies)
        }
        let mark = address.contains("?") ? "&" : "?"
        return Response.redirect(to: "\(address)\(mark)token=\(renewed.token.exposed)", status: 303).setting(cookies)
    }

    private func authentication(
        of user: User, _ session: RealmSession, code: String, state: ActionState, _ request: AuthorizationRequest,
        _ client: Client, _ realm: RealmContext
    ) async throws -> Authentication {
        let isProven = !session.proofs.isEmpty && state.isPassed
        var all: JSON.Object = [
            "action_code": .string(code), "action_state": .string(state.rawValue),
            "is_enrolled": .bool(try await desks.isEnrolled(user.id, in: realm)),
        ]
        if isProven {
            all["acr"] = .string(session.assurance.contextClass)
            all["amr"] = JSON(session.assurance.methods)
        }
        if state.isPassed {
            for member in claims.claims(of: user, scope: request.scope.values).members {
                all[member.name] = member.value
            }
        }
        return Authentication(
            subject: claims.subject(of: user, for: client), user: user.id.text,
            authenticatedAt: isProven ? session.authenticatedAt : now(), claims: all,
            name: user.attributes["displayName"]?.string, preferredUsername: user.signInName,
            sessionID: session.id.isEmpty ? nil : session.id, isProven: isProven)
    }

    /// The session, under a new name, and the device; the person sees both on their account page.
    func keepSession(
        _ signIn: SignIn, _ user: User, _ realm: RealmContext, _ http: Request
    ) async throws -> (content: RealmSession, cookies: [SetCookie]) {
        let found = try await sessions.find(realm, http)
        let before = found.flatMap { $0.content.user == user.id ? $0.content : nil }
        let facts = clientFacts(http, realm, signIn)
        let device = facts.device ?? Device.ID(random.uuid())
        var content = RealmSession(
            id: before?.id ?? random.uuid(), user: user.id, proofs: signIn.challenge.proofs,
            clients: before?.clients ?? [], address: facts.address, userAgent: String(facts.userAgent.prefix(400)),
            device: device)
        if case .client(let parameters) = signIn.purpose,
            let id = Parameters(urlEncoded: parameters)?["client_id"], !content.clients.contains(id)
        {
            content.clients.append(id)
        }
        // Both are durable writes; at the same time they are one.
        let isKept = signIn.remembersBrowser
        async let noted: Void = note(signIn, user, isKept ? device : nil, facts, realm)
        let cookie = try await sessions.keep(content, over: found, outlastsBrowser: isKept, in: realm, http)
        try await noted
        return (content, isKept ? [cookie, DeviceCookie.make(device, realm, http)] : [cookie])
    }

    private func note(
        _ signIn: SignIn, _ user: User, _ id: Device.ID?, _ facts: ClientFacts, _ realm: RealmContext
    ) async throws {
        let time = now()
        let name = DeviceName.of(facts.userAgent)
        if let id { try await note(id, user, name, facts, realm) }
        try await desks.activities.add(
            Activity(
                tenant: realm.tenant, user: user.id, at: time, kind: "signin.succeeded",
                content: [
                    "methods": JSON(signIn.challenge.proofs.map(\.method.rawValue)), "device": .string(name),
                    "address": .string(facts.address), "action": .string(signIn.challenge.action),
                ]))
    }

    /// The device that a person is remembered at.
    private func note(
        _ id: Device.ID, _ user: User, _ name: String, _ facts: ClientFacts, _ realm: RealmContext
    ) async throws {
        let time = now()
        let known = try await desks.devices.device(id, of: user.id, in: realm.tenant)
        var device =
            known
            ?? Device(
                id: id, tenant: realm.tenant, user: user.id, name: name, userAgent: facts.userAgent,
                address: facts.address, at: time)
        device.userAgent = String(facts.userAgent.prefix(400))
        device.address = facts.address
        device.isInvalidated = false
        // The action that let the person in has just noted it (`DeviceMemory`): each sign-in is one write.
        guard device != known || device.lastSeenAt.adding(seconds: 60) < time else { return }
        device.lastSeenAt = time
        try await desks.devices.save(device, limit: DeviceMemory.maximumPerPerson)
    }

    /// `signIn` names the device of a browser that has none yet.
    func clientFacts(_ http: Request, _ realm: RealmContext, _ signIn: SignIn? = nil) -> ClientFacts {
        ClientFacts(
            address: http.address, userAgent: http.headers["User-Agent"] ?? "",
            // What is not to be remembered has no name to be remembered by.
            device: DeviceCookie.read(realm, http) ?? (signIn?.remembersBrowser == false ? nil : signIn?.newDevice),
            languages: [pages.language(http, hint: nil)],
            correlationID: http.correlationID)
    }
}

extension RealmSession {
    /// Of somebody who has proven nothing.
    fileprivate static func empty(_ user: User.ID) -> RealmSession {
        RealmSession(id: "", user: user, proofs: [], clients: [], address: "", userAgent: "", device: nil)
    }
}

extension Challenge {
    /// What the realm has decided about the action.
    mutating func take(_ tracked: Tracked) {
        idempotencyKey = tracked.action.idempotencyKey
        state = tracked.state
        permittedMethods = tracked.content.permittedMethods
        defaultMethod = tracked.content.defaultMethod
    }
}
