/// Which `style` attributes others' markup may have: such that change how its own text looks, and nothing that lays
/// it over the page or loads something.
enum SafeStyle {
    static func accepts(_ style: String) -> Bool {
        let style = style.lowercased()
        // No comments and no escapes, so that names and functions are what they look like.
        guard style.utf8.allSatisfy({ $0 != UInt8(ascii: "\\") && $0 != UInt8(ascii: "@") }), !style.contains("/*"),
            !style.contains("url("), !style.contains("image"), !style.contains("expression")
        else { return false }
        return style.split(separator: ";").allSatisfy { declaration in
            let name = declaration.prefix { $0 != ":" }.filter { !$0.isWhitespace }
            return name.isEmpty || names.contains(name) || prefixes.contains { name.hasPrefix($0) }
        }
    }

    private static let names: Set<String> = [
        "background-color", "color", "display", "height", "letter-spacing", "line-height", "list-style-type",
        "max-height", "max-width", "vertical-align", "white-space", "width", "word-break",
    ]
    /// Margins are not among them: negative ones move text over what is not its own.
    private static let prefixes = ["border", "font", "padding", "text-"]
}
