import Base

/// A colour that an operator chose (sRGB).
package struct ThemeColor: Sendable, Equatable {
    package let red: UInt8
    package let green: UInt8
    package let blue: UInt8

    /// Reads `#rrggbb`.
    package init?(_ text: String) {
        let digits = text.dropFirst()
        guard text.first == "#", digits.utf8.count == 6, let value = UInt32(digits, radix: 16) else { return nil }
        (red, green, blue) = (UInt8(value >> 16), UInt8(value >> 8 & 255), UInt8(value & 255))
    }

    /// WCAG 2.2, relative luminance.
    package var luminance: Double {
        0.2126 * Self.linear(red) + 0.7152 * Self.linear(green) + 0.0722 * Self.linear(blue)
    }

    /// WCAG 2.2, contrast ratio: 1 to 21.
    package func contrast(with other: ThemeColor) -> Double {
        let (light, dark) = (max(luminance, other.luminance), min(luminance, other.luminance))
        return (light + 0.05) / (dark + 0.05)
    }

    static let black = ThemeColor(0x000000)
    static let white = ThemeColor(0xffffff)

    /// Whichever of black and white is further from it.
    package var opposite: ThemeColor {
        contrast(with: .white) >= contrast(with: .black) ? .white : .black
    }

    /// The same, moved away from its grounds, which may depend on it, until each is `least` away.
    func moved(_ least: Double, _ grounds: (ThemeColor) -> [ThemeColor]) -> ThemeColor {
        let target = (grounds(self).first ?? .white).opposite
        for step in 1...40 {
            let color = mixed(with: target, Double(step) / 40)
            if grounds(color).allSatisfy({ color.contrast(with: $0) >= least }) { return color }
        }
        return target
    }

    /// `#3a5f8f`
    package var text: String { "#" + Hex.encode([red, green, blue]) }

    /// `share` of `other`, and the rest of this one.
    func mixed(with other: ThemeColor, _ share: Double) -> ThemeColor {
        func mix(_ from: UInt8, _ to: UInt8) -> UInt8 {
            UInt8(Double(from) + (Double(to) - Double(from)) * share)
        }
        return ThemeColor(mix(red, other.red), mix(green, other.green), mix(blue, other.blue))
    }

    /// `0x3a5f8f`
    init(_ value: UInt32) { self.init(UInt8(value >> 16 & 255), UInt8(value >> 8 & 255), UInt8(value & 255)) }

    private init(_ red: UInt8, _ green: UInt8, _ blue: UInt8) { (self.red, self.green, self.blue) = (red, green, blue) }

    /// The curve of sRGB as a table would have it, near enough for a ratio of two places: the exponent 2.4 by its
    /// square and its cube root would need libm.
    private static func linear(_ value: UInt8) -> Double {
        let share = Double(value) / 255
        guard share > 0.04045 else { return share / 12.92 }
        let base = (share + 0.055) / 1.055
        // base^2.4 = base^2 · base^0.4, and base^0.4 = (base^2)^(1/5) by Newton's method.
        var root = 1.0
        let square = base * base
        for _ in 0..<20 { root -= (root * root * root * root * root - square) / (5 * root * root * root * root) }
        return square * root
    }
}
