/// A named block of Unicode, as `\p{IsGreek}` means one in .NET. libpcre2 knows scripts but not blocks.
struct UnicodeBlock {
    /// Hexadecimal.
    let first: String
    let last: String

    /// What lies outside, as ranges of a class.
    var complement: String {
        let before = Int(first, radix: 16).map { $0 - 1 } ?? 0
        let after = Int(last, radix: 16).map { $0 + 1 } ?? 0
        let lower = before < 0 ? "" : "\\x{0}-\\x{\(String(before, radix: 16))}"
        return "\(lower)\\x{\(String(after, radix: 16))}-\\x{10ffff}"
    }

    /// The blocks that .NET names, as far as people write in them.
    static let named: [String: UnicodeBlock] = [
        "BasicLatin": .init(first: "0", last: "7f"),
        "Latin-1Supplement": .init(first: "80", last: "ff"),
        "LatinExtended-A": .init(first: "100", last: "17f"),
        "LatinExtended-B": .init(first: "180", last: "24f"),
        "IPAExtensions": .init(first: "250", last: "2af"),
        "SpacingModifierLetters": .init(first: "2b0", last: "2ff"),
        "CombiningDiacriticalMarks": .init(first: "300", last: "36f"),
        "Greek": .init(first: "370", last: "3ff"),
        "GreekandCoptic": .init(first: "370", last: "3ff"),
        "Cyrillic": .init(first: "400", last: "4ff"),
        "CyrillicSupplement": .init(first: "500", last: "52f"),
        "Armenian": .init(first: "530", last: "58f"),
        "Hebrew": .init(first: "590", last: "5ff"),
        "Arabic": .init(first: "600", last: "6ff"),
        "Devanagari": .init(first: "900", last: "97f"),
        "Bengali": .init(first: "980", last: "9ff"),
        "Gurmukhi": .init(first: "a00", last: "a7f"),
        "Gujarati": .init(first: "a80", last: "aff"),
        "Tamil": .init(first: "b80", last: "bff"),
        "Telugu": .init(first: "c00", last: "c7f"),
        "Kannada": .init(first: "c80", last: "cff"),
        "Malayalam": .init(first: "d00", last: "d7f"),
        "Sinhala": .init(first: "d80", last: "dff"),
        "Thai": .init(first: "e00", last: "e7f"),
        "Lao": .init(first: "e80", last: "eff"),
        "Georgian": .init(first: "10a0", last: "10ff"),
        "HangulJamo": .init(first: "1100", last: "11ff"),
        "Khmer": .init(first: "1780", last: "17ff"),
        "LatinExtendedAdditional": .init(first: "1e00", last: "1eff"),
        "GreekExtended": .init(first: "1f00", last: "1fff"),
        "GeneralPunctuation": .init(first: "2000", last: "206f"),
        "CurrencySymbols": .init(first: "20a0", last: "20cf"),
        "CJKSymbolsandPunctuation": .init(first: "3000", last: "303f"),
        "Hiragana": .init(first: "3040", last: "309f"),
        "Katakana": .init(first: "30a0", last: "30ff"),
        "CJKUnifiedIdeographsExtensionA": .init(first: "3400", last: "4dbf"),
        "CJKUnifiedIdeographs": .init(first: "4e00", last: "9fff"),
        "HangulSyllables": .init(first: "ac00", last: "d7af"),
        "HalfwidthandFullwidthForms": .init(first: "ff00", last: "ffef"),
    ]
}
