/// RFC 4648: base64 (§4) and base64url (§5), decoded strictly.
///
/// A decoder that accepts white space, missing bits or two spellings of the same bytes lets a token be
/// changed without changing its meaning; so trailing bits must be zero and nothing is skipped.
package enum Base64 {
    private static let standard = Bytes(utf8: "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")
    private static let urlSafe = Bytes(utf8: "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_")
    private static let standardValues = values(of: standard)
    private static let urlSafeValues = values(of: urlSafe)

    /// Base64 with padding (§4).
    package static func encode(_ bytes: some Collection<UInt8>) -> String {
        encode(Bytes(bytes), standard, padded: true)
    }

    /// Base64url without padding (§5), as JOSE writes it.
    package static func encodeURL(_ bytes: some Collection<UInt8>) -> String {
        encode(Bytes(bytes), urlSafe, padded: false)
    }

    /// Decodes base64 with its padding; nil when the text is not canonical.
    package static func decode(_ text: String) -> Bytes? {
        var digits = Bytes(text.utf8)
        guard digits.count % 4 == 0 else { return nil }
        var padding = 0
        while padding < 2, digits.last == UInt8(ascii: "=") {
            digits.removeLast()
            padding += 1
        }
        guard padding == (4 - digits.count % 4) % 4 else { return nil }
        return decode(digits, standardValues)
    }

    /// Decodes base64url without padding; nil when the text is not canonical.
    package static func decodeURL(_ text: some StringProtocol) -> Bytes? { decode(Bytes(text.utf8), urlSafeValues) }

    // Not generic: a generic body is not specialised for other modules, and was 14 times slower.
    private static func encode(_ bytes: Bytes, _ alphabet: Bytes, padded: Bool) -> String {
        var output = Bytes()
        output.reserveCapacity((bytes.count + 2) / 3 * 4)
        var buffer: UInt32 = 0
        var bits = 0
        for byte in bytes {
            buffer = buffer << 8 | UInt32(byte)
            bits += 8
            while bits >= 6 {
                bits -= 6
                output.append(alphabet[Int(buffer >> bits & 63)])
            }
        }
        if bits > 0 { output.append(alphabet[Int(buffer << (6 - bits) & 63)]) }
        while padded, output.count % 4 != 0 { output.append(UInt8(ascii: "=")) }
        return String(decoding: output, as: UTF8.self)
    }

    private static func decode(_ digits: Bytes, _ values: Bytes) -> Bytes? {
        guard digits.count % 4 != 1 else { return nil }
        var output = Bytes()
        output.reserveCapacity(digits.count * 3 / 4)
        var buffer: UInt32 = 0
        var bits = 0
        for digit in digits {
            let value = values[Int(digit)]
            guard value < 64 else { return nil }
            buffer = buffer << 6 | UInt32(value)
            bits += 6
            guard bits >= 8 else { continue }
            bits -= 8
            output.append(UInt8(truncatingIfNeeded: buffer >> bits))
        }
        return buffer & (1 << bits - 1) == 0 ? output : nil
    }

    private static func values(of alphabet: Bytes) -> Bytes {
        var values = Bytes(repeating: 255, count: 256)
        for (value, digit) in alphabet.enumerated() { values[Int(digit)] = UInt8(value) }
        return values
    }
}
