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
        policy.imageSources = [frame.logo, frame.logoDark, frame.applicationLogo].compactMap(\.self).compactMap(
            Origin.of)
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
                        html.languages(frame)
                    }
                    html.element("p", .id("busy"), .class("visuallyHidden"), Attribute("role", "status"), text: "")
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
            "copied": .string(frame.texts("common.copied")), "working": .string(frame.texts("common.working")),
        ]
        return .object(value)
    }
}

extension HTML {
    /// The page in another language: a list that opens without scripts.
    fileprivate mutating func languages(_ frame: RealmFrame) {
        guard let path = frame.path else { return }
        let current = frame.texts.language
        element("details", .class("languages")) { html in
            html.element("summary", .id("language")) { html in
                html.icon(.globe)
                html.element("span", .class("visuallyHidden"), text: frame.texts("common.language"))
                html.element("span", text: RealmTexts.name(of: current))
            }
            html.realmForm("\(frame.base)/language", fields: [(name: "return", value: path)]) { html in
                for language in RealmTexts.languages {
                    html.element(
                        "button", .type("submit"), .name("language"), .value(language), Attribute("lang", language),
                        language == current ? Attribute("aria-current", "true") : nil,
                        text: RealmTexts.name(of: language))
                }
            }
        }
    }

    /// The operator's logo is the largest mark on the page; the application's stands small beside its name.
    fileprivate mutating func realmBrand(_ frame: RealmFrame) {
        element("div", .class("brand")) { html in
            if let logo = frame.logo {
                html.element("picture") { html in
                    if let dark = frame.logoDark {
                        html.void(
                            "source", Attribute("media", "(prefers-color-scheme: dark)"), .imageSourceSet(dark))
                    }
                    html.void("img", .class("companyLogo"), .imageSource(logo), Attribute("alt", frame.name))
                }
            } else {
                let initial = frame.name.first.map { $0.uppercased() } ?? ""
                html.element("span", .class("monogram"), Attribute("aria-hidden", "true"), text: initial)
                html.element("span", .class("tenant"), text: frame.name)
            }
        }
    }

    /// The realm's own colours in place of the built-in ones.
    fileprivate mutating func themeStyle(_ frame: RealmFrame) {
        let rules = frame.palettes.compactMap(\.rule)
        guard !rules.isEmpty else { return }
        element("style", .nonce(frame.nonce)) { html in
            for rule in rules { html.markup(rule) }
        }
    }
}
