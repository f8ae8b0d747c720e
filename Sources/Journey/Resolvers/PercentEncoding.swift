import Base

/// Percent-encoding of a URI's parts (RFC 3986 §2). What is not named stays encoded.
enum PercentEncoding {
    /// Keeps what a path may hold (§3.3).
    case path
    /// Keeps unreserved characters only (§2.3): fit for any place.
    case query

    func encode(_ text: String) -> String {
        var output = Bytes()
        for byte in text.utf8 {
            if keeps(byte) {
                output.append(byte)
            } else {
                output.append(UInt8(ascii: "%"))
                output.append(contentsOf: Hex.encode([byte]).utf8.map(PercentEncoding.upper))
            }
        }
        return String(decoding: output, as: UTF8.self)
    }

    private func keeps(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        default: (self == .path ? "-._~!$&'()*+,;=:@/" : "-._~").utf8.contains(byte)
        }
    }

    private static func upper(_ byte: UInt8) -> UInt8 { byte >= UInt8(ascii: "a") ? byte - 32 : byte }
}
