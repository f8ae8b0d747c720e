/// How wide text is drawn, closely enough that nothing overlaps: a little more than the usual sans-serif fonts take.
enum MapText {
    static func width(_ text: some StringProtocol, size: Double, isBold: Bool = false) -> Double {
        text.unicodeScalars.reduce(0) { $0 + em($1) } * size * (isBold ? 1.1 : 1.03)
    }

    private static func em(_ scalar: Unicode.Scalar) -> Double {
        switch scalar {
        case "i", "j", "l", "I", "|", "!", "'", ".", ",", ":", ";", " ": 0.3
        case "f", "r", "t", "(", ")", "[", "]", "/", "-", "\"": 0.4
        case "m", "w", "M", "W", "@", "%", "…": 0.95
        case "A"..."Z", "&", "=", "≠", "→", "_": 0.7
        case "a"..."z", "0"..."9": 0.58
        case "\u{80}"..."\u{2ff}": 0.65
        default: scalar.value < 0x80 ? 0.6 : 1.1
        }
    }

    /// `text` on at most `lines` lines of `width`; what does not fit is cut with an ellipsis. Identifiers have no
    /// blanks, so a line may break anywhere, but rather behind `-`, `_`, `.` or a blank, or where a word begins.
    static func wrap(_ text: String, width: Double, size: Double, lines: Int, isBold: Bool = false) -> [String] {
        var result: [String] = []
        var rest = Substring(text)
        while !rest.isEmpty {
            if self.width(rest, size: size, isBold: isBold) <= width {
                result.append(String(rest))
                break
            }
            if result.count == lines - 1 {
                result.append(cut(rest, width, size, isBold))
                break
            }
            let line = head(rest, width, size, isBold)
            result.append(String(line).trimmingBlanks())
            rest = rest[line.endIndex...].drop { $0 == " " }
        }
        return result
    }

    private static func fitting(_ text: Substring, _ width: Double, _ size: Double, _ isBold: Bool) -> Substring {
        var end = text.startIndex
        while end < text.endIndex {
            let next = text.index(after: end)
            guard self.width(text[..<next], size: size, isBold: isBold) <= width else { break }
            end = next
        }
        // A line holds at least one character, or we would never end.
        return text[..<max(end, text.index(after: text.startIndex))]
    }

    private static func head(_ text: Substring, _ width: Double, _ size: Double, _ isBold: Bool) -> Substring {
        let line = fitting(text, width, size, isBold)
        guard line.endIndex < text.endIndex else { return line }
        let minimum = line.index(line.startIndex, offsetBy: line.count / 3)
        var place = line.endIndex
        while place > minimum {
            let before = text[text.index(before: place)]
            let begins = text[place].isUppercase && before.isLowercase
            if begins || " -_./".contains(before) || text[place] == " " { return text[..<place] }
            place = text.index(before: place)
        }
        return line
    }

    private static func cut(_ text: Substring, _ width: Double, _ size: Double, _ isBold: Bool) -> String {
        fitting(text, width - self.width("…", size: size, isBold: isBold), size, isBold) + "…"
    }
}
