/// A mail address of the plain form `local@domain` (RFC 5321 §4.1.2, without quoted local parts, address literals
/// and internationalised ones). To hold one is to know that it fits into a header and an SMTP command as it is.
package struct MailAddress: Hashable, Sendable, CustomStringConvertible {
    package let text: String
    package let domain: String

    package init?(_ text: String) {
        let parts = text.split(separator: "@", omittingEmptySubsequences: false)
        guard parts.count == 2, text.utf8.count <= 254, (1...64).contains(parts[0].utf8.count) else { return nil }
        guard MailAddress.isDotted(parts[0], by: MailAddress.isAtomText) else { return nil }
        guard MailAddress.isDotted(parts[1], by: MailAddress.isHostText) else { return nil }
        self.text = text
        domain = String(parts[1])
    }

    package var description: String { text }

    private static func isDotted(_ text: Substring, by isAllowed: (UInt8) -> Bool) -> Bool {
        text.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
            .allSatisfy { !$0.isEmpty && $0.count <= 64 && $0.allSatisfy(isAllowed) }
    }

    private static func isHostText(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), 48...57: true
        case UInt8(ascii: "-"): true
        default: false
        }
    }

    /// `atext` of RFC 5322 §3.2.3.
    private static func isAtomText(_ byte: UInt8) -> Bool {
        isHostText(byte) || "!#$%&'*+/=?^_`{|}~".utf8.contains(byte)
    }
}
