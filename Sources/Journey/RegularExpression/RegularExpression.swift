import Base

/// A .NET-style regular expression of a policy: of a restriction, a predicate, a mask or a transformation.
///
/// It is searched for, not matched whole, as .NET's `IsMatch` does. Work is bounded in steps, depth and memory: an
/// expression that would run on gives up, and callers take that for "no match" and say so in their notes.
///
/// Lengths count Unicode scalars, where .NET counts UTF-16 units: they differ beyond the basic plane.
package struct RegularExpression: Sendable {
    /// As the policy spells it.
    package let pattern: String
    private let compiled: CompiledPattern
    private let groupNames: [String]

    package struct Options: OptionSet, Hashable, Sendable {
        package let rawValue: Int
        package init(rawValue: Int) { self.rawValue = rawValue }

        package static let ignoreCase = Options(rawValue: 1)
        /// The whole text must match, not a part of it.
        package static let whole = Options(rawValue: 2)
    }

    /// Longer texts are not searched.
    package static let longestSubject = 65_536

    /// Takes the expression from the cache, or compiles it.
    package init(_ pattern: String, options: Options = []) throws(RegularExpressionError) {
        if let known = PatternCache.shared.find(pattern, options) {
            self = known
            return
        }
        try self.init(compiling: pattern, options)
        PatternCache.shared.keep(self, options)
    }

    private init(compiling pattern: String, _ options: Options) throws(RegularExpressionError) {
        let translation = try PatternTranslation(pattern)
        let text = options.contains(.whole) ? "\\A(?:\(translation.text))\\z" : translation.text
        compiled = try CompiledPattern(text, of: pattern, ignoresCase: options.contains(.ignoreCase))
        groupNames = translation.groupNames
        self.pattern = pattern
    }

    package enum Outcome: Hashable, Sendable {
        case matched(Match)
        case unmatched
        case gaveUp(GiveUp)
    }

    package struct Match: Hashable, Sendable {
        /// In bytes of the text's UTF-8.
        package let range: Range<Int>
        /// What the named groups hold; a group that took no part is not here.
        package let groups: [String: String]
    }

    package enum GiveUp: String, Hashable, Sendable {
        case subjectTooLong = "the text is too long to search"
        case tooManySteps = "the search took too many steps"
        case tooMuchMemory = "the search took too much memory"
    }

    package func firstMatch(in text: String) -> Outcome {
        guard text.utf8.count <= RegularExpression.longestSubject else { return .gaveUp(.subjectTooLong) }
        var text = text
        return text.withUTF8 { subject in
            switch compiled.search(subject, from: 0) {
            case .matched(let groups): .matched(match(groups, in: subject))
            case .unmatched: .unmatched
            case .gaveUp(let reason): .gaveUp(reason)
            }
        }
    }

    private func match(_ groups: [Range<Int>?], in subject: UnsafeBufferPointer<UInt8>) -> Match {
        var texts: [String: String] = [:]
        for (index, name) in groupNames.enumerated() {
            for number in compiled.groupNumbers["g\(index)"] ?? [] {
                guard let range = groups[number] else { continue }
                texts[name] = String(decoding: subject[range], as: UTF8.self)
            }
        }
        return Match(range: groups[0] ?? 0..<0, groups: texts)
    }

    /// The text with `replacement`, taken literally, for every match; nil when the search gave up.
    package func replacingMatches(in text: String, with replacement: String) -> String? {
        guard text.utf8.count <= RegularExpression.longestSubject else { return nil }
        var text = text
        return text.withUTF8 { subject in
            var output = Bytes()
            var position = 0
            while position <= subject.count {
                switch compiled.search(subject, from: position) {
                case .gaveUp: return nil
                case .unmatched:
                    output.append(contentsOf: subject[position...])
                    return String(decoding: output, as: UTF8.self)
                case .matched(let groups):
                    guard let range = groups[0] else { return nil }
                    output.append(contentsOf: subject[position..<range.lowerBound])
                    output.append(contentsOf: replacement.utf8)
                    position = range.upperBound
                    if range.isEmpty { copyScalar(subject, &position, to: &output) }
                }
            }
            return String(decoding: output, as: UTF8.self)
        }
    }

    /// After an empty match, goes on with the next scalar, or past the end.
    private func copyScalar(_ subject: UnsafeBufferPointer<UInt8>, _ position: inout Int, to output: inout Bytes) {
        repeat {
            if position < subject.count { output.append(subject[position]) }
            position += 1
        } while position < subject.count && subject[position] & 0xc0 == 0x80
    }
}

/// Why an expression cannot be used; for the policy's author.
package struct RegularExpressionError: Error, Hashable, CustomStringConvertible {
    package let pattern: String
    package let reason: String

    package var description: String { "the regular expression \"\(pattern)\" \(reason)" }
}
