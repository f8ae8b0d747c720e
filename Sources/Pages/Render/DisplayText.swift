/// Values of claims as they may be shown: what others have written must not reorder, hide or flood a page.
enum DisplayText {
    /// In characters, of a value in one line.
    static let longest = 2048

    /// Without control characters, bounded.
    static func shown(_ value: String) -> String {
        let head = value.prefix(longest)
        return withoutControls(String(head)) + (head.endIndex < value.endIndex ? "…" : "")
    }

    /// Without the characters that change the direction of what follows them (UAX #9 §2), or that are not text at all.
    /// Marks of direction, which change nothing but their own place, stay.
    static func withoutControls(_ value: String) -> String {
        guard value.unicodeScalars.contains(where: isControl) else { return value }
        var kept = String.UnicodeScalarView()
        kept.append(contentsOf: value.unicodeScalars.lazy.filter { !isControl($0) })
        return String(kept)
    }

    private static func isControl(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x09, 0x0a, 0x0d: false
        case 0x00...0x1f, 0x7f...0x9f, 0x202a...0x202e, 0x2066...0x2069, 0xfff9...0xfffb: true
        default: false
        }
    }
}
