import Base

/// A mail address as far as it can be told before a mail has arrived: one `@`, a domain of more than one label, nothing
/// that could end a header. The domain is in lower case.
package struct MailAddress: Sendable, Hashable {
    package let text: String

    package init?(_ typed: String) {
        let parts = typed.trimmed.split(separator: "@", omittingEmptySubsequences: false)
        guard typed.utf8.count <= 254, parts.count == 2, (1...64).contains(parts[0].utf8.count) else { return nil }
        let labels = parts[1].split(separator: ".", omittingEmptySubsequences: false)
        guard labels.count > 1, labels.allSatisfy({ (1...63).contains($0.utf8.count) }),
            !parts[0].hasPrefix("."), !parts[0].hasSuffix(".")
        else { return nil }
        let isPlain = (parts[0] + parts[1]).unicodeScalars.allSatisfy { scalar in
            scalar.value > 0x20 && scalar.value != 0x7f && !"\"(),:;<>[\\]".unicodeScalars.contains(scalar)
                && !scalar.properties.isWhitespace
        }
        guard isPlain else { return nil }
        text = "\(parts[0])@\(parts[1].lowercased())"
    }

    /// `a•••@e•••.com`: enough for its owner to know it by, and for nobody else.
    package var masked: String {
        let parts = text.split(separator: "@")
        let domain = parts[1].split(separator: ".")
        return "\(parts[0].prefix(1))•••@\(domain[0].prefix(1))•••.\(domain[domain.count - 1])"
    }
}

extension String {
    /// Without blanks at its ends.
    var trimmed: String {
        let start = drop { $0.isWhitespace }
        return String(start.reversed().drop { $0.isWhitespace }.reversed())
    }
}
