import Base

/// Comparison as .NET's `StringComparison.Ordinal` and `OrdinalIgnoreCase` do it: by code, without regard to culture.
/// Swift's `==` would call two spellings of a letter equal, which is a way round a check.
package enum Ordinal: Sendable {
    case exact, ignoringCase

    package func equal(_ left: String, _ right: String) -> Bool {
        switch self {
        case .exact: left.utf8.elementsEqual(right.utf8)
        case .ignoringCase:
            left.unicodeScalars.lazy.map(Ordinal.upper).elementsEqual(right.unicodeScalars.lazy.map(Ordinal.upper))
        }
    }

    package func contains(_ text: String, _ part: String) -> Bool {
        switch self {
        case .exact: Bytes(utf8: text)[...].firstRange(of: Bytes(utf8: part)) != nil
        case .ignoringCase: Ordinal.exact.contains(Ordinal.uppercase(text), Ordinal.uppercase(part))
        }
    }

    /// One scalar becomes one scalar, as in .NET's invariant culture: `ß` stays.
    package static func uppercase(_ text: String) -> String {
        String(String.UnicodeScalarView(text.unicodeScalars.map(upper)))
    }

    package static func lowercase(_ text: String) -> String {
        String(String.UnicodeScalarView(text.unicodeScalars.map(lower)))
    }

    private static func upper(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
        single(scalar.properties.uppercaseMapping) ?? scalar
    }

    private static func lower(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
        single(scalar.properties.lowercaseMapping) ?? scalar
    }

    private static func single(_ mapping: String) -> Unicode.Scalar? {
        mapping.unicodeScalars.count == 1 ? mapping.unicodeScalars.first : nil
    }
}

extension ArraySlice<UInt8> {
    /// Where `part` first stands.
    func firstRange(of part: Bytes) -> Range<Int>? {
        guard let head = part.first else { return startIndex..<startIndex }
        var index = startIndex
        while index + part.count <= endIndex {
            guard let next = self[index...].firstIndex(of: head), next + part.count <= endIndex else { return nil }
            if self[next..<next + part.count].elementsEqual(part) { return next..<next + part.count }
            index = next + 1
        }
        return nil
    }
}
