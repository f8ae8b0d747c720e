/// What a realm makes of an action (Authsignal's words, as on the wire).
package enum ActionResult: String, Sendable, CaseIterable {
    case allow = "ALLOW"
    case challenge = "CHALLENGE"
    case review = "REVIEW"
    case block = "BLOCK"

    /// Whether the person has less than with `other`.
    func isStricter(than other: ActionResult) -> Bool { rank > other.rank }

    private var rank: Int {
        switch self {
        case .allow: 0
        case .challenge: 1
        case .review: 2
        case .block: 3
        }
    }
}

/// A way to prove who one is, by its name on the wire: `PASSKEY`. Each factor says its own.
package struct VerificationMethod: RawRepresentable, Hashable, Sendable, CustomStringConvertible {
    package let rawValue: String

    /// Upper-case letters, digits and underscores, at most 40.
    package init?(rawValue: String) {
        let isName = rawValue.utf8.allSatisfy { (0x41...0x5a).contains($0) || (0x30...0x39).contains($0) || $0 == 0x5f }
        guard isName, (1...40).contains(rawValue.utf8.count) else { return nil }
        self.rawValue = rawValue
    }

    package var description: String { rawValue }
}
