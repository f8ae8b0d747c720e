import Base
import HTTP

/// A page of a journey: what stands in `<div id="api">`, and what its scripts are told.
package protocol JourneyPage: Sendable {
    /// The built-in texts that it uses.
    var texts: BuiltInTexts.Page { get }
    /// `data-name` of `#api`, which templates' styles go by.
    var dataName: String { get }
    func heading(in frame: PageFrame) -> String
    func write(to html: inout HTML, in frame: PageFrame)
    /// `SA_FIELDS`, `UV_PHONE`, …
    var scriptVariables: [(name: StaticString, value: JSON)] { get }
    /// Sources that the page loads into frames.
    var frameSources: [String] { get }
}

extension JourneyPage {
    package var scriptVariables: [(name: StaticString, value: JSON)] { [] }
    package var frameSources: [String] { [] }

    package func heading(in frame: PageFrame) -> String { frame.texts.ux("heading", on: texts) }

    /// The answer to the browser: the document, its content security policy, and never cached.
    package func response(in frame: PageFrame, status: Int = 200) -> Response {
        var policy = ContentSecurityPolicy(frame)
        policy.frameSources = frameSources
        return .page(document(in: frame), policy: policy, status: status)
    }

    /// The whole document: the operator's template with `#api` filled, or the built-in look.
    package func document(in frame: PageFrame) -> HTML {
        guard let template = frame.template else { return builtInDocument(in: frame) }
        return HTML { html in
            for piece in template.pieces {
                switch piece {
                case .markup(let markup): html.markup(markup)
                case .nonce: html.markup(.attributeValue(frame.nonce))
                case .language:
                    let texts = frame.texts
                    html.markup(" lang=\"")
                    html.markup(.attributeValue(texts.language))
                    html.markup(texts.direction == "rtl" ? "\" dir=\"rtl\"" : "\" dir=\"ltr\"")
                case .head: writeHead(to: &html, in: frame, asset: .functional)
                case .api:
                    html.notice(in: frame)
                    write(to: &html, in: frame)
                    html.traceLink(in: frame)
                }
            }
        }
    }

    private func builtInDocument(in frame: PageFrame) -> HTML {
        HTML { html in
            html.markup("<!DOCTYPE html>")
            html.element("html", Attribute("lang", frame.texts.language), Attribute("dir", frame.texts.direction)) {
                $0.element("head") { html in
                    html.void("meta", Attribute("charset", "utf-8"))
                    html.void(
                        "meta", .name("viewport"), Attribute("content", "width=device-width, initial-scale=1"))
                    html.element("title", text: "\(heading(in: frame)) · \(frame.tenantName)")
                    writeHead(to: &html, in: frame, asset: frame.look.asset)
                }
                $0.element("body", .class("cardea \(frame.look.rawValue)")) { html in
                    html.notice(in: frame)
                    html.element("div", .class("backdrop"), Attribute("aria-hidden", "true")) { _ in }
                    html.element("div", .class("page")) { html in
                        html.element("main", .class("card")) { html in
                            html.brand(of: frame)
                            html.element("div", .id("api"), Attribute("data-name", dataName)) { html in
                                write(to: &html, in: frame)
                            }
                        }
                    }
                    html.traceLink(in: frame)
                }
            }
        }
    }

    private func writeHead(to html: inout HTML, in frame: PageFrame, asset: Assets.Name) {
        html.void("meta", .name("robots"), Attribute("content", "noindex"))
        if frame.template == nil {
            html.void("meta", .name("color-scheme"), Attribute("content", "light dark"))
        }
        html.void("link", Attribute("rel", "stylesheet"), .href(frame.address(of: asset)))
        html.variables(
            [("SETTINGS", frame.settings.json), ("CONTENT", frame.texts.content(of: texts))] + scriptVariables,
            nonce: frame.nonce)
        html.element(
            "script", .src(frame.address(of: .page)), .nonce(frame.nonce), .flag("defer")
        ) { _ in }
    }
}

extension HTML {
    /// To the record of this journey, live, in a tab of its own. Only in development.
    fileprivate mutating func traceLink(in frame: PageFrame) {
        guard let trace = frame.trace else { return }
        element("aside", .class("cardeaTrace"), Attribute("aria-label", "Trace"), Attribute("lang", "en")) { html in
            html.element(
                "a", .href(trace), Attribute("target", "cardea-trace"), Attribute("rel", "noopener"),
                text: "Trace")
        }
    }

    /// For whoever writes the policy: in English, whatever the page speaks.
    fileprivate mutating func notice(in frame: PageFrame) {
        guard let notice = frame.notice else { return }
        element(
            "p", .class("cardeaNotice"), .id("cardeaNotice"), Attribute("role", "status"), Attribute("lang", "en"),
            Attribute("dir", "ltr")
        ) { html in
            html.text("\(notice.text) ")
            html.element("a", .href(notice.address), Attribute("target", "cardea-policies"), text: notice.link)
        }
    }

    /// The operator's logo, or the tenant's name.
    fileprivate mutating func brand(of frame: PageFrame) {
        element("div", .class("brand")) { html in
            if let logo = frame.logo {
                html.void("img", .class("companyLogo"), .imageSource(logo), Attribute("alt", frame.tenantName))
            } else {
                let initial = frame.tenantName.first.map { $0.uppercased() } ?? ""
                html.element("span", .class("monogram"), Attribute("aria-hidden", "true"), text: initial)
                html.element("span", .class("tenant"), text: frame.tenantName)
            }
        }
    }
}

extension PageFrame {
    func address(of asset: Assets.Name) -> String { settings.hosts.static + Assets[asset].path }
}

extension Look {
    var asset: Assets.Name {
        switch self {
        case .classic: .classic
        case .oceanBlue: .oceanBlue
        case .slateGray: .slateGray
        }
    }
}

extension Response {
    /// A page of ours: never stored. The other headers are every response's (`SecurityHeaders`).
    package static func page(_ html: HTML, policy: ContentSecurityPolicy, status: Int = 200) -> Response {
        var headers: Headers = [
            "Content-Type": "text/html; charset=utf-8", "Cache-Control": "no-store",
            "Content-Security-Policy": policy.text,
        ]
        if policy.frameAncestors.isEmpty { headers.add("X-Frame-Options", "DENY") }
        return Response(status: status, headers: headers, body: .bytes(html.bytes))
    }
}
