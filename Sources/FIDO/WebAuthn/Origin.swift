import Base

/// Where a ceremony may take place: a web origin (RFC 6454) or an application of a phone, in the one spelling that a
/// client sends. To hold one is to know that its syntax was checked.
package struct Origin: Hashable, Sendable, CustomStringConvertible {
    package enum Kind: Hashable, Sendable {
        /// `host` is without the port.
        case web(host: String)
        /// `android:apk-key-hash:` and the hash of the certificate that signs the application.
        case android
        /// `ios:bundle-id:` and the identifier of the application.
        case ios
    }

    package let text: String
    package let kind: Kind

    package var description: String { text }

    /// The host of a web origin.
    package var host: String? {
        guard case .web(let host) = kind else { return nil }
        return host
    }

    package init(_ text: String) throws(FIDOError) {
        guard let kind = Origin.kind(text) else {
            throw FIDOError(.misconfigured, "\(text) is neither a secure web origin nor an application's")
        }
        (self.text, self.kind) = (text, kind)
    }

    private static func kind(_ text: String) -> Kind? {
        if text.hasPrefix("android:apk-key-hash:") {
            return isKeyHash(text.dropFirst("android:apk-key-hash:".utf8.count)) ? .android : nil
        }
        if text.hasPrefix("ios:bundle-id:") {
            return isBundleIdentifier(text.dropFirst("ios:bundle-id:".utf8.count)) ? .ios : nil
        }
        return webHost(text).map(Kind.web)
    }

    /// SHA-256 in base64url, as Android sends it, or SHA-1 in either alphabet, as facets of U2F and UAF have it.
    private static func isKeyHash(_ text: Substring) -> Bool {
        let urlSafe = text.map { $0 == "+" ? "-" : $0 == "/" ? "_" : $0 }
        return [20, 32].contains(Base64.decodeURL(String(urlSafe))?.count ?? 0)
    }

    private static func isBundleIdentifier(_ text: Substring) -> Bool {
        let isAllowed = text.utf8.allSatisfy { byte in
            (48...57).contains(byte) || (65...90).contains(byte) || (97...122).contains(byte) || byte == 45
                || byte == 46
        }
        return isAllowed && (1...155).contains(text.utf8.count)
    }

    /// Nil unless `text` is `https://host[:port]`, as browsers serialise it: lower case, no default port, nothing
    /// after it. `http` counts for this very machine alone (a potentially trustworthy origin).
    private static func webHost(_ text: String) -> String? {
        let isSecure = text.hasPrefix("https://")
        guard isSecure || text.hasPrefix("http://") else { return nil }
        let authority = text.dropFirst(isSecure ? 8 : 7)
        let parts = authority.split(separator: ":", omittingEmptySubsequences: false)
        guard (1...2).contains(parts.count), DomainName.isValid(parts[0]) else { return nil }
        if parts.count == 2 {
            guard let port = UInt16(parts[1]), String(port) == parts[1], port != (isSecure ? 443 : 80) else {
                return nil
            }
        }
        let host = String(parts[0])
        let isLocal = host == "localhost" || host.hasSuffix(".localhost") || host == "127.0.0.1"
        return isSecure || isLocal ? host : nil
    }
}

/// Names of hosts in their ASCII form.
enum DomainName {
    static func isValid(_ text: Substring) -> Bool {
        let labels = text.split(separator: ".", omittingEmptySubsequences: false)
        return text.utf8.count <= 253
            && labels.allSatisfy { label in
                (1...63).contains(label.utf8.count) && label.first != "-" && label.last != "-"
                    && label.utf8.allSatisfy { (97...122).contains($0) || (48...57).contains($0) || $0 == 45 }
            }
    }

    /// Whether `host` is `domain` or lies below it.
    static func isWithin(_ host: String, _ domain: String) -> Bool {
        host == domain || host.hasSuffix("." + domain)
    }
}
