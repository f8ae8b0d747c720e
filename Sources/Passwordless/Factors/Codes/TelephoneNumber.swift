import Base

/// A number that can be sent to.
package struct TelephoneNumber: Sendable, Hashable {
    /// With its plus sign.
    package let e164: String
    /// ISO 3166 alpha-2; nil where it is not known.
    package let region: String?

    package init(e164: String, region: String?) {
        self.e164 = e164
        self.region = region
    }

    /// `+49•••••67`
    package var masked: String {
        let digits = e164.dropFirst()
        return "+\(digits.prefix(2))•••••\(digits.suffix(2))"
    }
}

/// Reads telephone numbers. `Server` has the one that knows the world's.
package protocol TelephoneNumbers: Sendable {
    /// Nil: no such number could exist.
    func number(_ typed: String) -> TelephoneNumber?
}

/// Knows the form of E.164 and no regions.
package struct PlainTelephoneNumbers: TelephoneNumbers {
    package init() {}

    package func number(_ typed: String) -> TelephoneNumber? {
        let text = typed.trimmed
        let rest = text.dropFirst().utf8.filter { !" -./()".utf8.contains($0) }
        guard text.hasPrefix("+"), (8...15).contains(rest.count), rest.allSatisfy({ (48...57).contains($0) }),
            rest.first != 48
        else { return nil }
        return TelephoneNumber(e164: "+" + String(decoding: rest, as: UTF8.self), region: nil)
    }
}
