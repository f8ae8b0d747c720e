import Base

extension CBOR {
    /// How strict a reader is about the order of keys. Lengths and numbers have one spelling in either case.
    package enum KeyOrder: Sendable {
        /// CTAP2 §8: lower major type first, then the shorter, then the smaller.
        case canonical
        /// Browsers write attestation objects too, and some of them leave the order as it comes.
        case any
    }

    /// How large and how deep what is received may be.
    package static let sizeLimit = 65_536
    static let depthLimit = 8

    /// Exactly one value, with nothing after it.
    package init(decoding bytes: Bytes, keys: KeyOrder = .canonical) throws(FIDOError) {
        let (value, end) = try CBOR.prefix(of: bytes, keys: keys)
        guard end == bytes.count else { throw .malformed("CBOR: \(bytes.count - end) bytes after the value") }
        self = value
    }

    /// The value that begins at `start`, and where it ends.
    package static func prefix(
        of bytes: Bytes, from start: Int = 0, keys: KeyOrder = .canonical
    ) throws(FIDOError) -> (value: CBOR, end: Int) {
        guard bytes.count <= sizeLimit else { throw .malformed("CBOR: more than \(sizeLimit) bytes") }
        var reader = CBORReader(bytes: bytes, position: start, order: keys)
        let value = try reader.value(depth: 1)
        return (value, reader.position)
    }
}

private struct CBORReader {
    let bytes: Bytes
    private(set) var position: Int
    private let order: CBOR.KeyOrder

    init(bytes: Bytes, position: Int, order: CBOR.KeyOrder) {
        (self.bytes, self.position, self.order) = (bytes, position, order)
    }

    mutating func value(depth: Int) throws(FIDOError) -> CBOR {
        guard depth <= CBOR.depthLimit else { throw failure("deeper than \(CBOR.depthLimit) levels") }
        let initial = try byte()
        let information = initial & 0x1f
        switch initial >> 5 {
        case 0: return .unsigned(try argument(information))
        case 1: return .negative(try argument(information))
        case 2: return .bytes(Bytes(try run(try argument(information))))
        case 3: return .text(try text(try argument(information)))
        case 4: return .array(try array(try argument(information), depth))
        case 5: return .map(try map(try argument(information), depth))
        case 6: throw failure("a tag")
        default: return try simple(information)
        }
    }

    /// The number in the head, in its one shortest spelling.
    private mutating func argument(_ information: UInt8) throws(FIDOError) -> UInt64 {
        guard information >= 24 else { return UInt64(information) }
        guard information <= 27 else { throw failure("an indefinite or reserved length") }
        let size = 1 << (information - 24)
        let number = try run(UInt64(size)).reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        let least: UInt64 = information == 24 ? 24 : 1 << (size * 4)
        guard number >= least else { throw failure("a number in more bytes than it needs") }
        return number
    }

    private mutating func byte() throws(FIDOError) -> UInt8 {
        guard position < bytes.count else { throw failure("ends early") }
        defer { position += 1 }
        return bytes[position]
    }

    private mutating func run(_ count: UInt64) throws(FIDOError) -> ArraySlice<UInt8> {
        guard count <= UInt64(bytes.count - position) else { throw failure("ends early") }
        defer { position += Int(count) }
        return bytes[position..<position + Int(count)]
    }

    private mutating func text(_ count: UInt64) throws(FIDOError) -> String {
        guard let text = String(validating: try run(count)) else { throw failure("text that is not UTF-8") }
        return text
    }

    private mutating func array(_ count: UInt64, _ depth: Int) throws(FIDOError) -> [CBOR] {
        // Every item takes a byte at least, so what is promised beyond that is a lie and nothing is reserved for it.
        guard count <= UInt64(bytes.count - position) else { throw failure("ends early") }
        var items: [CBOR] = []
        for _ in 0..<count { items.append(try value(depth: depth + 1)) }
        return items
    }

    private mutating func map(_ count: UInt64, _ depth: Int) throws(FIDOError) -> [CBOR.Member] {
        guard count <= UInt64(bytes.count - position) / 2 else { throw failure("ends early") }
        var members: [CBOR.Member] = []
        var seen: Set<CBOR> = []
        var previous: ArraySlice<UInt8> = []
        for _ in 0..<count {
            let start = position
            let key = try value(depth: depth + 1)
            guard key.integer != nil || key.text != nil else { throw failure("a key that is no number and no text") }
            let spelling = bytes[start..<position]
            guard seen.insert(key).inserted else { throw failure("a key comes twice") }
            guard order == .any || previous.isEmpty || CBORReader.precedes(previous, spelling) else {
                throw failure("keys are not in canonical order")
            }
            previous = spelling
            members.append(CBOR.Member(key, try value(depth: depth + 1)))
        }
        return members
    }

    /// CTAP2 §8, on the keys as they are written.
    static func precedes(_ left: ArraySlice<UInt8>, _ right: ArraySlice<UInt8>) -> Bool {
        let (leftType, rightType) = ((left.first ?? 0) >> 5, (right.first ?? 0) >> 5)
        if leftType != rightType { return leftType < rightType }
        if left.count != right.count { return left.count < right.count }
        return left.lexicographicallyPrecedes(right)
    }

    private mutating func simple(_ information: UInt8) throws(FIDOError) -> CBOR {
        switch information {
        case 20: .bool(false)
        case 21: .bool(true)
        case 22: .null
        case 23: .undefined
        case 25, 26, 27: .float(Bytes(try run(1 << UInt64(information - 24))))
        default: throw failure("a simple value without meaning")
        }
    }

    private func failure(_ reason: String) -> FIDOError { .malformed("CBOR: \(reason) at byte \(position)") }
}
