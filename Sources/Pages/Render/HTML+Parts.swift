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
        element("div", .class("claims-provider-list-buttons social"), Attribute("aria-label", title)) { html in
            html.element("form", Attribute("method", "get"), .action(addresses.unifiedPath)) { html in
                for field in addresses.queryFields { html.hidden(field.name, field.value) }
                html.element("div", .class("options")) { html in
                    for provider in providers { html.accountButton(provider) }
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
                html.element("span", .class("mark"), Attribute("aria-hidden", "true"), text: provider.initial)
                html.element("span", .class("name"), text: provider.name)
            }
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
