import Base

/// The model of an authenticator (WebAuthn §6.5.1): 16 bytes, written as a UUID.
package struct AAGUID: Hashable, Sendable, CustomStringConvertible {
    package let bytes: Bytes

    package init?(_ bytes: Bytes) {
        guard bytes.count == 16 else { return nil }
        self.bytes = bytes
    }

    /// Reads `0132d110-bf4e-4208-a403-ab4f5f12efe5`, in either case.
    package init?(_ text: String) {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.map(\.utf8.count) == [8, 4, 4, 4, 12] else { return nil }
        guard let bytes = Hex.decode(parts.joined()) else { return nil }
        self.bytes = bytes
    }

    /// What authenticators without a model, those of U2F above all, put there.
    package static let zero = AAGUID(unchecked: Bytes(repeating: 0, count: 16))

    private init(unchecked bytes: Bytes) { self.bytes = bytes }

    package var description: String {
        let digits = Array(Hex.encode(bytes))
        let ranges = [0..<8, 8..<12, 12..<16, 16..<20, 20..<32]
        return ranges.map { String(digits[$0]) }.joined(separator: "-")
    }
}
