import Base
import Glibc

/// Where a request comes from, for limits: an IPv4 address, or the /64 of an IPv6 one. Whoever has one address of a /64
/// has them all (RFC 6177 §2), so counting single ones would count nothing.
package enum ClientNetwork {
    /// What is not an address is its own network.
    package static func name(of address: String) -> String {
        var bytes = Bytes(repeating: 0, count: 16)
        let text = String(address.prefix { $0 != "%" })
        guard inet_pton(AF_INET6, text, &bytes) == 1 else { return text }
        // ::ffff:a.b.c.d is IPv4 on an IPv6 socket (RFC 4291 §2.5.5.2).
        if bytes.prefix(10).allSatisfy({ $0 == 0 }), bytes[10] == 0xff, bytes[11] == 0xff {
            return bytes.suffix(4).map { String($0) }.joined(separator: ".")
        }
        return Hex.encode(Bytes(bytes.prefix(8))) + "/64"
    }
}
