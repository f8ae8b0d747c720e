/// An attribute of an element. The value is escaped when written; an attribute that holds an address is nil where the
/// address is not one that a page may point to.
package struct Attribute: Sendable {
    let name: StaticString
    /// Nil: the attribute stands alone (`required`).
    let value: String?

    package init(_ name: StaticString, _ value: String) {
        self.name = name
        self.value = value
    }

    private init(flag name: StaticString) {
        self.name = name
        value = nil
    }

    /// `name` alone where `condition` holds, nothing where not.
    package static func flag(_ name: StaticString, if condition: Bool = true) -> Attribute? {
        condition ? Attribute(flag: name) : nil
    }

    package static func optional(_ name: StaticString, _ value: String?) -> Attribute? {
        value.map { Attribute(name, $0) }
    }

    package static func id(_ value: String) -> Attribute { Attribute("id", value) }
    package static func `class`(_ value: String) -> Attribute { Attribute("class", value) }
    package static func type(_ value: String) -> Attribute { Attribute("type", value) }
    package static func name(_ value: String) -> Attribute { Attribute("name", value) }
    package static func value(_ value: String) -> Attribute { Attribute("value", value) }
    package static func `for`(_ value: String) -> Attribute { Attribute("for", value) }
    package static func nonce(_ value: String) -> Attribute { Attribute("nonce", value) }

    package static func href(_ address: String) -> Attribute? { link("href", address) }
    package static func action(_ address: String) -> Attribute? { link("action", address) }

    package static func src(_ address: String) -> Attribute? { link("src", address) }

    /// An image may also be `data:image/…`, which no browser runs as a document here.
    package static func imageSource(_ address: String) -> Attribute? {
        address.hasPrefix("data:image/") ? Attribute("src", address) : link("src", address)
    }

    /// The one picture of a `source`: spaces and commas part several, so that none may be in it.
    package static func imageSourceSet(_ address: String) -> Attribute? {
        guard !address.contains(where: { $0 == " " || $0 == "," && !address.hasPrefix("data:image/") }) else {
            return nil
        }
        return address.hasPrefix("data:image/") ? Attribute("srcset", address) : link("srcset", address)
    }

    /// An address that the caller has verified, which may have an application's own scheme.
    package static func target(_ address: String) -> Attribute? {
        SafeAddress.isTarget(address) ? Attribute("href", address) : nil
    }

    private static func link(_ name: StaticString, _ address: String) -> Attribute? {
        SafeAddress.isSafe(address) ? Attribute(name, address) : nil
    }
}

/// Which addresses may stand in a link: `http`, `https`, `mailto`, and those without a scheme.
package enum SafeAddress {
    package static func isSafe(_ address: String) -> Bool {
        // A browser drops blanks and control characters before it reads the scheme (WHATWG URL §4.4).
        guard address.utf8.allSatisfy({ $0 > 0x20 && $0 != 0x7f && $0 != UInt8(ascii: "\\") }) else { return false }
        let head = address.utf8.prefix { !"/?#".utf8.contains($0) }
        guard let colon = head.firstIndex(of: UInt8(ascii: ":")) else { return true }
        return ["http", "https", "mailto"].contains(String(address[..<colon]).lowercased())
    }

    /// Any scheme but those that make a browser run or open what the address itself holds.
    static func isTarget(_ address: String) -> Bool {
        guard address.utf8.allSatisfy({ $0 > 0x20 && $0 != 0x7f && $0 != UInt8(ascii: "\\") }),
            let colon = address.firstIndex(of: ":")
        else { return false }
        let refused = ["javascript", "data", "vbscript", "blob", "file", "filesystem", "about", "view-source"]
        return !refused.contains(address[..<colon].lowercased())
    }
}

/// The origin of an absolute `http` or `https` address.
enum Origin {
    static func of(_ address: String) -> String? {
        guard SafeAddress.isSafe(address), let colon = address.firstRange(of: "://") else { return nil }
        let scheme = address[..<colon.lowerBound].lowercased()
        let host = address[colon.upperBound...].prefix { !"/?#".contains($0) }
        guard ["http", "https"].contains(scheme), !host.isEmpty, !host.contains("@") else { return nil }
        return "\(scheme)://\(host)"
    }
}
