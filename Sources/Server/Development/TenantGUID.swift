import Base
import Cryptography

/// A tenant's GUID where its policies give none: the same name has the same one at every start and on every machine
/// (a name-based UUID in the manner of RFC 9562 §5.8).
enum TenantGUID {
    static func make(of name: String) -> String {
        var bytes = Bytes(Hash.sha256(Bytes(utf8: "cardea tenant \(name)")).prefix(16))
        bytes[6] = bytes[6] & 0x0f | 0x80
        bytes[8] = bytes[8] & 0x3f | 0x80
        let hex = Array(Hex.encode(bytes))
        return [0..<8, 8..<12, 12..<16, 16..<20, 20..<32].map { String(hex[$0]) }.joined(separator: "-")
    }
}
