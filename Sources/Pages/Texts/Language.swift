/// Choice of a page's language (b2c-reference §16).
package enum Language {
    /// The first of `ui_locales`, then of `Accept-Language` by weight, that is supported: to the letter, or as its
    /// neutral language; else the default.
    package static func choose(
        uiLocales: String?, acceptLanguage: String?, supported: [String], fallback: String
    ) -> String {
        let wanted = (uiLocales ?? "").split(separator: " ").map(String.init) + accepted(acceptLanguage ?? "")
        for language in wanted.prefix(32) {
            if let found = match(language, in: supported) { return found }
        }
        return match(fallback, in: supported) ?? fallback
    }

    /// `pt-BR` as `pt-BR`, `pt`.
    static func fallbacks(_ language: String) -> [String] {
        var parts = language.split(separator: "-")
        var found: [String] = []
        while !parts.isEmpty {
            found.append(parts.joined(separator: "-"))
            parts.removeLast()
        }
        return found
    }

    static func isRightToLeft(_ language: String) -> Bool {
        let parts = language.lowercased().split(separator: "-")
        if parts.contains("latn") || parts.contains("cyrl") { return false }
        if parts.contains("arab") || parts.contains("hebr") { return true }
        return parts.first.map { rightToLeft.contains(String($0)) } ?? false
    }

    private static let rightToLeft: Set<String> = [
        "ar", "arc", "ckb", "dv", "fa", "he", "iw", "ks", "nqo", "ps", "sd", "syr", "ug", "ur", "yi",
    ]

    private static func match(_ language: String, in supported: [String]) -> String? {
        for candidate in fallbacks(language.lowercased()) {
            if let exact = supported.first(where: { $0.lowercased() == candidate }) { return exact }
        }
        return nil
    }

    /// The languages of an `Accept-Language` field, best first (RFC 9110 §12.5.4). A broken weight counts as 0.
    private static func accepted(_ field: String) -> [String] {
        var found: [(language: String, weight: Int, index: Int)] = []
        for (index, part) in field.prefix(1024).split(separator: ",").prefix(32).enumerated() {
            let pieces = part.split(separator: ";").map { $0.filter { $0 != " " && $0 != "\t" } }
            guard let language = pieces.first, !language.isEmpty, language != "*" else { continue }
            let weight = pieces.dropFirst().first { $0.hasPrefix("q=") }.map { thousandths($0.dropFirst(2)) } ?? 1000
            if weight > 0 { found.append((language, weight, index)) }
        }
        return found.sorted { ($1.weight, $0.index) < ($0.weight, $1.index) }.map(\.language)
    }

    /// `0.8` as 800.
    private static func thousandths(_ text: Substring) -> Int {
        let parts = text.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
        guard let whole = parts.first.flatMap({ Int($0) }), (0...1).contains(whole) else { return 0 }
        guard parts.count == 2 else { return whole * 1000 }
        let digits = parts[1].prefix(3)
        guard let fraction = Int(digits + String(repeating: "0", count: 3 - digits.count)) else { return 0 }
        return min(1000, whole * 1000 + fraction)
    }
}
