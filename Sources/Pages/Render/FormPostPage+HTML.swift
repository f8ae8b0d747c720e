import HTTP

extension FormPostPage {
    /// The document stands for itself: nothing of a tenant's look is loaded for a page that is gone at once. The
    /// parameters are in the body only, and the browser is told not to keep it.
    package func response(texts: Texts, nonce: String) -> Response {
        .page(document(texts: texts, nonce: nonce), policy: ContentSecurityPolicy(nonce: nonce))
    }

    package func document(texts: Texts, nonce: String) -> HTML {
        HTML { html in
            html.markup("<!DOCTYPE html>")
            html.element("html", Attribute("lang", texts.language), Attribute("dir", texts.direction)) { html in
                html.element("head") { html in
                    html.void("meta", Attribute("charset", "utf-8"))
                    html.void("meta", .name("viewport"), Attribute("content", "width=device-width, initial-scale=1"))
                    html.void("meta", .name("color-scheme"), Attribute("content", "light dark"))
                    html.element("title", text: texts.ux("heading", on: .redirecting))
                }
                html.element("body") { html in
                    html.element("form", .id("auto"), Attribute("method", "post"), .action(target)) { html in
                        for parameter in parameters { html.hidden(parameter.name, parameter.value) }
                        html.element("noscript") { html in
                            html.element("p", text: texts.ux("intro", on: .redirecting))
                            html.element(
                                "button", .type("submit"), text: texts.ux("continue", on: .redirecting))
                        }
                    }
                    html.element("script", .nonce(nonce)) { $0.markup("document.getElementById('auto').submit()") }
                }
            }
        }
    }
}
