import Base

/// Choice of a page's language (b2c-reference §16).
package enum Language {
    /// The first of `ui_locales`, then of `Accept-Language` by weight, that is supported: to the letter, or without its
    /// last parts; else the default. What is no language tag is passed over. The answer is spelled as in `supported`.
    package static func choose(
        uiLocales: String?, acceptLanguage: String?, supported: [String], fallback: String
    ) -> String {
        let named = (uiLocales ?? "").prefix(maximumFieldLength).split(separator: " ").prefix(maximumWanted)
        let wanted = named.map(String.init) + accepted(acceptLanguage ?? "")
        for language in wanted where LanguageTag.isWellFormed(language) {
            if let found = match(language, in: supported) { return found }
        }
        return match(fallback, in: supported) ?? fallback
    }

    /// In characters and in languages: more than a browser sends, and less than would cost anything.
    private static let maximumFieldLength = 1024
    private static let maximumWanted = 32

    static func isRightToLeft(_ language: String) -> Bool {
        let parts = language.lowercased().split(separator: "-")
        if parts.contains("latn") || parts.contains("cyrl") { return false }
        if parts.contains("arab") || parts.contains("hebr") { return true }
        return parts.first.map { rightToLeft.contains(String($0)) } ?? false
    }

    /// The day comes last, as in Japan and in Hungary (CLDR `yMMMd`).
    static func beginsDatesWithYear(_ language: String) -> Bool {
        language.lowercased().split(separator: "-").first.map { yearFirst.contains(String($0)) } ?? false
    }

    private static let yearFirst: Set<String> = ["eu", "hu", "ja", "ko", "lt", "mn", "zh"]

    private static let rightToLeft: Set<String> = [
        "ar", "arc", "ckb", "dv", "fa", "he", "iw", "ks", "nqo", "ps", "sd", "syr", "ug", "ur", "yi",
    ]

    private static func match(_ language: String, in supported: [String]) -> String? {
        for candidate in LanguageTag.fallbacks(language.lowercased()) {
            if let exact = supported.first(where: { $0.lowercased() == candidate }) { return exact }
        }
        return nil
    }

    /// The languages of an `Accept-Language` field, best first (RFC 9110 §12.5.4). A broken weight counts as 0.
    private static func accepted(_ field: String) -> [String] {
        var found: [(language: String, weight: Int, index: Int)] = []
        for (index, part) in field.prefix(maximumFieldLength).split(separator: ",").prefix(maximumWanted).enumerated() {
            let pieces = part.split(separator: ";").map { $0.filter { $0 != " " && $0 != "\t" } }
            guard let language = pieces.first, !language.isEmpty, language != "*" else { continue }
            let weight =
                pieces.dropFirst().first { $0.hasPrefix("q=") || $0.hasPrefix("Q=") }.map {
                    thousandths($0.dropFirst(2))
                } ?? 1000
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
        let weight = whole * 1000 + fraction
        return weight <= 1000 ? weight : 0
    }
}
