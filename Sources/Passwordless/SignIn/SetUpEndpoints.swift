import Base
import Directory
import HTTP
import Pages

/// The pages where something is enrolled: on the way of a sign-in, or from the account page.
struct SetUpEndpoints: Sendable {
    let flow: SignInFlow

    var routes: [Route] {
        flow.visit(.get, "/set-up") { visit, _ in try await choose(&visit) }
            + flow.visit(.post, "/set-up/skip") { visit, _ in try await skip(&visit) }
            + flow.visit(.get, "/set-up/{method}") { visit, path in try await page(&visit, try method(path)) }
            + flow.visit(.post, "/set-up/{method}") { visit, path in try await begin(&visit, try method(path)) }
            + flow.visit(.post, "/set-up/{method}/answer") { visit, path in
                try await answer(&visit, try method(path))
            }
            + flow.visit(.get, "/set-up/{method}/status") { visit, path in
                try await linkStatus(visit, try method(path))
            }
    }

    private func method(_ path: PathParameters) throws -> VerificationMethod {
        guard let method = VerificationMethod(rawValue: path["method"]) else { throw SignInLost() }
        return method
    }

    /// Nobody enrols for somebody whose name they have only typed.
    private func isAllowed(_ visit: Visit) -> Bool {
        visit.signIn.challenge.user != nil && visit.signIn.challenge.claimedIdentifier == nil
            && (visit.signIn.isInitiated || !visit.signIn.challenge.proofs.isEmpty)
    }

    // MARK: - Which

    private func choose(_ visit: inout Visit) async throws -> Response {
        guard isAllowed(visit), let user = visit.signIn.challenge.user else { return try await visit.proceed() }
        let own = try await flow.enrolledMethods(of: user, in: visit.realm)
        let frame = try await visit.frame()
        let texts = frame.texts
        let offered = flow.enrollable(in: visit.realm, besides: own)
        let ways = offered.map { method in
            RealmWaysPage.Way(
                method: method.rawValue, name: method.name(texts), hint: method.hint(texts, []),
                address: "\(visit.address)/set-up/\(method)")
        }
        let needsRecovery = own.isEmpty && visit.realm.settings.methods.contains(.passkey)
        return visit.answer(
            RealmWaysPage(
                heading: texts("setup.heading"), intro: texts(needsRecovery ? "setup.recovery" : "setup.intro"),
                who: try await visit.who(), ways: ways, foot: visit.foot(others: false)), in: frame)
    }

    /// From the account page: thought better of.
    private func skip(_ visit: inout Visit) async throws -> Response {
        visit.signIn.addition = nil
        visit.signIn.noteAsked("passkey")
        try await visit.save()
        return try await visit.proceed()
    }

    // MARK: - Asking

    private func begin(_ visit: inout Visit, _ method: VerificationMethod) async throws -> Response {
        guard isAllowed(visit), let user = visit.signIn.challenge.user else { return try await visit.proceed() }
        guard try await flow.mayEnrol(method, user, in: visit.realm) else { return visit.go("/set-up") }
        visit.signIn.trouble = nil
        var parameters = JSON.Object()
        let pending = visit.signIn.state(of: visit.signIn.challenge.enrolments[method], method, at: flow.now())
        let address = method == .textMessageCode ? "phoneNumber" : "email"
        if let typed = visit.form["address"]?.trimmed, !typed.isEmpty {
            visit.signIn.challenge.enrolments[method] = nil
            parameters[address] = .string(String(typed.prefix(254)))
        } else if pending.takesAnswer, let task = pending.task, task.resendAt != nil {
            // The same once more; a second click sends nothing, and what was sent stays good.
            if pending.wait > 0 { return visit.go("/set-up/\(method)") }
            parameters[address] = task.kept["address"]
        } else {
            visit.signIn.challenge.enrolments[method] = nil
            if needsAddress(method) {
                try await visit.save()
                return visit.go("/set-up/\(method)")
            }
        }
        do {
            visit.signIn.take(
                try await visit.desks.enrolling.begin(
                    method, try await visit.open(), in: visit.realm, parameters: parameters, visit.client))
        } catch let refusal as FactorRefusal {
            try await visit.note(refusal, of: method)
            return visit.go("/set-up/\(method)")
        }
        // Codes of our own making need no answer.
        guard method != .recoveryCode else { return try await answer(&visit, method) }
        let task = visit.signIn.challenge.enrolments[method]?.task
        let cookie = task.flatMap { LinkCookie.make(visit.signIn, $0, isSetUp: true, visit.realm, visit.http) }
        return visit.go("/set-up/\(method)").setting([cookie].compactMap(\.self))
    }

    private func needsAddress(_ method: VerificationMethod) -> Bool {
        [.emailCode, .magicLink, .textMessageCode, .password].contains(method)
    }

    private func answer(_ visit: inout Visit, _ method: VerificationMethod) async throws -> Response {
        guard isAllowed(visit) else { return try await visit.proceed() }
        if let error = visit.form["error"] {
            let reason: FactorRefusal.Reason =
                error == "unsupported" ? .unsupported : error == "alreadyEnrolled" ? .alreadyEnrolled : .cancelled
            visit.signIn.trouble = Trouble(method, reason)
            try await visit.save()
            return visit.go("/set-up/\(method)")
        }
        do {
            let enrolled = try await visit.desks.enrolling.finish(
                try answer(visit.form, method), to: method, try await visit.open(), in: visit.realm, visit.client)
            visit.signIn.take(enrolled.open)
            if let codes = enrolled.shown["codes"]?.strings { visit.signIn.shownCodes = codes }
        } catch let refusal as FactorRefusal {
            try await visit.note(refusal, of: method)
            return visit.go("/set-up/\(method)")
        }
        visit.signIn.trouble = nil
        visit.signIn.addition = nil
        if method == .passkey { visit.signIn.noteAsked("passkey") }
        try await visit.save()
        return try await visit.proceed()
    }

    private func answer(_ form: Parameters, _ method: VerificationMethod) throws(FactorRefusal) -> JSON.Object {
        if let text = form["credential"] {
            guard let object = try? JSON(parsing: text).object else { throw FactorRefusal(.malformed, "no JSON") }
            return object
        }
        if let token = form["token"] { return ["token": .string(token)] }
        if form["finalize"] != nil { return ["finalize": true] }
        let typed = form["code"] ?? form["address"] ?? ""
        return method == .password ? ["password": .string(typed)] : ["code": .string(String(typed.prefix(256)))]
    }

    // MARK: - Pages

    private func page(_ visit: inout Visit, _ method: VerificationMethod) async throws -> Response {
        guard isAllowed(visit), let user = visit.signIn.challenge.user else { return try await visit.proceed() }
        guard try await flow.mayEnrol(method, user, in: visit.realm) else { return visit.go("/set-up") }
        let frame = try await visit.frame()
        let trouble = visit.signIn.trouble.flatMap { $0.method == method ? $0 : nil }
        switch method {
        case .passkey, .securityKey: return keyPage(visit, method, trouble, frame)
        case .authenticatorApp: return appPage(visit, trouble, frame)
        case .recoveryCode: return startPage(visit, method, trouble, frame)
        case .magicLink where wasEnrolledElsewhere(visit): return try await visit.proceed()
        case _: return try await addressPage(visit, method, trouble, frame)
        }
    }

    private func foot(_ visit: Visit) -> RealmFoot {
        let isAddition = visit.signIn.addition != nil || visit.signIn.challenge.state.isPassed
        return RealmFoot(
            others: visit.signIn.addition == nil ? "\(visit.address)/set-up" : nil,
            cancel: isAddition ? "\(visit.address)/set-up/skip" : "\(visit.address)/cancel")
    }

    private func startPage(
        _ visit: Visit, _ method: VerificationMethod, _ trouble: Trouble?, _ frame: RealmFrame
    ) -> Response {
        var page = RealmMessagePage(
            heading: frame.texts("add.\(method)"),
            text: frame.texts.known("add.\(method).before") ?? frame.texts("add.\(method).intro"),
            actions: [
                .init(frame.texts("add.\(method).start"), "\(visit.address)/set-up/\(method)"),
                .init(frame.texts("common.cancel"), foot(visit).cancel ?? "", isPrimary: false),
            ])
        page.notice = trouble.map { visit.text($0, frame.texts, isSetUp: true) }
        return visit.answer(page, in: frame)
    }

    private func keyPage(
        _ visit: Visit, _ method: VerificationMethod, _ trouble: Trouble?, _ frame: RealmFrame
    ) -> Response {
        let pending = visit.signIn.challenge.enrolments[method]
        let isLive = pending.map { flow.now() < $0.task.expiresAt } ?? false
        let options = isLive ? pending?.task.shown["options"] : nil
        var page = RealmKeyPage(
            heading: frame.texts("add.\(method)"), intro: frame.texts("add.\(method).intro"),
            icon: RealmIcon(method: method.rawValue), who: nil, options: options ?? .null, isCreation: true,
            startsAtOnce: trouble == nil && options != nil,
            start: frame.texts(trouble == nil ? "common.continue" : "passkey.again"),
            address: "\(visit.address)/set-up/\(method)\(options == nil ? "" : "/answer")", foot: foot(visit))
        page.notice = trouble.map { visit.text($0, frame.texts, isSetUp: true) }
        return visit.answer(page, in: frame)
    }

    private func appPage(_ visit: Visit, _ trouble: Trouble?, _ frame: RealmFrame) -> Response {
        let state = visit.signIn.state(
            of: visit.signIn.challenge.enrolments[.authenticatorApp], .authenticatorApp, at: flow.now())
        guard state.takesAnswer, let shown = state.task?.shown, let uri = shown["uri"]?.string,
            let secret = shown["secret"]?.string
        else {
            return startPage(visit, .authenticatorApp, state.task == nil ? nil : state.trouble, frame)
        }
        let text = trouble.map { visit.text($0, frame.texts) }
        return visit.answer(
            RealmAppPage(
                uri: uri, secret: secret, address: "\(visit.address)/set-up/AUTHENTICATOR_APP/answer", problem: text,
                notice: nil, foot: foot(visit)), in: frame)
    }

    private func addressPage(
        _ visit: Visit, _ method: VerificationMethod, _ trouble: Trouble?, _ frame: RealmFrame
    ) async throws -> Response {
        let texts = frame.texts
        let state = visit.signIn.state(of: visit.signIn.challenge.enrolments[method], method, at: flow.now())
        if state.takesAnswer, let task = state.task, method != .password {
            guard method != .magicLink else { return try await linkPage(visit, state, task, frame) }
            var page = RealmCodePage(
                heading: texts("code.\(method)"),
                intro: texts("code.\(method).intro", ["to": task.shown["to"]?.string ?? ""]),
                who: nil, kind: method.entry, label: texts("code.label"),
                address: "\(visit.address)/set-up/\(method)/answer", foot: foot(visit))
            page.fill(state, visit, method, texts)
            page.resend = .init(
                address: "\(visit.address)/set-up/\(method)", text: texts("code.resend"), wait: state.wait,
                waitText: method.waitText(texts))
            return visit.answer(page, in: frame)
        }
        let kind: RealmAddressPage.Kind =
            method == .textMessageCode ? .phone : method == .password ? .password : .mail
        return visit.answer(
            RealmAddressPage(
                heading: texts("add.\(method)"), intro: texts("add.\(method).intro"),
                label: texts("add.\(method).label"), kind: kind, value: try await knownAddress(visit, kind),
                address: "\(visit.address)/set-up/\(method)\(kind == .password && state.task != nil ? "/answer" : "")",
                problem: (trouble ?? state.trouble).map { visit.text($0, texts) }, foot: foot(visit)), in: frame)
    }

    // MARK: - Waiting for a link

    /// The link was opened in this browser, where the page of it has finished what this one waits for.
    private func wasEnrolledElsewhere(_ visit: Visit) -> Bool {
        let challenge = visit.signIn.challenge
        return visit.signIn.addition == nil && challenge.enrolments[.magicLink] == nil
            && challenge.proofs.contains { $0.method == .magicLink }
    }

    private func linkPage(
        _ visit: Visit, _ state: StepState, _ task: FactorTask, _ frame: RealmFrame
    ) async throws -> Response {
        let (texts, address) = (frame.texts, "\(visit.address)/set-up/\(VerificationMethod.magicLink)")
        var page = RealmLinkPage(
            intro: texts("link.intro", ["to": task.shown["to"]?.string ?? ""]), who: nil, isWaiting: true,
            poll: "\(address)/status",
            resend: .init(
                address: address, text: texts("link.resend"), wait: state.wait, waitText: texts("link.wait")),
            foot: foot(visit))
        page.reload = address
        page.notice = state.trouble.map { visit.text($0, texts) }
        page.number = task.shown["number"]?.string
        if try await isApproved(visit) { page.goOn = "\(address)/answer" }
        return visit.answer(page, in: frame)
    }

    private func linkStatus(_ visit: Visit, _ method: VerificationMethod) async throws -> Response {
        guard method == .magicLink, visit.signIn.challenge.enrolments[method] != nil else {
            return .json(["isOver": true])
        }
        return .json(["isOver": .bool(try await isApproved(visit))])
    }

    private func isApproved(_ visit: Visit) async throws -> Bool {
        try await visit.desks.links.isApproved(
            for: visit.signIn.challenge.enrolments[.magicLink], in: visit.realm.tenant)
    }

    private func knownAddress(_ visit: Visit, _ kind: RealmAddressPage.Kind) async throws -> String {
        guard let id = visit.signIn.challenge.user,
            let user = try await visit.desks.users.user(id, of: visit.realm.tenant)
        else { return "" }
        switch kind {
        case .mail: return user.mailAddress ?? user.unverifiedMail ?? ""
        case .phone: return user.phoneNumber ?? user.unverifiedPhoneNumber ?? ""
        case .password: return ""
        }
    }
}

extension SignInFlow {
    func enrolledMethods(of user: User.ID, in realm: RealmContext) async throws -> Set<VerificationMethod> {
        let own = try await desks.authenticators.authenticators(of: user, in: realm.tenant)
        return Set(own.filter { $0.verifiedAt != nil }.compactMap { VerificationMethod(rawValue: $0.method) })
    }

    /// What can be set up now. The first is one that gets people back in; a lost passkey alone locks them out.
    func enrollable(
        in realm: RealmContext, besides own: Set<VerificationMethod>
    ) -> [VerificationMethod] {
        let offered = realm.settings.methods.filter { desks.asking.factors[$0] != nil && $0 != .password }
        let missing = offered.filter { method in
            !own.contains(method) || [.passkey, .securityKey].contains(method)
        }
        guard own.isEmpty else { return missing }
        let recovering = missing.filter { ![.passkey, .securityKey, .recoveryCode].contains($0) }
        return recovering.isEmpty ? missing.filter { $0 != .recoveryCode } : recovering
    }

    func mayEnrol(_ method: VerificationMethod, _ user: User.ID, in realm: RealmContext) async throws -> Bool {
        let own = try await enrolledMethods(of: user, in: realm)
        if own.contains(method) { return realm.settings.methods.contains(method) }
        return enrollable(in: realm, besides: own).contains(method)
    }
}
