import Base
import HTTP

/// Which addresses a URL that a stranger wrote may lead to: those of the public internet.
///
/// The ranges are the special-purpose registries of IANA (RFC 6890): what is not globally reachable is refused, and
/// IPv6 addresses that carry an IPv4 address are judged by that one.
package enum AddressGuard {
    /// Whether the address is one of the public internet.
    package static func isPublic(_ address: IPAddress) -> Bool {
        if address.bytes.count == 4 { return !refusedIPv4.contains(address) }
        if let inner = embeddedIPv4(address.bytes) { return isPublic(inner) }
        return global.contains(address) && !refusedIPv6.contains(address)
    }

    private static let refusedIPv4 = ranges([
        "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24",
        "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24",
        "224.0.0.0/4", "240.0.0.0/4",
    ])

    /// The only part of IPv6 that is given out: loopback, unspecified, unique-local, link-local, site-local and
    /// multicast addresses all lie outside.
    private static let global = ranges(["2000::/3"])

    private static let refusedIPv6 = ranges(["2001::/23", "2001:db8::/32", "3fff::/20"])

    /// IPv4-compatible (`::/96`), 6to4 (RFC 3056) and the well-known NAT64 prefix (RFC 6052). Mapped addresses are
    /// IPv4 addresses to `IPAddress` already; the local NAT64 prefix `64:ff9b:1::/48` is not global.
    private static func embeddedIPv4(_ bytes: Bytes) -> IPAddress? {
        if bytes.prefix(12).allSatisfy({ $0 == 0 }) { return IPAddress(bytes: Bytes(bytes[12...])) }
        if bytes.starts(with: [0x20, 0x02]) { return IPAddress(bytes: Bytes(bytes[2..<6])) }
        if bytes.starts(with: [0x00, 0x64, 0xff, 0x9b, 0, 0, 0, 0, 0, 0, 0, 0]) {
            return IPAddress(bytes: Bytes(bytes[12...]))
        }
        return nil
    }

    private static func ranges(_ texts: [String]) -> AddressRanges {
        guard let ranges = AddressRanges(texts) else { preconditionFailure("a range of ours is not one") }
        return ranges
    }
}
