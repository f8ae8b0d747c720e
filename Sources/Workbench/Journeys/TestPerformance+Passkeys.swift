import Base
import Cryptography
import FIDO
import HTTP

/// Pages that ask for a passkey: the runner does what the page's script and the person's device would do.
extension TestPerformance {
    func usePasskey(_ act: PasskeyAct) async throws {
        guard let form = page.element(id: "passkeyForm"), let options = form["data-options"] else {
            throw StepFailure("the page asks for no passkey")
        }
        switch act.answer {
        case .cancel: return try await sendPasskey(form, ["error": "cancelled"])
        case .unsupported: return try await sendPasskey(form, ["error": "unsupported"])
        case .replayed:
            guard let last = lastAnswer else { throw StepFailure("no passkey was used before") }
            return try await sendPasskey(form, ["credential": JSON.object(last).text])
        case .yes, .unknown, .unverified, .cloned: break
        }
        guard let question = try await question(options, form, act) else { return }
        let name = act.device ?? browserName
        let known = devices[name] ?? SoftwareAuthenticator(origin: site.origin, random: .openSSL)
        let (answer, after) = try passkeyAnswer(act.answer, question, known)
        devices[name] = after
        lastAnswer = answer
        try await sendPasskey(form, ["credential": JSON.object(answer).text])
    }

    /// Nil where the test wants none.
    private func question(_ address: String, _ form: MarkupNode, _ act: PasskeyAct) async throws -> JSON? {
        var parameters = browser.filling.parameters(of: form, pressing: nil)
        parameters.set("autofill", form.descendants.contains { $0["name"] == "exchange" } ? "true" : "false")
        let response = try await browser.exchange(
            .post, browser.absolute(address), parameters, headers: [("X-Requested-With", "XMLHttpRequest")])
        let answer = (try? JSON(parsing: response.body)) ?? .null
        let message = answer["message"]?.string ?? "status \(response.status)"
        if let refused = act.refused {
            guard answer["options"] == nil, Matcher.matches(try memory.expand(refused), .string(message)) else {
                throw StepFailure(
                    "passkey.refused: expected \(Matcher.show(refused)), "
                        + (answer["options"] == nil ? "got \"\(message)\"" : "but the page asks"))
            }
            return nil
        }
        guard answer["status"]?.string == "200", let options = answer["options"] else {
            throw StepFailure("the page's question was refused: \(message)")
        }
        return options
    }

    private func passkeyAnswer(
        _ answer: PasskeyAct.Answer, _ options: JSON, _ known: SoftwareAuthenticator
    ) throws -> (JSON.Object, SoftwareAuthenticator) {
        var device = known
        let isCreation = options["user"] != nil
        if answer == .unknown, let challenge = options["challenge"]?.string, let party = options["rpId"]?.string {
            var stranger = SoftwareAuthenticator(origin: site.origin, random: .openSSL)
            _ = try stranger.create([
                "rp": ["id": .string(party)], "challenge": .string(challenge), "user": ["id": "c3RyYW5nZXI"],
            ])
            return (try stranger.assertion(by: stranger.credentials[0], challenge), known)
        }
        if answer == .unverified { device.flags.remove(.userVerified) }
        if answer == .cloned {
            for index in device.credentials.indices { device.credentials[index].counter = 0 }
        }
        let made: JSON.Object
        do {
            made = isCreation ? try device.create(options) : try device.get(options)
        } catch is SoftwareAuthenticator.Unusable {
            throw StepFailure("this device has no passkey that the page asks for")
        }
        // The copy is somebody else's: this device goes on as it was.
        if answer == .cloned { return (made, known) }
        device.flags = known.flags
        return (made, device)
    }

    private func sendPasskey(_ form: MarkupNode, _ extra: Parameters) async throws {
        try await browser.submit(form, pressing: nil, extra: extra)
        try await arrive()
    }
}
