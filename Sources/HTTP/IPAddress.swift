import Base
import Glibc

/// An IPv4 or IPv6 address. An IPv4 address that comes as IPv6 (`::ffff:1.2.3.4`) is the IPv4 address.
package struct IPAddress: Hashable, Sendable, CustomStringConvertible {
    /// 4 or 16 bytes, in network order.
    package let bytes: Bytes

    package init?(bytes: Bytes) {
        guard bytes.count == 4 || bytes.count == 16 else { return nil }
        let isMapped = bytes.count == 16 && bytes.starts(with: IPAddress.mappedPrefix)
        self.bytes = isMapped ? Bytes(bytes[12...]) : bytes
    }

    /// Reads the numeric spellings of `inet_pton`, which are the strict ones.
    package init?(_ text: String) {
        var four = in_addr()
        var sixteen = in6_addr()
        if inet_pton(AF_INET, text, &four) == 1 {
            self.init(bytes: withUnsafeBytes(of: four) { Bytes($0) })
        } else if inet_pton(AF_INET6, text, &sixteen) == 1 {
            self.init(bytes: withUnsafeBytes(of: sixteen) { Bytes($0) })
        } else {
            return nil
        }
    }

    package init?(_ address: UnsafePointer<sockaddr>) {
        switch Int32(address.pointee.sa_family) {
        case AF_INET:
            self.init(
                bytes: address.withMemoryRebound(to: sockaddr_in.self, capacity: 1) { address in
                    withUnsafeBytes(of: address.pointee.sin_addr) { Bytes($0) }
                })
        case AF_INET6:
            self.init(
                bytes: address.withMemoryRebound(to: sockaddr_in6.self, capacity: 1) { address in
                    withUnsafeBytes(of: address.pointee.sin6_addr) { Bytes($0) }
                })
        default: return nil
        }
    }

    package var description: String {
        var text = [CChar](repeating: 0, count: Int(INET6_ADDRSTRLEN))
        let family = bytes.count == 4 ? AF_INET : AF_INET6
        guard inet_ntop(family, bytes, &text, socklen_t(text.count)) != nil else { return "" }
        return String(decoding: text.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
    }

    private static let mappedPrefix: Bytes = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff]
}

/// A set of address ranges in CIDR notation (RFC 4632 §3.1): `10.0.0.0/8`, `2001:db8::/32`, `127.0.0.1`.
package struct AddressRanges: Sendable, Equatable {
    private var ranges: [Range] = []

    private struct Range: Sendable, Equatable {
        let prefix: Bytes
        let length: Int

        func contains(_ address: IPAddress) -> Bool {
            guard address.bytes.count == prefix.count else { return false }
            let whole = length / 8
            guard address.bytes.prefix(whole) == prefix.prefix(whole) else { return false }
            let rest = length % 8
            return rest == 0 || (address.bytes[whole] ^ prefix[whole]) >> (8 - rest) == 0
        }
    }

    package init() {}

    /// Nil where one of the texts is no range.
    package init?(_ texts: [String]) {
        for text in texts {
            let sides = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
            guard let address = IPAddress(String(sides[0])) else { return nil }
            let length = sides.count == 2 ? Int(sides[1]) : address.bytes.count * 8
            guard let length, (0...address.bytes.count * 8).contains(length) else { return nil }
            ranges.append(Range(prefix: address.bytes, length: length))
        }
    }

    package func contains(_ address: IPAddress) -> Bool { ranges.contains { $0.contains(address) } }
}
