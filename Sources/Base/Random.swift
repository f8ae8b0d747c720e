/// A source of random bytes, passed in. Only `Server` makes the one that asks the operating system.
package struct Random: Sendable {
    private let source: @Sendable (Int) -> Bytes

    package init(_ source: @escaping @Sendable (Int) -> Bytes) { self.source = source }

    /// `count` random bytes.
    package func bytes(_ count: Int) -> Bytes { source(count) }

    /// An unguessable name: `count` random bytes in base64url.
    package func token(_ count: Int = 32) -> String { Base64.encodeURL(source(count)) }

    /// A number below `limit`, without bias (by rejection).
    package func number(below limit: UInt32) -> UInt32 {
        precondition(limit > 0, "a random number needs a positive limit")
        let ceiling = UInt32.max - UInt32.max % limit
        while true {
            let value = source(4).reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
            if value < ceiling { return value % limit }
        }
    }

    /// `count` decimal digits.
    package func digits(_ count: Int) -> String {
        String((0..<count).map { _ in Character(String(number(below: 10))) })
    }

    /// A random UUID, version 4 (RFC 9562 §5.4), lower case.
    package func uuid() -> String {
        var bytes = source(16)
        bytes[6] = bytes[6] & 0x0f | 0x40
        bytes[8] = bytes[8] & 0x3f | 0x80
        return String(unsafeUninitializedCapacity: 36) { text in
            var place = 0
            for (index, byte) in bytes.enumerated() {
                if index == 4 || index == 6 || index == 8 || index == 10 {
                    text[place] = UInt8(ascii: "-")
                    place += 1
                }
                (text[place], text[place + 1]) = (Hex.digit(byte >> 4), Hex.digit(byte & 15))
                place += 2
            }
            return place
        }
    }
}
