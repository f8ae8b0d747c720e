import Base
import Messaging
import HTTP

/// What a person does on a page.
extension TestPerformance {
    func act(_ step: TestStep) async throws {
        guard !page.isElsewhere else {
            throw StepFailure("the journey is over, nothing can be entered: the browser is at \(page.url.prefix(200))")
        }
        if step.signIn != nil || step.refuse != nil { return try await visitProvider(step) }
        if let passkey = step.passkey { return try await usePasskey(passkey) }
        try fill(step)
        if let id = step.verify, try await verify(id, step), case .next = step.press { return }
        switch step.press {
        case .nothing: return
        case .next: try await press(try nextControl())
        case .control(let name): try await press(try control(named: try memory.text(name)))
        }
    }

    private func fill(_ step: TestStep) throws(StepFailure) {
        for member in step.enter?.members ?? [] {
            try browser.filling.enter(try memory.expand(member.value), at: member.name, of: page)
        }
        if let code = step.code, step.verify == nil, let field = page.fields.first(where: { $0.isCode }) {
            try browser.filling.enter(.string(try memory.text(code)), at: field.id, of: page)
        }
    }

    private func press(_ control: MarkupNode) async throws {
        try await browser.press(control)
        try await arrive()
    }

    /// The button that leads on: of the page's main form.
    private func nextControl() throws(StepFailure) -> MarkupNode {
        let ids = ["continue", "next", "verifyCode", "signIn"]
        let controls = page.controls
        let known = ids.lazy.compactMap { id in controls.first { $0["id"] == id } }.first
        if let control = known ?? controls.first(where: { $0.classes.contains("primary") }) { return control }
        throw StepFailure("nothing on the page leads on; there are: \(names(controls))")
    }

    private func control(named name: String) throws(StepFailure) -> MarkupNode {
        if let found = page.control(named: name) { return found }
        let known = page.controls.map(\.controlName)
        let hint = NearestName.hint(name, in: known)
        throw StepFailure("the page has no button or link \"\(name)\"\(hint); it has: \(names(page.controls))")
    }

    private func names(_ controls: [MarkupNode]) -> String {
        let names = controls.map(\.controlName).filter { !$0.isEmpty }
        return names.isEmpty ? "none" : names.joined(separator: ", ")
    }

    /// Has a code sent, reads it, and types it: by mail, by text message or by call. True where that was all that the
    /// page asked for, so that it leads on by itself.
    private func verify(_ id: String, _ step: TestStep) async throws -> Bool {
        if page.element(id: "phoneFactor") != nil {
            try await verifyPhone(id, step)
            return true
        }
        let id = try verification(id)
        let sent = site.messages.count
        if let send = firstControl(["\(id)_ver_but_send", "\(id)_but_send_code"]) {
            try await press(send)
            guard site.messages.count > sent || page.field(named: codeField(id)) != nil else {
                throw StepFailure("no code was sent: \(page.errors.joined(separator: " "))")
            }
            // A page without scripts is a new one: what was typed is typed again where it is empty.
            try refill(step)
        }
        let field = codeField(id)
        let channel: String = site.messages.last.map { $0.channel == .mail ? "$mail" : "$sms" } ?? "$mail"
        let code = try memory.text(step.code ?? channel)
        try browser.filling.enter(.string(code), at: field, of: page)
        guard let verify = firstControl(["\(id)_ver_but_verify", "\(id)_but_verify_code"]) else {
            throw StepFailure("the page has no button to verify the code of \"\(id)\"; it has: \(names(page.controls))")
        }
        try await press(verify)
        guard page.root.first({ $0["data-verification"] == id }) != nil else { return true }
        try refill(step)
        return false
    }

    /// Passwords are not sent back to the browser, and so typed anew.
    private func refill(_ step: TestStep) throws(StepFailure) {
        for member in step.enter?.members ?? [] {
            guard let field = page.field(named: member.name), !field.isReadOnly else { continue }
            try browser.filling.enter(try memory.expand(member.value), at: member.name, of: page)
        }
    }

    private func verifyPhone(_ way: String, _ step: TestStep) async throws {
        if page.element(id: "verificationCode").map({ $0.isHidden || $0.isDisabled }) ?? true {
            let ids = way == "call" ? ["verifyPhone"] : ["sendCode", "verifyPhone"]
            guard let send = firstControl(ids) else {
                throw StepFailure("the page sends no code; it has: \(names(page.controls))")
            }
            let sent = site.messages.count
            try await press(send)
            guard site.messages.count > sent else {
                throw StepFailure("no code was sent: \(page.errors.joined(separator: " "))")
            }
        }
        let channel = site.messages.last?.channel == .call ? "$call" : "$sms"
        try browser.filling.enter(.string(try memory.text(step.code ?? channel)), at: "VERIFICATION_CODE", of: page)
        try await press(try control(named: "verifyCode"))
    }

    /// The verification of that name, of the display control that has that claim, or the only one.
    private func verification(_ name: String) throws(StepFailure) -> String {
        let all = page.root.descendants.filter { $0["data-verification"] != nil }
        let ids = all.compactMap { $0["data-verification"] }
        if name.isEmpty, ids.count == 1 { return ids[0] }
        if let id = ids.first(where: { $0.lowercased() == name.lowercased() }) { return id }
        let input = page.root.first { $0["name"]?.lowercased() == name.lowercased() }
        if let control = input?.ancestor({ $0.classes.contains("displayControl") })?["id"], ids.contains(control) {
            return control
        }
        throw StepFailure(
            ids.isEmpty
                ? "the page has nothing to verify"
                : "say what to verify: the page has \(ids.joined(separator: ", "))")
    }

    private func codeField(_ id: String) -> String {
        page.root.first { $0["data-verification"] == id }?["data-code"] ?? "\(id)_ver_input"
    }

    private func firstControl(_ ids: [String]) -> MarkupNode? {
        let controls = page.controls
        return ids.lazy.compactMap { id in controls.first { $0["id"] == id } }.first
    }

    private func visitProvider(_ step: TestStep) async throws {
        guard let form = page.providerForm else {
            throw StepFailure("this is not the page of a stub identity provider, so nobody can sign in there")
        }
        var extra: Parameters = [:]
        if let error = step.refuse {
            extra = ["error": try memory.text(error)]
        } else if case .object? = step.signIn, let person = step.signIn {
            extra = ["claims": try memory.expand(person).text]
        } else {
            extra = ["person": try example(step.signIn?.string, in: form)]
        }
        try await browser.submit(form, pressing: nil, extra: extra)
        try await arrive()
    }

    /// The person of that name, or the first.
    private func example(_ name: String?, in form: MarkupNode) throws(StepFailure) -> String {
        let cards = form.descendants.filter { $0["name"] == "person" }
        let names = form.descendants.filter { $0.tag == "h2" }.map(\.visibleText)
        guard let name, !name.isEmpty else { return "0" }
        let index = names.firstIndex { $0.lowercased().hasPrefix(name.lowercased()) }
        guard let index, index < cards.count else {
            throw StepFailure("the stub provider knows no \"\(name)\"; it knows: \(names.joined(separator: ", "))")
        }
        return String(index)
    }
}

extension PageField {
    var isCode: Bool {
        id.hasSuffix("_ver_input") || id == "VERIFICATION_CODE" || nodes.first?.classes.contains("code") == true
    }
}
