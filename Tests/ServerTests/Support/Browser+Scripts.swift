import Base
import HTTP
import Testing

/// What the pages' script does (b2c-reference §15.4): posts in the background, then goes on.
extension Browser {
    func pressScripted(_ button: Tag, _ form: PageForm, _ values: [String: String]) async throws -> Page {
        let action = try #require(button["value"])
        let parts = action.split(separator: ":").map(String.init)
        switch (parts[0], parts.dropFirst().first) {
        case ("cancel", nil): return try await open(api("cancelled"))
        case ("send", let claim?):
            return try await ask(form.action, code(claim, "VERIFICATION_REQUEST", form, values), at: claim)
        case ("verify", let claim?):
            var posted = code(claim, "VALIDATION_REQUEST", form, values)
            posted.set("VERIFICATION_CODE", values["\(claim)_ver_input"] ?? "")
            return try await ask(form.action, posted, at: claim)
        case ("change", _?): return page
        case (let control, let action?):
            let address = form.action.replacing(
                "SelfAsserted?", with: "SelfAsserted/DisplayControlAction/vbeta/\(control)/\(action)?")
            return try await ask(address, answer(form, values), at: control)
        case ("sms", nil), ("call", nil), ("resend", nil):
            var posted = answer(form, values)
            posted.set("request_type", "VERIFICATION_REQUEST")
            posted.set("auth_type", parts[0] == "call" ? "voice" : "onewaysms")
            return try await ask(form.action, posted, at: "phone")
        case ("verify", nil):
            let posted: Parameters = [
                "request_type": "VALIDATION_REQUEST", "VERIFICATION_CODE": values["VERIFICATION_CODE"] ?? "",
            ]
            return try await confirm(form.action, posted)
        default: return try await confirm(form.action, answer(form, values))
        }
    }

    /// Posts as a script does and answers the JSON.
    func postScripted(_ address: String, _ form: Parameters) async throws -> JSON {
        let response = try await exchange(
            .post, address, form,
            headers: [
                "X-CSRF-TOKEN": page.settings["csrf"]?.string ?? "", "X-Requested-With": "XMLHttpRequest",
            ])
        return try JSON(parsing: response.body)
    }

    /// The fields of a page as the script sends them: no hidden ones, no button.
    private func answer(_ form: PageForm, _ values: [String: String]) -> Parameters {
        var fields = Parameters()
        for item in form.fields(values: values, nil).items where item.name != "csrf_token" {
            fields.add(item.name, item.value)
        }
        fields.set("request_type", "RESPONSE")
        return fields
    }

    private func code(_ claim: String, _ type: String, _ form: PageForm, _ values: [String: String]) -> Parameters {
        let value = form.fields(values: values, nil)[claim] ?? ""
        return ["request_type": type, "claim_id": claim, "claim_value": value]
    }

    private func confirm(_ address: String, _ form: Parameters) async throws -> Page {
        let remember = form["rememberMe"] == "true"
        let json = try await postScripted(address, form)
        guard json["status"]?.string == "200" else { return refused(json, page) }
        return try await open(api("confirmed", ("rememberMe", String(remember)), ("diags", "{}")))
    }

    /// A post that leaves the page where it is.
    private func ask(_ address: String, _ form: Parameters, at id: String) async throws -> Page {
        let json = try await postScripted(address, form)
        guard json["status"]?.string == "200" else { return refused(json, page) }
        // The script enables what belongs to the next state; of the phone page, the fields of the code.
        let text = page.text.replacing(" disabled hidden", with: "").replacing("class=\"error ", with: "class=\"")
        return show(Page(url: page.url, status: 200, headers: page.headers, body: Bytes(utf8: text)))
    }

    /// The page with what the server says is wrong.
    private func refused(_ json: JSON, _ page: Page) -> Page {
        let message =
            "<div class=\"error pageLevel\" data-code=\"\(json["errorCode"]?.string ?? "")\">\(json.text)</div>"
        return show(
            Page(url: page.url, status: 200, headers: page.headers, body: Bytes(utf8: page.text + message)))
    }

    func api(_ action: String, _ extra: (String, String)...) -> String {
        let settings = page.settings
        var query = Parameters()
        for (name, value) in extra { query.add(name, value) }
        query.add("csrf_token", settings["csrf"]?.string ?? "")
        query.add("tx", settings["transId"]?.string ?? "")
        query.add("p", settings["hosts"]?["policy"]?.string ?? "")
        let tenant = settings["hosts"]?["tenant"]?.string ?? ""
        return "\(tenant)/api/\(settings["api"]?.string ?? "")/\(action)?\(query.urlEncoded)"
    }
}
