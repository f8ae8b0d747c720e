import Base
import HTTP

/// A page of a realm: one column, one decision, one primary button.
package protocol RealmPage: Sendable {
    /// Also the page's first heading, unless `heading` says another one.
    func title(_ texts: RealmTexts) -> String
    /// For `realm.js`: what it has to do on this page; nil: nothing.
    var script: JSON? { get }
    /// The account page needs more room than a sign-in.
    var isWide: Bool { get }
    /// Sources that the page loads into frames.
    var frameSources: [String] { get }
    func write(to html: inout HTML, in frame: RealmFrame)
}

extension RealmPage {
    package var script: JSON? { nil }
    package var isWide: Bool { false }
    package var frameSources: [String] { [] }

    /// The answer to the browser: never cached, its scripts and styles named, nobody's frame but a registered one's.
    package func response(in frame: RealmFrame, status: Int = 200) -> Response {
        var policy = ContentSecurityPolicy(nonce: frame.nonce, frameAncestors: frame.embedders)
        policy.frameSources = frameSources
        policy.imageSources = [frame.logo, frame.applicationLogo].compactMap(\.self).compactMap(Origin.of)
        return .page(document(in: frame), policy: policy, status: status)
    }

    package func document(in frame: RealmFrame) -> HTML {
        let texts = frame.texts
        return HTML { html in
            html.markup("<!DOCTYPE html>")
            html.element("html", Attribute("lang", texts.language), Attribute("dir", texts.direction)) { html in
                html.element("head") { writeHead(to: &$0, in: frame) }
                html.element("body", .class(isWide ? "realm wide" : "realm")) { html in
                    html.element("div", .class("page")) { html in
                        html.element("main", .class("card"), .id("main")) { html in
                            html.realmBrand(frame)
                            write(to: &html, in: frame)
                        }
                    }
                    html.element(
                        "p", .id("offline"), .class("toast"), Attribute("role", "status"), .flag("hidden"),
                        text: texts("common.offline"))
                }
            }
        }
    }

    private func writeHead(to html: inout HTML, in frame: RealmFrame) {
        html.void("meta", Attribute("charset", "utf-8"))
        html.void("meta", .name("viewport"), Attribute("content", "width=device-width, initial-scale=1"))
        html.void("meta", .name("color-scheme"), Attribute("content", "light dark"))
        html.void("meta", .name("robots"), Attribute("content", "noindex"))
        html.element("title", text: "\(title(frame.texts)) · \(frame.name)")
        html.void("link", Attribute("rel", "stylesheet"), .href(Assets[.realm].path))
        html.themeStyle(frame)
        html.variables([("CARDEA", scriptValue(frame))], nonce: frame.nonce)
        html.element("script", .src(Assets[.realmScript].path), .nonce(frame.nonce), .flag("defer")) { _ in }
    }

    private func scriptValue(_ frame: RealmFrame) -> JSON {
        var value = script?.object ?? JSON.Object()
        if !frame.embedders.isEmpty { value["embedders"] = JSON(frame.embedders) }
        value["texts"] = [
            "copied": .string(frame.texts("common.copied")), "wait": .string(frame.texts("code.wait")),
            "working": .string(frame.texts("common.working")),
        ]
        return .object(value)
    }
}

extension HTML {
    /// The operator's logo is the largest mark on the page; the application's stands small beside its name.
    fileprivate mutating func realmBrand(_ frame: RealmFrame) {
        element("div", .class("brand")) { html in
            if let logo = frame.logo {
                html.void("img", .class("companyLogo"), .imageSource(logo), Attribute("alt", frame.name))
            } else {
                let initial = frame.name.first.map { $0.uppercased() } ?? ""
                html.element("span", .class("monogram"), Attribute("aria-hidden", "true"), text: initial)
                html.element("span", .class("tenant"), text: frame.name)
            }
        }
    }

    /// The realm's own colours in place of the built-in accent; the text on it is whichever of black and white is
    /// further from it.
    fileprivate mutating func themeStyle(_ frame: RealmFrame) {
        guard frame.color != nil || frame.colorDark != nil else { return }
        element("style", .nonce(frame.nonce)) { html in
            if let color = frame.color.flatMap(ThemeColor.init) {
                html.markup(color.rule(isDark: false))
            }
            if let color = (frame.colorDark ?? frame.color).flatMap(ThemeColor.init) {
                html.markup(color.rule(isDark: true))
            }
        }
    }
}
