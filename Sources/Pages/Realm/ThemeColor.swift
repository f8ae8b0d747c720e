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

    /// The same, moved towards white or black until text of it can be read on the page's ground: 4.5:1.
    func readable(on ground: ThemeColor) -> ThemeColor {
        let target: Double = ground.luminance > 0.5 ? 0 : 255
        var color = self
        for step in 1...20 where color.contrast(with: ground) < 4.5 { color = mixed(with: target, Double(step) / 20) }
        return color
    }

    func rule(isDark: Bool) -> TrustedMarkup {
        let ground = isDark ? ThemeColor(0x0e, 0x12, 0x16) : ThemeColor(0xff, 0xff, 0xff)
        let accent = readable(on: ground)
        let declarations = ":root{--accent:\(accent.text);--on-accent:\(accent.opposite)}"
        // Six digits and nothing else: it can end neither the rule nor the element.
        let rule = isDark ? "@media (prefers-color-scheme:dark){\(declarations)}" : declarations
        return TrustedMarkup(sanitised: Bytes(utf8: rule))
    }

    private var opposite: String {
        contrast(with: ThemeColor(255, 255, 255)) >= contrast(with: ThemeColor(0, 0, 0)) ? "#ffffff" : "#000000"
    }

    private var text: String { "#" + Hex.encode([red, green, blue]) }

    private func mixed(with target: Double, _ share: Double) -> ThemeColor {
        func mix(_ value: UInt8) -> UInt8 { UInt8(Double(value) + (target - Double(value)) * share) }
        return ThemeColor(mix(red), mix(green), mix(blue))
    }

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
