import Base

/// The colours of a realm's pages on one ground: what the operator has chosen, over Cardea's own (brand.md). What could
/// not be read is moved towards black or white until it can.
package struct ThemePalette: Sendable, Equatable {
    package enum Name: String, Sendable, CaseIterable {
        /// Grounds: the page's card, and panels on it.
        case paper, mist
        /// Hairlines, which say nothing alone, and the edges of what can be used.
        case line, edge
        /// Text: plain, less important, to be pressed, wrong, to be heeded.
        case ink, muted, accent, danger, warn
    }

    /// A colour that could not be read as it was chosen.
    package struct Fault: Sendable, Equatable {
        package let name: Name
        package let chosen: ThemeColor
        package let used: ThemeColor
        /// WCAG 2.2, the worst of those that matter, and what it must be.
        package let contrast: Double
        package let least: Double
    }

    package let colors: [Name: ThemeColor]
    /// Text on the accent.
    package let onAccent: ThemeColor
    package let faults: [Fault]
    private let isDark: Bool
    private let isChosen: Bool

    package init(_ chosen: [Name: ThemeColor], isDark: Bool) {
        var colors = Self.builtIn(isDark: isDark).merging(chosen) { $1 }
        var faults: [Fault] = []
        for name in Name.allCases {
            guard let color = colors[name], let least = Self.least(name) else { continue }
            let grounds = Self.grounds(of: name, colors)
            let worst = grounds(color).map { color.contrast(with: $0) }.min() ?? 21
            guard worst < least else { continue }
            let used = color.moved(least, grounds)
            colors[name] = used
            // What nobody has chosen has only followed a ground that somebody has.
            if chosen[name] != nil {
                faults.append(Fault(name: name, chosen: color, used: used, contrast: worst, least: least))
            }
        }
        self.colors = colors
        self.faults = faults
        self.isDark = isDark
        isChosen = !chosen.isEmpty
        onAccent = (colors[.accent] ?? .black).opposite
    }

    /// Nil: nothing differs from what the pages have anyway. Six digits for each colour and nothing else: none of them
    /// can end the rule or the element.
    var rule: TrustedMarkup? {
        guard isChosen else { return nil }
        var declarations = Name.allCases.compactMap { name in colors[name].map { "--\(name.rawValue):\($0.text)" } }
        declarations.append("--on-accent:\(onAccent.text)")
        let rule = ":root{\(declarations.joined(separator: ";"))}"
        return TrustedMarkup(
            sanitised: Bytes(utf8: isDark ? "@media (prefers-color-scheme:dark){\(rule)}" : rule))
    }

    /// WCAG 2.2: 1.4.3 for text, 1.4.11 for what can be used.
    private static func least(_ name: Name) -> Double? {
        switch name {
        case .paper, .mist, .line: nil
        case .edge: 3
        case .ink, .muted, .accent, .danger, .warn: 4.5
        }
    }

    /// What a colour stands on; the accent also on its own tint, which badges have.
    private static func grounds(
        of name: Name, _ colors: [Name: ThemeColor]
    ) -> @Sendable (ThemeColor) -> [ThemeColor] {
        let (paper, mist) = (colors[.paper] ?? .white, colors[.mist] ?? .white)
        switch name {
        case .accent: return { [paper, mist, paper.mixed(with: $0, 0.12)] }
        case .danger: return { [paper, paper.mixed(with: $0, 0.08)] }
        case .edge: return { _ in [paper] }
        case .paper, .mist, .line, .ink, .muted, .warn: return { _ in [paper, mist] }
        }
    }

    private static func builtIn(isDark: Bool) -> [Name: ThemeColor] {
        let values: [(Name, UInt32, UInt32)] = [
            (.paper, 0xffffff, 0x0e1216), (.mist, 0xf3f5f7, 0x171d23), (.line, 0xc9d1da, 0x2c353f),
            (.edge, 0x76828f, 0x7d8a97), (.ink, 0x14181f, 0xe9eef3), (.muted, 0x55606d, 0xa3afbb),
            (.accent, 0x0e6656, 0x5fd0b8), (.danger, 0xb3261e, 0xff8f86), (.warn, 0x7a5200, 0xffc46b),
        ]
        return Dictionary(uniqueKeysWithValues: values.map { ($0, ThemeColor(isDark ? $2 : $1)) })
    }
}

extension ThemePalette.Fault: CustomStringConvertible {
    package var description: String {
        "\(name.rawValue) \(chosen.text) has a contrast of \(Self.shown(contrast)):1 and needs \(Self.shown(least)):1; "
            + "the pages use \(used.text)"
    }

    /// With one place behind the point, never rounded up.
    private static func shown(_ value: Double) -> String { "\(Int(value)).\(Int(value * 10) % 10)" }
}
