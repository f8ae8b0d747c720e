import Base

/// Free text in a header field: as it is where it may be, otherwise as encoded-words (RFC 2047).
enum HeaderText {
    /// `position` is how much of the line is used already. A phrase is a display name, where more characters
    /// mean something than in a subject.
    ///
    /// A line end in the text would begin a header of the writer's choice; control characters become spaces first.
    static func encode(_ text: String, after position: Int, isPhrase: Bool = false) -> String {
        let clean = String(String.UnicodeScalarView(text.unicodeScalars.map { isControl($0) ? " " : $0 }))
        let isPlain = clean.utf8.allSatisfy { isPhrase ? isPhraseText($0) : (0x20..<0x7f).contains($0) }
        if isPlain, !clean.contains("=?"), position + clean.utf8.count <= 76 { return clean }
        return words(clean).map { "=?UTF-8?B?\($0)?=" }.joined(separator: "\r\n ")
    }

    /// Base64 of pieces that leave no character in two words (§5) and no word over 75 characters (§2).
    private static func words(_ text: String) -> [String] {
        var pieces: [Bytes] = [[]]
        for scalar in text.unicodeScalars {
            let bytes = Bytes(String(scalar).utf8)
            if pieces[pieces.count - 1].count + bytes.count > 39 { pieces.append([]) }
            pieces[pieces.count - 1] += bytes
        }
        return pieces.map { Base64.encode($0) }
    }

    private static func isControl(_ scalar: Unicode.Scalar) -> Bool {
        scalar.value < 0x20 || (0x7f..<0xa0).contains(scalar.value) || scalar == "\u{2028}" || scalar == "\u{2029}"
    }

    private static func isPhraseText(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), 48...57: true
        case UInt8(ascii: " "), UInt8(ascii: "-"), UInt8(ascii: "_"): true
        default: false
        }
    }
}

/// The quoted-printable encoding (RFC 2045 §6.7) of text in UTF-8.
enum QuotedPrintable {
    static func encode(_ text: String) -> String {
        let text = text.utf8.split(omittingEmptySubsequences: false) { $0 == UInt8(ascii: "\n") }
        return text.map { encodeLine($0.last == UInt8(ascii: "\r") ? $0.dropLast() : $0) }.joined(separator: "\r\n")
    }

    private static func encodeLine(_ line: Substring.UTF8View.SubSequence) -> String {
        let bytes = Bytes(line)
        var output = ""
        var width = 0
        for (index, byte) in bytes.enumerated() {
            // A space at the end of a line would not survive every mail server.
            let isPlain = (0x21..<0x7f).contains(byte) && byte != UInt8(ascii: "=")
            let isInnerSpace = (byte == 0x20 || byte == 0x09) && index + 1 < bytes.count
            let piece = isPlain || isInnerSpace ? String(UnicodeScalar(byte)) : "=" + Hex.encode([byte]).uppercased()
            if width + piece.utf8.count > 75 {
                output += "=\r\n"
                width = 0
            }
            output += piece
            width += piece.utf8.count
        }
        return output
    }
}
