// Splitting by `Character` finds the boundaries of graphemes, which is ten times the work and, where the separator is
// ASCII punctuation, the same answer but for separators that carry combining marks.
extension Substring {
    /// The parts between `separator`, an ASCII character, by its bytes.
    package func split(
        byte separator: Unicode.Scalar, maxSplits: Int = .max, omittingEmptySubsequences: Bool = true
    ) -> [Substring] {
        precondition(separator.isASCII, "a separator must be ASCII")
        let byte = UInt8(ascii: separator)
        var parts: [Substring] = []
        var (start, position) = (startIndex, startIndex)
        func take(_ end: Index) {
            if start < end || !omittingEmptySubsequences { parts.append(self[start..<end]) }
        }
        while position < endIndex, parts.count < maxSplits {
            let next = utf8.index(after: position)
            if utf8[position] == byte {
                take(position)
                start = next
            }
            position = next
        }
        take(endIndex)
        return parts
    }
}

extension String {
    package func split(
        byte separator: Unicode.Scalar, maxSplits: Int = .max, omittingEmptySubsequences: Bool = true
    ) -> [Substring] {
        self[...].split(
            byte: separator, maxSplits: maxSplits, omittingEmptySubsequences: omittingEmptySubsequences)
    }
}
