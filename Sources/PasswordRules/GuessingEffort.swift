import Base
import CZxcvbn

/// How soon somebody who knows how people make passwords guesses one (docs/decisions/0040-passwords.md): common
/// passwords, names, words, rows of keys, repetitions, dates, and `words` of the person and of the place.
package struct GuessingEffort: Sendable, Equatable, Comparable {
    /// Logarithm of the number of guesses.
    package let bits: Double

    /// What every password must cost: 34 bits refuse each of the 3,500 commonest ones (ASVS 6.2.4) and leave every
    /// sentence of four words.
    package static let least = GuessingEffort(bits: 34)

    /// What comes after it makes a password only stronger, and its analysis slower.
    private static let maximumBytes = 128

    init(bits: Double) { self.bits = bits }

    package init(_ password: Secret<String>, knowing words: [String]) {
        let text = Bytes(utf8: password.exposed)
        // What stands between the words of "Ada.Lovelace.1815" hides them from the library, and from no person.
        let plain = text.filter { $0 >= 0x80 || Self.isLetterOrDigit($0) }
        let words = words.map { Self.terminated(Bytes(utf8: $0)) }
        bits = [text, plain].filter { !$0.isEmpty }.map { Self.bits(of: $0, words) }.min() ?? 0
    }

    private static func bits(of text: Bytes, _ words: [[CChar]]) -> Double {
        let password = terminated(text.prefix(maximumBytes))
        return withPointers(words) { ZxcvbnMatch(password, $0, nil) }
    }

    /// A zero byte would end it for C.
    private static func terminated(_ bytes: some Sequence<UInt8>) -> [CChar] {
        bytes.map { $0 == 0 ? 1 : CChar(bitPattern: $0) } + [0]
    }

    private static func isLetterOrDigit(_ byte: UInt8) -> Bool {
        (0x30...0x39).contains(byte) || (0x61...0x7a).contains(byte | 0x20)
    }

    package static func < (left: GuessingEffort, right: GuessingEffort) -> Bool { left.bits < right.bits }

    /// The words as C takes them: one after the other, with an end.
    private static func withPointers<Answer>(
        _ words: [[CChar]], _ body: (UnsafeMutablePointer<UnsafePointer<CChar>?>?) -> Answer
    ) -> Answer {
        let all = words.flatMap(\.self)
        return all.withUnsafeBufferPointer { buffer in
            var pointers: [UnsafePointer<CChar>?] = []
            var offset = 0
            for word in words {
                pointers.append(buffer.baseAddress.map { $0 + offset })
                offset += word.count
            }
            pointers.append(nil)
            return pointers.withUnsafeMutableBufferPointer { body($0.baseAddress) }
        }
    }
}
