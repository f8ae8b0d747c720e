/// What a page may load and run (CSP Level 3). Everything that is not named is refused.
///
/// There is no `form-action` on the pages of a journey: Chromium holds it against every redirect that follows the
/// sending of a form, and those lead to relying parties and identity providers that nobody can list
/// (`docs/decisions/0010-pages.md`).
package struct ContentSecurityPolicy: Sendable {
    package var nonce: String
    package var frameAncestors: [String]
    package var frameSources: [String] = []
    /// Origins of pictures that are not ours.
    package var imageSources: [String] = []
    /// Sources where our own assets are, next to this server.
    package var assetSources: [String] = []
    /// The page is the operator's own: their styles, fonts and images may come from where they say.
    package var template: TemplateSources?
    /// False for pages whose forms go nowhere else.
    package var formsLeave = true

    package struct TemplateSources: Sendable {
        /// Where the template came from, as an origin: allowed even where it is not `https`.
        package var origin: String?
        package var allowsScript: Bool
    }

    package init(nonce: String, frameAncestors: [String] = []) {
        self.nonce = nonce
        self.frameAncestors = frameAncestors
    }

    package init(_ frame: PageFrame) {
        self.init(nonce: frame.nonce, frameAncestors: frame.frameAncestors.filter(Self.isSource))
        assetSources = [frame.settings.hosts.static].filter { !$0.isEmpty && Self.isSource($0) }
        template = frame.template.map { template in
            TemplateSources(
                origin: template.origin.flatMap { Self.isSource($0) ? $0 : nil }, allowsScript: frame.allowsScript)
        }
    }

    package var text: String {
        var directives = ["default-src 'none'", "base-uri 'none'", "object-src 'none'"]
        directives.append("script-src \(list(own + scripts))")
        if template?.allowsScript == true { directives.append("script-src-attr 'unsafe-inline'") }
        directives.append("style-src \(list(own + (template == nil ? ["'nonce-\(nonce)'"] : theirs + unsafeInline)))")
        directives.append("img-src \(list(own + ["data:"] + theirs + imageSources.filter(Self.isSource)))")
        directives.append("font-src \(list(own + theirs))")
        directives.append("connect-src \(list(["'self'"] + (template?.allowsScript == true ? theirs : [])))")
        if !frameSources.isEmpty { directives.append("frame-src \(list(frameSources.filter(Self.isSource)))") }
        if !formsLeave { directives.append("form-action 'self'") }
        directives.append("frame-ancestors \(frameAncestors.isEmpty ? "'none'" : list(frameAncestors))")
        return directives.joined(separator: "; ")
    }

    private var own: [String] { ["'self'"] + assetSources }

    private var scripts: [String] {
        // A template's script that has the nonce may bring its libraries along.
        ["'nonce-\(nonce)'"] + (template?.allowsScript == true ? ["'strict-dynamic'"] : [])
    }

    private var theirs: [String] { template.map { ["https:"] + [$0.origin].compactMap(\.self) } ?? [] }

    private var unsafeInline: [String] { ["'unsafe-inline'"] }

    private func list(_ sources: [String]) -> String { sources.joined(separator: " ") }

    /// A source that could end its directive is left out.
    private static func isSource(_ text: String) -> Bool {
        text == "'self'"
            || !text.isEmpty && text.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7f && !";,'\"".utf8.contains($0) }
    }
}
