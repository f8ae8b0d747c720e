/// Base 16 (RFC 4648 §8), lower case.
package enum Hex {
    package static func encode(_ bytes: some Collection<UInt8>) -> String {
        // Generic code is slow when called from other modules, an array is not.
        let bytes = Bytes(bytes)
        var output = Bytes()
        output.reserveCapacity(bytes.count * 2)
        for byte in bytes {
            output.append(digit(byte >> 4))
            output.append(digit(byte & 15))
        }
        return String(decoding: output, as: UTF8.self)
    }

    /// Of a number below 16.
    static func digit(_ number: UInt8) -> UInt8 { number < 10 ? 48 + number : 87 + number }

    /// Decodes either case; nil when the text has an odd length or another character.
    package static func decode(_ text: String) -> Bytes? {
        let characters = Array(text)
        guard characters.count % 2 == 0 else { return nil }
        var output = Bytes()
        output.reserveCapacity(characters.count / 2)
        for index in stride(from: 0, to: characters.count, by: 2) {
            guard let high = characters[index].hexDigitValue, let low = characters[index + 1].hexDigitValue else {
                return nil
            }
            output.append(UInt8(high << 4 | low))
        }
        return output
    }
}
