import Base
import Directory
import HTTP
import Pages

/// The pages where people make accounts by themselves, with a mail address that they prove. Whether there is an account
/// for an address, only who reads its mail learns.
struct SignUpEndpoints: Sendable {
    let flow: SignInFlow

    var routes: [Route] {
        flow.visit(.get, "/new") { visit, _ in try await page(&visit) }
            + flow.visit(.post, "/new") { visit, _ in try await send(&visit) }
            + flow.visit(.get, "/new/code") { visit, _ in try await codePage(&visit) }
            + flow.visit(.post, "/new/again") { visit, _ in try await sendAgain(&visit) }
            + flow.visit(.post, "/new/code") { visit, _ in try await check(&visit) }
    }

    private func isOpen(_ visit: Visit) -> Bool {
        visit.realm.settings.signUp.isOpen && visit.signIn.challenge.proofs.isEmpty && !visit.signIn.isKnown
    }

    private func page(_ visit: inout Visit, problem: String? = nil) async throws -> Response {
        guard isOpen(visit) else { return try await visit.proceed() }
        let frame = try await visit.frame()
        let trouble = visit.signIn.trouble.map { visit.text($0, frame.texts) }
        var page = RealmSignUpPage(
            address: "\(visit.address)/new", value: visit.signIn.newAddress ?? visit.form["address"] ?? "",
            problem: problem ?? trouble, signIn: visit.address, foot: visit.foot(others: false))
        page.remembers = visit.signIn.remembersBrowser
        return visit.answer(page, in: frame)
    }

    private func send(_ visit: inout Visit) async throws -> Response {
        guard isOpen(visit) else { return try await visit.proceed() }
        let typed = (visit.form["address"] ?? "").trimmed
        guard isAccepted(typed, visit.realm.settings.signUp) else {
            return try await page(&visit, problem: try await visit.frame().texts("trouble.badAddress"))
        }
        visit.signIn.restart()
        visit.signIn.newAddress = typed
        visit.noteCapabilities()
        return try await ask(&visit, typed)
    }

    private func sendAgain(_ visit: inout Visit) async throws -> Response {
        guard isOpen(visit), let address = visit.signIn.newAddress else { return visit.go("/new") }
        if let next = visit.signIn.challenge.tasks[.emailCode]?.task.resendAt, flow.now() < next {
            return visit.go("/new/code")
        }
        visit.signIn.challenge.notes["resent"] = .string(VerificationMethod.emailCode.rawValue)
        return try await ask(&visit, address)
    }

    private func ask(_ visit: inout Visit, _ address: String) async throws -> Response {
        visit.signIn.trouble = nil
        do {
            visit.signIn.take(
                try await visit.desks.asking.ask(
                    .emailCode, of: try await visit.open(), in: visit.realm, parameters: ["email": .string(address)],
                    visit.client))
            return visit.go("/new/code")
        } catch let refusal as FactorRefusal {
            try await visit.note(refusal, of: .emailCode)
            return visit.go(visit.signIn.challenge.tasks[.emailCode] == nil ? "/new" : "/new/code")
        }
    }

    private func isAccepted(_ address: String, _ settings: SignUpSettings) -> Bool {
        guard let domain = MailAddress(address)?.text.split(separator: "@").last.map(String.init) else { return false }
        return settings.domains.isEmpty || settings.domains.contains(domain)
    }

    private func codePage(_ visit: inout Visit) async throws -> Response {
        guard isOpen(visit), let address = visit.signIn.newAddress else { return visit.go("/new") }
        let frame = try await visit.frame()
        let texts = frame.texts
        let state = visit.signIn.state(of: visit.signIn.challenge.tasks[.emailCode], .emailCode, at: flow.now())
        var page = RealmCodePage(
            heading: texts("code.EMAIL_OTP"), intro: texts("code.EMAIL_OTP.intro", ["to": address]),
            who: RealmWho(name: address, change: "\(visit.address)/change"), kind: .digits(6),
            label: texts("code.label"), address: "\(visit.address)/new/code", takesAnswer: state.takesAnswer,
            foot: visit.foot(others: false))
        page.fill(state, visit, .emailCode, texts)
        page.resend =
            state.isSpent
            ? nil
            : .init(
                address: "\(visit.address)/new/again", text: texts("code.resend"), wait: state.wait,
                waitText: texts("code.wait"))
        if state.isSpent { page.restart = page.who?.change }
        return visit.answer(page, in: frame)
    }

    private func check(_ visit: inout Visit) async throws -> Response {
        guard isOpen(visit), let address = visit.signIn.newAddress else { return visit.go("/new") }
        visit.noteCapabilities()
        visit.signIn.challenge.notes["resent"] = nil
        do {
            let code = JSON.string(String((visit.form["code"] ?? "").prefix(64)))
            visit.signIn.take(
                try await visit.desks.asking.answer(
                    ["code": code], to: .emailCode, of: try await visit.open(), in: visit.realm, visit.client))
        } catch let refusal as FactorRefusal {
            try await visit.note(refusal, of: .emailCode)
            return visit.go("/new/code")
        }
        return try await enter(&visit, address)
    }

    /// The address is proven: an account of it is made, or the one that there is, signed in to where mail is a way to.
    private func enter(_ visit: inout Visit, _ address: String) async throws -> Response {
        let language = visit.client.languages.first ?? "en"
        guard let user = try await visit.desks.people.person(reading: address, language: language, in: visit.realm)
        else { return try await visit.proceed() }
        let own = try await flow.enrolledMethods(of: user.id, in: visit.realm)
        guard own.isEmpty || own.contains(.emailCode) else {
            visit.signIn.restart()
            visit.signIn.challenge.proofs = []
            visit.signIn.challenge.provenAddresses = []
            visit.signIn.identifier = address
            visit.signIn.challenge.user = user.id
            try await visit.save()
            return visit.go("/methods")
        }
        visit.signIn.challenge.user = user.id
        let proven = visit.signIn.challenge.provenAddresses
        if own.isEmpty, let mail = proven.first,
            let enrolled = try await visit.desks.enrolling.adopt(
                mail, try await visit.open(), in: visit.realm, visit.client)
        {
            visit.signIn.take(enrolled.open)
        }
        try await visit.save()
        return try await visit.proceed()
    }
}
