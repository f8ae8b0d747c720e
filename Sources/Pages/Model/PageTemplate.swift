import Base
import Policy

/// An operator's page (`LoadUri`, b2c-reference §15.2), read once and cut at the places that a response fills: the end
/// of its head, the inside of `<div id="api">`, and the nonces of its scripts.
///
/// Without `allowsScript`, scripts, frames, plug-ins, forms, event handlers and addresses that run something are left
/// out. A `<base>` and a `<meta http-equiv>` are left out always: they would move our own addresses, or loosen or break
/// our content security policy.
package struct PageTemplate: Sendable {
    /// For the trace: why the built-in look is shown instead.
    package enum Problem: Error, Equatable, Sendable, CustomStringConvertible {
        case tooLarge
        case notUTF8
        case noAPIElement

        package var description: String {
            switch self {
            case .tooLarge: "the page is larger than \(maximumSize) bytes"
            case .notUTF8: "the page is not UTF-8"
            case .noAPIElement: "the page has no element with id \"api\", where the fields belong"
            }
        }
    }

    package static let maximumSize = 1 << 20

    /// Where it was loaded from: scheme, host and port.
    package let origin: String?
    /// What was left out, for the trace: `script ×2`, `base`.
    package let removed: [String]
    let pieces: [Piece]

    enum Piece: Sendable {
        case markup(TrustedMarkup)
        /// The response's nonce, inside a `nonce` attribute.
        case nonce
        /// Our own style sheet and scripts.
        case head
        /// Language and direction of what `#api` holds, as attributes of its tag.
        case language
        /// What `#api` holds.
        case api
    }

    package init(_ bytes: Bytes, loadedFrom address: String, allowsScript: Bool) throws(Problem) {
        guard bytes.count <= PageTemplate.maximumSize else { throw .tooLarge }
        guard String(validating: bytes) != nil else { throw .notUTF8 }
        var cutter = TemplateCutter(bytes: bytes, allowsScript: allowsScript)
        cutter.run()
        guard cutter.foundAPI else { throw .noAPIElement }
        pieces = cutter.pieces
        removed = cutter.removed.sorted { $0.key < $1.key }.map { $1 == 1 ? $0 : "\($0) ×\($1)" }
        origin = Origin.of(address)
    }
}

private struct TemplateCutter {
    let bytes: Bytes
    let allowsScript: Bool
    private(set) var pieces: [PageTemplate.Piece] = []
    private(set) var removed: [String: Int] = [:]
    private(set) var foundAPI = false

    private var pending = Bytes()
    private var wroteHead = false
    /// The element whose content is being left out, how deep inside one of its name we are, and whether its own end
    /// tag stays.
    private var skipping: (name: String, depth: Int, keepsEnd: Bool)?
    private static let void: Set<String> = [
        "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr",
    ]

    init(bytes: Bytes, allowsScript: Bool) {
        self.bytes = bytes.starts(with: [0xef, 0xbb, 0xbf]) ? Bytes(bytes.dropFirst(3)) : bytes
        self.allowsScript = allowsScript
    }

    mutating func run() {
        for token in MarkupReader(bytes) {
            if skipping == nil { take(token) } else { skip(token) }
        }
        flush()
    }

    private mutating func take(_ token: MarkupReader.Token) {
        switch token {
        case .text(let range), .comment(let range): pending.append(contentsOf: bytes[range])
        case .start(let tag): start(tag)
        case .end(let name, let range):
            if name == "head" { writeHead() }
            if name != "form" || allowsScript { pending.append(contentsOf: bytes[range]) }
        }
    }

    private mutating func skip(_ token: MarkupReader.Token) {
        switch token {
        case .text, .comment: break
        case .start(let tag):
            if tag.name == skipping?.name, !TemplateCutter.void.contains(tag.name) { skipping?.depth += 1 }
        case .end(let name, let range):
            guard let current = skipping, name == current.name else { return }
            skipping?.depth -= 1
            guard current.depth == 1 else { return }
            if current.keepsEnd { pending.append(contentsOf: bytes[range]) }
            skipping = nil
        }
    }

    private mutating func start(_ tag: MarkupReader.Tag) {
        if tag.name == "body" { writeHead() }
        guard !isRefused(tag) else { return remove(tag) }
        let isAPI = tag["id"] == "api" && !foundAPI && !TemplateCutter.void.contains(tag.name)
        if isAPI { writeHead() }
        write(tag, isAPI: isAPI)
        guard isAPI else { return }
        foundAPI = true
        flush()
        pieces.append(.api)
        skipping = (tag.name, 1, keepsEnd: true)
    }

    private func isRefused(_ tag: MarkupReader.Tag) -> Bool {
        switch tag.name {
        case "base": true
        case "meta": tag["http-equiv"] != nil && tag["http-equiv"]?.lowercased() != "content-type"
        case "script", "iframe", "frame", "frameset", "object", "embed", "applet", "form": !allowsScript
        default: false
        }
    }

    /// A form is left out as a tag, everything else with what is in it.
    private mutating func remove(_ tag: MarkupReader.Tag) {
        removed[tag.name, default: 0] += 1
        guard tag.name != "form", !TemplateCutter.void.contains(tag.name) else { return }
        skipping = (tag.name, 1, keepsEnd: false)
    }

    /// The tag as it is, where nothing of it is left out or added.
    private mutating func write(_ tag: MarkupReader.Tag, isAPI: Bool) {
        let takesNonce = tag.name == "script"
        // An operator who says it knows better.
        let takesLanguage = isAPI && tag["lang"] == nil && tag["dir"] == nil
        let kept = tag.attributes.filter { isKept($0, on: tag) }
        guard takesNonce || takesLanguage || kept.count < tag.attributes.count else {
            pending.append(contentsOf: bytes[tag.range])
            return
        }
        for attribute in tag.attributes where !isKept(attribute, on: tag) && attribute.name != "nonce" {
            removed["\(tag.name)[\(attribute.name)]", default: 0] += 1
        }
        pending.append(contentsOf: "<\(tag.name)".utf8)
        for attribute in kept {
            pending.append(contentsOf: " \(attribute.name)=\"\(attribute.value.escaped)\"".utf8)
        }
        if takesNonce {
            pending.append(contentsOf: " nonce=\"".utf8)
            flush()
            pieces.append(.nonce)
            pending.append(UInt8(ascii: "\""))
        }
        if takesLanguage {
            flush()
            pieces.append(.language)
        }
        pending.append(UInt8(ascii: ">"))
    }

    private func isKept(_ attribute: (name: String, value: String), on tag: MarkupReader.Tag) -> Bool {
        if attribute.name == "nonce" { return false }
        guard attribute.name.utf8.allSatisfy({ $0 > 0x20 && !"\"'<>=/&".utf8.contains($0) }) else { return false }
        guard !allowsScript else { return true }
        if attribute.name.hasPrefix("on") || attribute.name == "srcdoc" { return false }
        guard TemplateCutter.addresses.contains(attribute.name) else { return true }
        return SafeAddress.isSafe(attribute.value.trimmingBlanks()) || attribute.value.hasPrefix("data:image/")
    }

    private static let addresses: Set<String> = [
        "action", "background", "data", "formaction", "href", "poster", "src", "xlink:href",
    ]

    private mutating func writeHead() {
        guard !wroteHead else { return }
        wroteHead = true
        flush()
        pieces.append(.head)
    }

    private mutating func flush() {
        guard !pending.isEmpty else { return }
        pieces.append(.markup(TrustedMarkup(sanitised: pending)))
        pending = []
    }
}
