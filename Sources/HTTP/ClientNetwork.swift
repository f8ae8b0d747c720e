import Base
import Glibc

/// Where a request comes from, for limits: an IPv4 address, or the /64 of an IPv6 one. Whoever has one address of a /64
/// has them all (RFC 6177 §2), so counting single ones would count nothing.
package enum ClientNetwork {
    /// What is not an address is its own network.
    package static func name(of address: String) -> String {
        let text = String(address.prefix { $0 != "%" })
        guard let bytes = sixteen(text) else { return text }
        if let four = embedded(bytes) { return four.map { String($0) }.joined(separator: ".") }
        return Hex.encode(Bytes(bytes.prefix(8))) + "/64"
    }

    /// Whether nobody on the Internet has this address: this machine's, a private network's, a carrier's own. Then it
    /// may well be a proxy's that the server was not told of: what one does must not be held against all.
    package static func isShared(_ address: String) -> Bool {
        let text = String(address.prefix { $0 != "%" })
        if let bytes = sixteen(text) {
            if let four = embedded(bytes) { return isShared(four) }
            // ::1, fc00::/7, fe80::/10.
            let isLoopback = bytes.dropLast().allSatisfy { $0 == 0 } && bytes[15] == 1
            return isLoopback || bytes[0] & 0xfe == 0xfc || (bytes[0] == 0xfe && bytes[1] & 0xc0 == 0x80)
        }
        var four = Bytes(repeating: 0, count: 4)
        // What is not an address is a socket of this machine.
        return inet_pton(AF_INET, text, &four) != 1 || isShared(four)
    }

    /// RFC 1918, RFC 6598, RFC 3927, and loopback.
    private static func isShared(_ four: Bytes) -> Bool {
        switch (four[0], four[1]) {
        case (10, _), (127, _), (192, 168), (169, 254): true
        case (172, 16...31), (100, 64...127): true
        case _: false
        }
    }

    private static func sixteen(_ text: String) -> Bytes? {
        var bytes = Bytes(repeating: 0, count: 16)
        return inet_pton(AF_INET6, text, &bytes) == 1 ? bytes : nil
    }

    /// ::ffff:a.b.c.d is IPv4 on an IPv6 socket (RFC 4291 §2.5.5.2).
    private static func embedded(_ bytes: Bytes) -> Bytes? {
        guard bytes.prefix(10).allSatisfy({ $0 == 0 }), bytes[10] == 0xff, bytes[11] == 0xff else { return nil }
        return Bytes(bytes.suffix(4))
    }
}
