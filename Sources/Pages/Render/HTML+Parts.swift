/// Pieces that several pages have. Element ids and classes are B2C's (b2c-reference §15.3), because operators' styles
/// and scripts go by them.
extension HTML {
    mutating func heading(_ heading: String, intro: String) {
        element("div", .class("heading")) { $0.element("h1", text: heading) }
        element("div", .class("intro"), .flag("hidden", if: intro.isEmpty)) { $0.element("p", text: intro) }
    }

    /// A message about the page as a whole. It is there even while empty: a live region must be, before it speaks.
    mutating func pageError(_ message: String?, id: String = "claimVerificationServerError") {
        element(
            "div", .id(id), .class(message == nil ? "error pageLevel" : "error pageLevel show"),
            Attribute("role", "alert"), Attribute("aria-hidden", message == nil ? "true" : "false"),
            Attribute("tabindex", "-1")
        ) { $0.element("p", text: message ?? "") }
    }

    /// What is wrong, field by field, with the way to each (WCAG 2.2 §3.3.1); nothing where at most one field is wrong,
    /// which has the focus.
    mutating func errorSummary(of fields: [Field], _ title: String) {
        let wrong = fields.filter { $0.error != nil }
        guard wrong.count > 1 else { return }
        element(
            "div", .id("errorSummary"), .class("error pageLevel show errorSummary"), Attribute("role", "alert"),
            Attribute("tabindex", "-1")
        ) { html in
            html.element("p", text: title)
            html.element("ul") { html in
                for field in wrong {
                    html.element("li") {
                        $0.element("a", .href("#\(field.focusID)"), text: "\(field.label): \(field.error ?? "")")
                    }
                }
            }
        }
    }

    mutating func itemError(_ message: String?, of field: String) {
        element(
            "div", .id("\(field)_error"), .class(message == nil ? "error itemLevel" : "error itemLevel show"),
            Attribute("role", "alert"), Attribute("aria-hidden", message == nil ? "true" : "false")
        ) { $0.element("p", text: message ?? "") }
    }

    /// The form of a page, with what a post without script must carry.
    mutating func form(
        id: String, action: String, in frame: PageFrame, class name: String = "", content: (inout HTML) -> Void
    ) {
        element("form", .id(id), .class(name), Attribute("method", "post"), .action(action)) { html in
            html.hidden("csrf_token", frame.settings.csrf)
            html.hidden("request_type", "RESPONSE")
            content(&html)
        }
    }

    mutating func hidden(_ name: String, _ value: String) {
        void("input", .type("hidden"), .name(name), .value(value))
    }

    /// A button that says by `cardea_action` what it is for when there is no script.
    mutating func button(
        _ text: String, id: String, action: String, class name: String, checks: Bool = false, isHidden: Bool = false
    ) {
        element(
            "button", .type("submit"), .id(id), .class(name), .name("cardea_action"), .value(action),
            .flag("formnovalidate", if: !checks), .flag("hidden", if: isHidden), text: text)
    }

    /// What Enter does: browsers take the first button of a form. Nobody sees or reaches this one.
    mutating func defaultButton(action: String) {
        element(
            "button", .type("submit"), .class("defaultAction"), .name("cardea_action"), .value(action),
            .flag("formnovalidate"), Attribute("tabindex", "-1"), Attribute("aria-hidden", "true")
        ) { _ in }
    }

    /// Buttons that lead to other providers: a form, so that they are buttons also without script.
    mutating func providers(_ providers: [Provider], title: String, in frame: PageFrame) {
        let addresses = PageAddresses(frame.settings)
        let buttons = providers.filter { $0.display == .button }
        element(
            "div", .class("claims-provider-list-buttons social"), Attribute("role", "group"),
            Attribute("aria-label", title)
        ) { html in
            if !buttons.isEmpty {
                html.unifiedForm(addresses) { html in
                    html.element("div", .class("options")) { html in
                        for provider in buttons { html.accountButton(provider) }
                    }
                }
            }
            html.dropdown(of: providers.filter { $0.display == .dropdown }, title: title, addresses, frame.texts)
            html.links(
                to: providers.filter { $0.display == .link }, class: "claims-provider-list-text-links", addresses)
        }
    }

    private mutating func unifiedForm(_ addresses: PageAddresses, content: (inout HTML) -> Void) {
        element("form", Attribute("method", "get"), .action(addresses.unifiedPath)) { html in
            for field in addresses.queryFields { html.hidden(field.name, field.value) }
            content(&html)
        }
    }

    /// Many providers in one list.
    private mutating func dropdown(
        of providers: [Provider], title: String, _ addresses: PageAddresses, _ texts: Texts
    ) {
        guard !providers.isEmpty else { return }
        unifiedForm(addresses) { html in
            html.element("div", .class("providerDropdown")) { html in
                html.element(
                    "select", .id("claimsProviderList"), .name("claimsexchange"), .class("dropdown_single"),
                    Attribute("aria-label", title)
                ) { html in
                    for provider in providers {
                        html.element("option", .value(provider.exchangeID), text: provider.name)
                    }
                }
                html.element(
                    "button", .type("submit"), .id("claimsProviderContinue"), .class("secondary"),
                    text: texts.ux("button_continue", on: .selfAsserted))
            }
        }
    }

    mutating func links(to providers: [Provider], class name: String, _ addresses: PageAddresses) {
        guard !providers.isEmpty else { return }
        element("ul", .class(name)) { html in
            for provider in providers {
                html.element("li") {
                    $0.element(
                        "a", .id(provider.exchangeID), .class("claims-provider-selection"),
                        .href(addresses.unified(exchange: provider.exchangeID)), text: provider.name)
                }
            }
        }
    }

    private mutating func accountButton(_ provider: Provider) {
        element("div") { html in
            html.element(
                "button", .type("submit"), .id(provider.exchangeID),
                .class("accountButton claims-provider-selection \(provider.kind.rawValue)"),
                .name("claimsexchange"), .value(provider.exchangeID)
            ) { html in
                html.mark(of: provider)
                html.element("span", .class("name"), text: provider.name)
            }
        }
    }

    private mutating func mark(of provider: Provider) {
        switch provider.kind {
        case .passkey:
            element("span", .class("mark drawn"), Attribute("aria-hidden", "true")) { $0.icon(.passkey) }
        case .local, .federated:
            element("span", .class("mark"), Attribute("aria-hidden", "true"), text: provider.initial)
        }
    }

    mutating func spinner(_ text: String, id: String) {
        element("div", .id(id), .class("working"), Attribute("role", "status"), .flag("hidden")) { html in
            html.element("span", .class("spinner"), Attribute("aria-hidden", "true")) { _ in }
            html.element("span", text: text)
        }
    }
}

extension Provider {
    /// The first letter or digit of the name, as the neutral mark on its button.
    fileprivate var initial: String {
        name.first { $0.isLetter || $0.isNumber }.map { $0.uppercased() } ?? "•"
    }
}
