import Base
import Directory
import HTTP
import Pages

/// One page for each method: it asks, waits, judges, and says what went wrong.
struct MethodEndpoints: Sendable {
    let flow: SignInFlow

    var routes: [Route] {
        flow.visit(.post, "/with/{method}") { visit, path in try await ask(&visit, try method(path)) }
            + flow.visit(.get, "/with/{method}") { visit, path in try await page(&visit, try method(path)) }
            + flow.visit(.post, "/with/{method}/answer") { visit, path in try await answer(&visit, try method(path)) }
            + flow.visit(.get, "/with/{method}/status") { visit, path in
                try await linkStatus(&visit, try method(path))
            }
    }

    private func method(_ path: PathParameters) throws -> VerificationMethod {
        guard let method = VerificationMethod(rawValue: path["method"]) else { throw SignInLost() }
        return method
    }

    /// Whether anybody is there to be asked: named, or claimed.
    private func isSomebody(_ visit: Visit) -> Bool {
        visit.signIn.challenge.claimedIdentifier != nil || visit.signIn.challenge.user != nil
    }

    private func ask(_ visit: inout Visit, _ method: VerificationMethod) async throws -> Response {
        guard isSomebody(visit) else { return visit.go("") }
        visit.noteCapabilities()
        visit.signIn.trouble = nil
        let before = visit.signIn.challenge.tasks[method]
        // A second click sends no second message, and loses no code.
        if let before, before.tries < before.task.maximumTries, let next = before.task.resendAt, flow.now() < next {
            try await visit.save()
            return visit.go("/with/\(method)")
        }
        do {
            visit.signIn.take(
                try await visit.desks.asking.ask(method, of: try await visit.open(), in: visit.realm, visit.client))
            if before != nil, visit.signIn.challenge.tasks[method]?.task.resendAt != nil {
                visit.signIn.challenge.notes["resent"] = .string(method.rawValue)
                try await visit.save()
            }
        } catch let refusal as FactorRefusal {
            try await visit.note(refusal, of: method)
        }
        return visit.go("/with/\(method)").setting(linkCookie(visit, method))
    }

    private func answer(_ visit: inout Visit, _ method: VerificationMethod) async throws -> Response {
        guard isSomebody(visit) else { return visit.go("") }
        visit.noteCapabilities()
        visit.signIn.challenge.notes["resent"] = nil
        if let error = visit.form["error"] {
            visit.signIn.trouble = Trouble(method, error == "unsupported" ? .unsupported : .cancelled)
            try await visit.save()
            return visit.go("/with/\(method)")
        }
        do {
            let next = try await visit.desks.asking.answer(
                try answer(visit.form, method), to: method, of: try await visit.openAsItIs(), in: visit.realm,
                visit.client)
            visit.signIn.take(next)
            visit.signIn.trouble = nil
            return try await visit.proceed()
        } catch let refusal as FactorRefusal {
            try await visit.note(refusal, of: method)
            return visit.go("/with/\(method)")
        }
    }

    /// What was typed, or what the browser has to say.
    private func answer(_ form: Parameters, _ method: VerificationMethod) throws(FactorRefusal) -> JSON.Object {
        if let text = form["credential"] {
            guard let object = try? JSON(parsing: text).object else { throw FactorRefusal(.malformed, "no JSON") }
            return object
        }
        if let token = form["token"] { return ["token": .string(token)] }
        if form["finalize"] != nil { return ["finalize": true] }
        let typed = form["code"] ?? ""
        // A password is never cut.
        return method == .password ? ["password": .string(typed)] : ["code": .string(String(typed.prefix(256)))]
    }

    // MARK: - Pages

    private func page(_ visit: inout Visit, _ method: VerificationMethod) async throws -> Response {
        guard isSomebody(visit) else { return visit.go("") }
        if visit.signIn.challenge.proofs.contains(where: { $0.method == method }) { return try await visit.proceed() }
        switch method {
        case .passkey, .securityKey: return try await keyPage(&visit, method)
        case .magicLink: return try await linkPage(visit)
        case _: return try await codePage(visit, method)
        }
    }

    private func keyPage(_ visit: inout Visit, _ method: VerificationMethod) async throws -> Response {
        let frame = try await visit.frame()
        let trouble = visit.signIn.trouble.flatMap { $0.method == method ? $0 : nil }
        // A question that was answered is spent: the next try needs another.
        if visit.signIn.challenge.tasks[method].map({ flow.now() >= $0.task.expiresAt }) ?? true {
            do {
                let next = try await visit.desks.asking.ask(
                    method, of: try await visit.open(), in: visit.realm, visit.client)
                visit.signIn.take(next)
            } catch let refusal as FactorRefusal {
                try await visit.note(refusal, of: method)
            }
        }
        let name = method == .passkey ? "passkey" : "key"
        let options = visit.signIn.challenge.tasks[method]?.task.shown["options"]
        var page = RealmKeyPage(
            heading: frame.texts("\(name).heading"), intro: frame.texts("\(name).intro"),
            icon: RealmIcon(method: method.rawValue), who: try await visit.who(), options: options ?? .null,
            isCreation: false, startsAtOnce: trouble == nil && options != nil,
            start: frame.texts(trouble == nil ? "common.continue" : "passkey.again"),
            address: "\(visit.address)/with/\(method)/answer", foot: visit.foot(others: true))
        page.notice = (visit.signIn.trouble ?? trouble).map { visit.text($0, frame.texts) }
        return visit.answer(page, in: frame)
    }

    private func codePage(_ visit: Visit, _ method: VerificationMethod) async throws -> Response {
        let frame = try await visit.frame()
        let (texts, signIn) = (frame.texts, visit.signIn)
        let state = signIn.state(of: signIn.challenge.tasks[method], method, at: flow.now())
        let isSent = method.sendsCode
        let to = state.task?.shown["to"]?.string
        let intro =
            isSent && state.task == nil
            ? texts("code.\(method).ask")
            : texts(
                "code.\(method).\(isSent && signIn.isAnonymous ? "maybe" : "intro")",
                ["to": signIn.isAnonymous ? signIn.identifier ?? "" : to ?? "", "realm": frame.name])
        var page = RealmCodePage(
            heading: texts("code.\(method)"), intro: intro, who: try await visit.who(), kind: method.entry,
            label: texts.known("code.label.\(method)") ?? texts("code.label"),
            address: "\(visit.address)/with/\(method)/answer", takesAnswer: state.takesAnswer,
            foot: visit.foot(others: true))
        page.fill(state, visit, method, texts)
        // Asking again brings no new tries.
        if state.isSpent {
            page.restart = try await visit.who()?.change
        } else if isSent || !state.takesAnswer {
            page.resend = .init(
                address: "\(visit.address)/with/\(method)",
                text: texts(isSent ? state.task == nil ? "code.send" : "code.resend" : "passkey.again"),
                wait: state.wait, waitText: method.waitText(texts))
            if isSent { page.help = texts("code.help") }
        }
        return visit.answer(page, in: frame)
    }

    private func linkPage(_ visit: Visit) async throws -> Response {
        let frame = try await visit.frame()
        let (texts, signIn) = (frame.texts, visit.signIn)
        let state = signIn.state(of: signIn.challenge.tasks[.magicLink], .magicLink, at: flow.now())
        let to = signIn.isAnonymous ? signIn.identifier ?? "" : state.task?.shown["to"]?.string ?? ""
        var page = RealmLinkPage(
            intro: state.task == nil
                ? texts("method.EMAIL_MAGIC_LINK.hint")
                : texts(signIn.isAnonymous ? "link.maybe" : "link.intro", ["to": to]),
            who: try await visit.who(), isWaiting: state.takesAnswer,
            poll: "\(visit.address)/with/EMAIL_MAGIC_LINK/status",
            resend: .init(
                address: "\(visit.address)/with/EMAIL_MAGIC_LINK",
                text: texts(state.task == nil ? "link.send" : "link.resend"), wait: state.wait,
                waitText: texts("link.wait")),
            foot: visit.foot(others: true))
        page.reload = "\(visit.address)/with/EMAIL_MAGIC_LINK"
        page.notice = state.trouble.map { visit.text($0, texts, isTimed: state.wait > 0) }
        page.number = state.task?.shown["number"]?.string
        if state.takesAnswer, try await isApproved(visit) {
            page.goOn = "\(visit.address)/with/EMAIL_MAGIC_LINK/answer"
        }
        return visit.answer(page, in: frame)
    }

    /// Whether the link was opened here, or approved elsewhere: then the page is out of date.
    private func linkStatus(_ visit: inout Visit, _ method: VerificationMethod) async throws -> Response {
        let pending = visit.signIn.challenge.tasks[.magicLink]
        let isOver = pending == nil ? true : try await isApproved(visit)
        return .json(["isOver": .bool(method != .magicLink || isOver)])
    }

    private func isApproved(_ visit: Visit) async throws -> Bool {
        try await visit.desks.links.isApproved(
            for: visit.signIn.challenge.tasks[.magicLink], in: visit.realm.tenant)
    }

    private func linkCookie(_ visit: Visit, _ method: VerificationMethod) -> [SetCookie] {
        guard method == .magicLink, let task = visit.signIn.challenge.tasks[method]?.task else { return [] }
        return [LinkCookie.make(visit.signIn, task, isSetUp: false, visit.realm, visit.http)].compactMap(\.self)
    }
}
