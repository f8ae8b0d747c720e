import Base
import Directory
import HTTP
import Pages

/// The pages of a sign-in, from the name to the end. Each address does one thing; where to go on is `SignInFlow`'s.
struct SignInEndpoints: Sendable {
    let flow: SignInFlow

    var routes: [Route] {
        RealmPageRoutes(flow: flow).route(.get, "/challenge") { realm, http, _ in try await open(realm, http) }
            + visit(.get, "", begin) + visit(.post, "", identify) + visit(.post, "/options", options)
            + visit(.post, "/passkey", passkey) + visit(.post, "/change", change) + visit(.get, "/methods", methods)
            + visit(.get, "/stopped", stopped) + visit(.get, "/wait", wait) + visit(.get, "/wait/status", waitStatus)
            + visit(.post, "/cancel", cancel) + visit(.get, "/offer", offer) + visit(.post, "/offer/later", later)
            + visit(.get, "/codes", codes) + visit(.post, "/codes", codesSaved)
            + visit(.get, "/settings", settings) + visit(.post, "/settings", settingsDone)
            + MethodEndpoints(flow: flow).routes + SetUpEndpoints(flow: flow).routes
            + SignUpEndpoints(flow: flow).routes + LinkEndpoints(flow: flow).routes
            + LanguageEndpoint(flow: flow).routes
    }

    private func visit(
        _ method: Method, _ path: String, _ answer: @escaping @Sendable (inout Visit) async throws -> Response
    ) -> [Route] {
        flow.visit(method, path) { visit, _ in try await answer(&visit) }
    }

    /// The page of a tracked action. The token is in the address for this one request.
    private func open(_ realm: RealmContext, _ http: Request) async throws -> Response {
        guard let token = http.query["token"],
            let renewed = try await flow.adopt(token, madeFor: .tracked, in: realm)
        else { throw SignInLost() }
        var signIn = flow.signIns.adopt(renewed, in: realm, http)
        signIn.isInitiated = true
        // Authsignal's browser library asks so.
        signIn.isPopUp = http.query["mode"] == "popup"
        try await flow.signIns.save(&signIn, in: realm, http)
        return try await flow.proceed(signIn, in: realm, http)
    }

    // MARK: - Who it is

    private func begin(_ visit: inout Visit) async throws -> Response {
        guard visit.signIn.challenge.proofs.isEmpty, !visit.signIn.isKnown else { return try await visit.proceed() }
        return try await page(&visit, problem: nil)
    }

    private func page(_ visit: inout Visit, problem: String?) async throws -> Response {
        let frame = try await visit.frame()
        let (signIn, settings) = (visit.signIn, visit.realm.settings)
        let hint = signIn.challenge.notes["hint"]?.string
        var page = RealmSignInPage(
            address: visit.address, value: signIn.identifier ?? hint ?? "",
            offersPasskey: settings.methods.contains(.passkey),
            signUp: settings.signUp.isOpen ? "\(visit.address)/new" : nil, foot: visit.foot(others: false))
        page.problem = problem
        page.remembers = signIn.remembersBrowser
        if let trouble = signIn.trouble, trouble.method == .passkey {
            page.notice = visit.text(trouble, frame.texts)
            page.signal = signIn.challenge.notes["unknownCredential"].map {
                ["rpId": .string(visit.realm.relyingPartyID), "unknown": $0]
            }
        }
        return visit.answer(page, in: frame)
    }

    /// A name. Whether somebody has it makes no difference to what follows.
    private func identify(_ visit: inout Visit) async throws -> Response {
        guard visit.signIn.challenge.proofs.isEmpty, !visit.signIn.isKnown else { return try await visit.proceed() }
        let typed = (visit.form["identifier"] ?? "").trimmed
        guard !typed.isEmpty, typed.utf8.count <= 254 else {
            return try await page(&visit, problem: try await visit.frame().texts("signin.required"))
        }
        let person = try await visit.desks.people.person(named: typed, in: visit.realm)
        visit.signIn.restart()
        visit.signIn.identifier = typed
        visit.signIn.challenge.user = person?.id
        visit.signIn.noteFamiliar(try await isFamiliar(person, visit))
        visit.noteCapabilities()
        try await visit.save()
        return visit.go("/methods")
    }

    /// A browser that the person has signed in with sees what they have; any other sees what anybody sees.
    private func isFamiliar(_ person: User?, _ visit: Visit) async throws -> Bool {
        guard let device = DeviceCookie.read(visit.realm, visit.http) else { return false }
        let known = try await visit.desks.devices.device(
            device, of: person?.id ?? User.ID("nobody"), in: visit.realm.tenant)
        return known.map { visit.realm.settings.sessions.remembers($0, at: flow.now()) } ?? false
    }

    private func change(_ visit: inout Visit) async throws -> Response {
        guard visit.signIn.challenge.proofs.isEmpty, !visit.signIn.isKnown else { return try await visit.proceed() }
        visit.signIn.restart()
        try await visit.save()
        return visit.go("")
    }

    /// For passkeys that the browser offers by itself: JSON for the script.
    private func options(_ visit: inout Visit) async throws -> Response {
        guard visit.signIn.challenge.proofs.isEmpty, !visit.signIn.isKnown else { throw SignInLost() }
        let before = visit.signIn.trouble
        visit.signIn.restart()
        visit.signIn.trouble = before
        do {
            let next = try await visit.desks.asking.ask(
                .passkey, of: try await visit.open(), in: visit.realm, parameters: ["autofill": true], visit.client)
            visit.signIn.take(next)
        } catch is FactorRefusal {
            return Response.json(["error": "refused"], status: 429).setting(visit.signIn.cookies)
        }
        let shown = visit.signIn.challenge.tasks[.passkey]?.task.shown ?? JSON.Object()
        return Response.json(.object(shown)).setting(visit.signIn.cookies)
    }

    /// The passkey that was chosen on the first page.
    private func passkey(_ visit: inout Visit) async throws -> Response {
        guard visit.signIn.challenge.proofs.isEmpty, !visit.signIn.isKnown else { return try await visit.proceed() }
        visit.noteCapabilities()
        guard let text = visit.form["credential"], let credential = try? JSON(parsing: text).object else {
            visit.signIn.trouble = Trouble(.passkey, .cancelled)
            try await visit.save()
            return visit.go("")
        }
        do {
            let next = try await visit.desks.asking.answer(
                credential, to: .passkey, of: try await visit.openAsItIs(), in: visit.realm, visit.client)
            visit.signIn.take(next)
            visit.signIn.trouble = nil
            visit.signIn.challenge.notes["unknownCredential"] = nil
            return try await visit.proceed()
        } catch let refusal as FactorRefusal {
            try await visit.note(refusal, of: .passkey)
            if refusal.reason == .notEnrolled {
                // The password manager is told, so that it does not offer this one again.
                visit.signIn.challenge.notes["unknownCredential"] = credential["id"]
                try await visit.save()
            }
            return visit.go("")
        }
    }

    // MARK: - Ways

    private func methods(_ visit: inout Visit) async throws -> Response {
        guard visit.signIn.challenge.claimedIdentifier != nil || visit.signIn.challenge.user != nil else {
            return visit.go("")
        }
        let choices = try await flow.ways(of: visit.signIn, in: visit.realm)
        let frame = try await visit.frame()
        let texts = frame.texts
        let last = choices.first.flatMap { $0.lastUsedAt == nil ? nil : $0.method }
        let ways = choices.map { choice in
            RealmWaysPage.Way(
                method: choice.method.rawValue, name: choice.method.name(texts),
                hint: choice.method.hint(texts, choice.authenticators),
                badge: choice.method == last ? texts("methods.lastUsed") : nil,
                address: "\(visit.address)/with/\(choice.method.rawValue)")
        }
        let isAgain = visit.signIn.isReauthentication
        var page = RealmWaysPage(
            heading: texts(isAgain ? "reauth.heading" : "methods.heading"),
            intro: isAgain ? texts("reauth.intro") : "", who: try await visit.who(), ways: ways,
            foot: visit.foot(others: false))
        if let trouble = visit.signIn.trouble, !choices.contains(where: { $0.method == trouble.method }) {
            page.notice = visit.text(trouble, texts)
        } else if choices.isEmpty, visit.signIn.challenge.notes["webauthn"]?.string == "none" {
            page.notice = texts("trouble.unsupported")
        }
        return visit.answer(page, in: frame)
    }

    // MARK: - Ends

    private func stopped(_ visit: inout Visit) async throws -> Response {
        let frame = try await visit.frame()
        let isBlocked = visit.signIn.challenge.state == .block
        let name = isBlocked ? "blocked" : "failed"
        var page = RealmMessagePage(
            heading: frame.texts("\(name).heading"),
            text: frame.texts("\(name).intro", ["realm": visit.realm.realm.displayName]),
            reference: visit.signIn.challenge.idempotencyKey ?? visit.http.correlationID, time: flow.now())
        page.isOver = true
        if case .client = visit.signIn.purpose, let application = frame.application {
            page.actions = [.init(frame.texts("common.return", ["app": application]), "\(visit.address)/cancel")]
        }
        return visit.answer(page, in: frame, status: 403)
    }

    private func wait(_ visit: inout Visit) async throws -> Response {
        guard try await isUndecided(visit) else { return try await visit.proceed() }
        let frame = try await visit.frame()
        var page = RealmMessagePage(
            heading: frame.texts("review.heading"),
            text: frame.texts("review.intro", ["realm": visit.realm.realm.displayName]),
            reference: visit.signIn.challenge.idempotencyKey, time: visit.signIn.challenge.createdAt,
            actions: [.init(frame.texts("common.cancel"), "\(visit.address)/cancel", isPrimary: false)])
        page.poll = "\(visit.address)/wait/status"
        page.waiting = frame.texts("review.waiting", ["realm": visit.realm.realm.displayName])
        var response = visit.answer(page, in: frame)
        // Without scripts the page asks again by itself.
        response.headers["Refresh"] = "10"
        return response
    }

    private func waitStatus(_ visit: inout Visit) async throws -> Response {
        .json(["isOver": .bool(try await !isUndecided(visit))])
    }

    private func isUndecided(_ visit: Visit) async throws -> Bool {
        let challenge = visit.signIn.challenge
        guard challenge.state == .reviewRequired, let key = challenge.idempotencyKey, let user = challenge.user else {
            return false
        }
        let action = try await visit.desks.trackedActions.action(
            challenge.action, key: key, of: user, in: visit.realm.tenant)
        return action?.state == ActionState.reviewRequired.rawValue
    }

    private func cancel(_ visit: inout Visit) async throws -> Response {
        try await flow.stop(visit.signIn, as: .challengeFailed, in: visit.realm, visit.http)
    }

    // MARK: - Offers

    private func offer(_ visit: inout Visit) async throws -> Response {
        guard let id = visit.signIn.challenge.user, !visit.signIn.challenge.proofs.isEmpty,
            let user = try await visit.desks.users.user(id, of: visit.realm.tenant),
            try await flow.shouldOfferPasskey(visit.signIn, user, in: visit.realm)
        else { return try await visit.proceed() }
        var options: JSON?
        if visit.signIn.challenge.notes["conditionalCreate"]?.bool == true {
            let next = try await visit.desks.enrolling.begin(
                .passkey, try await visit.open(), in: visit.realm, parameters: ["conditional": true], visit.client)
            visit.signIn.take(next)
            options = visit.signIn.challenge.enrolments[.passkey]?.task.shown["options"]
        }
        let page = RealmPasskeyOfferPage(
            address: "\(visit.address)/set-up/PASSKEY", later: "\(visit.address)/offer/later", options: options,
            answer: "\(visit.address)/set-up/PASSKEY/answer")
        return visit.answer(page, in: try await visit.frame())
    }

    private func later(_ visit: inout Visit) async throws -> Response {
        if let user = visit.signIn.challenge.user, !visit.signIn.challenge.proofs.isEmpty,
            !visit.signIn.wasAsked("passkey")
        {
            try await flow.declinePasskey(user, in: visit.realm)
        }
        visit.signIn.noteAsked("passkey")
        try await visit.save()
        return try await visit.proceed()
    }

    private func codes(_ visit: inout Visit) async throws -> Response {
        guard let codes = visit.signIn.shownCodes else { return try await visit.proceed() }
        return visit.answer(
            RealmCodesPage(codes: codes, address: "\(visit.address)/codes"), in: try await visit.frame())
    }

    private func codesSaved(_ visit: inout Visit) async throws -> Response {
        visit.signIn.shownCodes = nil
        try await visit.save()
        return try await visit.proceed()
    }

    /// The account page in the middle of a sign-in (`redirectToSettings`): there is a session from here on.
    private func settings(_ visit: inout Visit) async throws -> Response {
        guard let id = visit.signIn.challenge.user, !visit.signIn.challenge.proofs.isEmpty,
            visit.signIn.challenge.state.isPassed,
            let user = try await visit.desks.users.user(id, of: visit.realm.tenant)
        else { return try await visit.proceed() }
        let kept = try await flow.keepSession(visit.signIn, user, visit.realm, visit.http)
        try await visit.save()
        return Response.redirect(
            to: "\(visit.realm.base)/account?return=\(visit.signIn.id)", status: 303
        ).setting(visit.signIn.cookies + kept.cookies)
    }

    private func settingsDone(_ visit: inout Visit) async throws -> Response {
        visit.signIn.noteAsked("settings")
        try await visit.save()
        return try await visit.proceed()
    }
}

extension SignInFlow {
    /// A route of a sign-in. The form is read for what is posted as one.
    func visit(
        _ method: Method, _ path: String,
        _ answer: @escaping @Sendable (inout Visit, PathParameters) async throws -> Response
    ) -> [Route] {
        RealmPageRoutes(flow: self).route(method, "/signin/{id}\(path)") { realm, http, parameters in
            guard let signIn = try await signIns.load(parameters["id"], in: realm, http) else { throw SignInLost() }
            let isForm = http.mediaType == "application/x-www-form-urlencoded"
            var visit = Visit(
                flow: self, realm: realm, http: http, form: isForm ? try http.form() : Parameters(), signIn: signIn)
            return try await answer(&visit, parameters)
        }
    }
}
