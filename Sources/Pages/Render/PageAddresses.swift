import HTTP

/// Where a journey's page sends the browser (b2c-reference §15.4).
package struct PageAddresses: Sendable {
    private let settings: PageSettings

    package init(_ settings: PageSettings) { self.settings = settings }

    /// Takes the page's form, from a script or as a form.
    package var selfAsserted: String { "\(settings.hosts.tenant)/SelfAsserted?\(transaction)" }

    package var phoneVerify: String { "\(settings.hosts.tenant)/Phonefactor/verify?\(transaction)" }

    /// `options` or `answer`.
    package func passkey(_ action: String) -> String { "\(settings.hosts.tenant)/Passkey/\(action)?\(transaction)" }

    package func controlAction(_ control: String, _ action: String) -> String {
        let path = "SelfAsserted/DisplayControlAction/vbeta/\(PercentEncoding.encode(control))/\(action)"
        return "\(settings.hosts.tenant)/\(path)?\(transaction)"
    }

    /// Where to go on after a 200 of `selfAsserted`.
    package var confirmed: String { api("confirmed") }
    package var cancelled: String { api("cancelled") }

    /// The address that a form of provider buttons is sent to with GET.
    package var unifiedPath: String { path("unified") }

    package func unified(exchange: String) -> String { api("unified", ("claimsexchange", exchange)) }

    package func signUp(exchange: String?) -> String {
        exchange.map { unified(exchange: $0) } ?? api("unified", ("local", "signup"))
    }

    package func forgotPassword(exchange: String?) -> String {
        api("forgotPassword", exchange.map { ("claimsexchange", $0) })
    }

    /// The hidden fields of a form that is sent with GET.
    var queryFields: [(name: String, value: String)] {
        [("csrf_token", settings.csrf), ("tx", settings.transactionID), ("p", settings.hosts.policy)]
    }

    private var transaction: String {
        var parameters: Parameters = ["tx": settings.transactionID, "p": settings.hosts.policy]
        if !settings.step.isEmpty { parameters.add("step", settings.step) }
        return parameters.urlEncoded
    }

    private func path(_ action: String) -> String { "\(settings.hosts.tenant)/api/\(settings.api.rawValue)/\(action)" }

    private func api(_ action: String, _ first: (String, String)? = nil) -> String {
        var parameters = Parameters()
        if let first { parameters.add(first.0, first.1) }
        for field in queryFields { parameters.add(field.name, field.value) }
        return "\(path(action))?\(parameters.urlEncoded)"
    }
}
