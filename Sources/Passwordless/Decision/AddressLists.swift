import Base
import HTTP

/// Addresses that an operator has a name for: relays, hosting networks, offices. Made of text files, one range in CIDR
/// notation a line; what follows `#` or `;` is a remark.
package struct AddressLists: Sendable {
    /// Lists of these names are of addresses that hide who is behind them.
    package static let anonymousNames: Set<String> = ["anonymous", "tor", "vpn", "proxy", "relay", "hosting"]

    private let lists: [(name: String, ranges: AddressSet)]

    package init() { lists = [] }

    /// By name, the text of each file. Throws where a line is no range, with its number.
    package init(_ files: [(name: String, text: String)]) throws(Fault) {
        var lists: [(String, AddressSet)] = []
        for (name, text) in files { lists.append((name, try Self.read(name, text))) }
        self.lists = lists
    }

    package struct Fault: Error, Equatable, CustomStringConvertible {
        package let description: String

        package init(description: String) { self.description = description }
    }

    package var isEmpty: Bool { lists.isEmpty }

    /// The lists that have the address.
    package func names(of address: IPAddress) -> [String] {
        lists.filter { $0.ranges.contains(address) }.map(\.name)
    }

    /// Nil where there is no list that could tell.
    package func isAnonymous(_ address: IPAddress) -> Bool? {
        let known = lists.filter { Self.anonymousNames.contains($0.name) }
        return known.isEmpty ? nil : known.contains { $0.ranges.contains(address) }
    }

    private static func read(_ name: String, _ text: String) throws(Fault) -> AddressSet {
        var ranges: [AddressSet.Range] = []
        for (index, line) in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).enumerated() {
            let content = line.prefix { $0 != "#" && $0 != ";" }.filter { !$0.isWhitespace }
            guard !content.isEmpty else { continue }
            guard let range = AddressSet.Range(content) else {
                throw Fault(description: "\(name):\(index + 1): not an address or a range of addresses")
            }
            ranges.append(range)
        }
        return AddressSet(ranges)
    }
}

/// Very many ranges of addresses, found by bisection. IPv4 lies at ::ffff:0:0/96.
struct AddressSet: Sendable, Equatable {
    struct Range: Sendable, Equatable {
        let first: UInt128
        var last: UInt128

        /// `203.0.113.0/24`, `2001:db8::/32`, or one address.
        init?(_ text: some StringProtocol) {
            let sides = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
            guard let address = IPAddress(String(sides[0])) else { return nil }
            let bits = address.bytes.count * 8
            guard let length = sides.count == 2 ? Int(sides[1]) : bits, (0...bits).contains(length) else { return nil }
            let free = UInt128(bits - length)
            let mask = free == 128 ? UInt128.max : (UInt128(1) << free) - 1
            first = AddressSet.number(of: address) & ~mask
            last = first | mask
        }
    }

    /// In order, none touches the next.
    private let ranges: [Range]

    init(_ all: [Range]) {
        var ranges: [Range] = []
        for range in all.sorted(by: { $0.first < $1.first }) {
            if let before = ranges.last, range.first <= before.last || range.first == before.last &+ 1 {
                ranges[ranges.count - 1].last = max(before.last, range.last)
            } else {
                ranges.append(range)
            }
        }
        self.ranges = ranges
    }

    func contains(_ address: IPAddress) -> Bool {
        let number = Self.number(of: address)
        var (low, high) = (0, ranges.count)
        while low < high {
            let middle = (low + high) / 2
            if ranges[middle].last < number { low = middle + 1 } else { high = middle }
        }
        return low < ranges.count && ranges[low].first <= number
    }

    private static func number(of address: IPAddress) -> UInt128 {
        let number = address.bytes.reduce(UInt128(0)) { $0 << 8 | UInt128($1) }
        return address.bytes.count == 4 ? number | 0xffff << 32 : number
    }
}
