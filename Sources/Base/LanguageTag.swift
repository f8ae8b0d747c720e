/// Language tags (RFC 5646) as far as texts are chosen by them.
package enum LanguageTag {
    /// What is longer than this is no tag that anybody has texts for.
    private static let maximumLength = 64

    /// Subtags of letters and digits, with hyphens between; nothing is said about whether anybody registered them.
    package static func isWellFormed(_ tag: some StringProtocol) -> Bool {
        guard (1...maximumLength).contains(tag.utf8.count) else { return false }
        return tag.utf8.split(separator: UInt8(ascii: "-"), omittingEmptySubsequences: false).allSatisfy { subtag in
            (1...8).contains(subtag.count) && subtag.allSatisfy(isAlphanumeric)
        }
    }

    /// `zh-Hant-TW` as `zh-Hant-TW`, `zh-Hant`, `zh`: where its texts are looked for, in this order.
    package static func fallbacks(_ tag: String) -> [String] {
        guard tag.utf8.count <= maximumLength else { return [] }
        var parts = tag.split(separator: "-")
        var found: [String] = []
        while !parts.isEmpty {
            found.append(parts.joined(separator: "-"))
            parts.removeLast()
        }
        return found
    }

    private static func isAlphanumeric(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        default: false
        }
    }
}
