import Base

/// A PKCE code verifier (RFC 7636 §4.1). To hold one is to know that its syntax was checked.
package struct CodeVerifier: Hashable, Sendable {
    package let text: String

    package init?(_ text: String) {
        guard CodeVerifier.isWellFormed(text) else { return nil }
        self.text = text
    }

    /// A new one, of 256 bits.
    package init(random: Random) { text = random.token(32) }

    /// 43 to 128 unreserved characters.
    static func isWellFormed(_ text: String) -> Bool {
        (43...128).contains(text.utf8.count)
            && text.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), 48...57: true
                case UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "~"): true
                default: false
                }
            }
    }
}
