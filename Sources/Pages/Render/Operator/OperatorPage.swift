import HTTP

/// A page for people who run or try the server: our own look, and nothing of a tenant's.
package protocol OperatorPage: Sendable {
    var title: String { get }
    /// The entry of the navigation that is this page.
    var place: OperatorPlace { get }
    var script: Assets.Name? { get }
    /// Two columns side by side need more room than a text.
    var isWide: Bool { get }
    /// Addresses of style sheets besides the usual one.
    var styles: [String] { get }
    func write(to html: inout HTML, nonce: String)
}

package enum OperatorPlace: String, Sendable, CaseIterable {
    case welcome = "/"
    case mailbox = "/mailbox"
    case token = "/token"
    case trace = "/trace"

    fileprivate var text: String {
        switch self {
        case .welcome: "Policies"
        case .mailbox: "Mailbox"
        case .token: "Token"
        case .trace: "Trace"
        }
    }
}

extension OperatorPage {
    package var isWide: Bool { false }
    package var styles: [String] { [] }

    package func response(nonce: String, status: Int = 200) -> Response {
        var policy = ContentSecurityPolicy(nonce: nonce)
        policy.formsLeave = false
        return .page(document(nonce: nonce), policy: policy, status: status).isolated()
    }

    package func document(nonce: String) -> HTML {
        HTML { html in
            html.markup("<!DOCTYPE html>")
            html.element("html", Attribute("lang", "en")) { html in
                html.element("head") { writeHead(to: &$0, nonce: nonce) }
                html.element("body", .class("people")) { html in
                    html.element("a", .class("skip"), .href("#main"), text: "Skip to content")
                    html.navigation(at: place)
                    html.element("main", .id("main"), .optional("class", isWide ? "wide" : nil)) {
                        write(to: &$0, nonce: nonce)
                    }
                }
            }
        }
    }

    private func writeHead(to html: inout HTML, nonce: String) {
        html.void("meta", Attribute("charset", "utf-8"))
        html.void("meta", .name("viewport"), Attribute("content", "width=device-width, initial-scale=1"))
        html.void("meta", .name("color-scheme"), Attribute("content", "light dark"))
        html.void("meta", .name("robots"), Attribute("content", "noindex"))
        html.element("title", text: "\(title) · Cardea")
        html.void("link", Attribute("rel", "icon"), .type("image/svg+xml"), .href(Assets[.mark].path))
        html.void("link", Attribute("rel", "stylesheet"), .href(Assets[.people].path))
        for style in styles { html.void("link", Attribute("rel", "stylesheet"), .href(style)) }
        if let script {
            html.element("script", .src(Assets[script].path), .nonce(nonce), .flag("defer")) { _ in }
        }
    }
}

extension HTML {
    fileprivate mutating func navigation(at place: OperatorPlace) {
        element("header", .class("top")) { html in
            html.element("a", .class("cardeaMark"), .href("/")) { html in
                html.void("img", .imageSource(Assets[.mark].path), Attribute("alt", ""), Attribute("width", "24"))
                html.element("span", text: "Cardea")
            }
            html.element("nav", Attribute("aria-label", "Main")) { html in
                for entry in OperatorPlace.allCases {
                    html.element(
                        "a", .href(entry.rawValue), entry == place ? Attribute("aria-current", "page") : nil,
                        text: entry.text)
                }
            }
        }
    }
}
