import Base

extension CBOR {
    /// In CTAP2's canonical form (CTAP2 §8): keys sorted, every head as short as it can be.
    package var encoded: Bytes {
        var output = Bytes()
        write(to: &output)
        return output
    }

    private func write(to output: inout Bytes) {
        switch self {
        case .unsigned(let value): CBOR.head(0, value, &output)
        case .negative(let value): CBOR.head(1, value, &output)
        case .bytes(let bytes):
            CBOR.head(2, UInt64(bytes.count), &output)
            output += bytes
        case .text(let text):
            CBOR.head(3, UInt64(text.utf8.count), &output)
            output += Bytes(utf8: text)
        case .array(let items):
            CBOR.head(4, UInt64(items.count), &output)
            for item in items { item.write(to: &output) }
        case .map(let members): CBOR.writeMap(members, &output)
        case .bool(let value): output.append(value ? 0xf5 : 0xf4)
        case .null: output.append(0xf6)
        case .undefined: output.append(0xf7)
        case .float(let bytes): output += [bytes.count == 2 ? 0xf9 : bytes.count == 4 ? 0xfa : 0xfb] + bytes
        }
    }

    private static func writeMap(_ members: [Member], _ output: inout Bytes) {
        head(5, UInt64(members.count), &output)
        let spelled = members.map { ($0.key.encoded, $0.value) }
        for (key, value) in spelled.sorted(by: { precedes($0.0, $1.0) }) {
            output += key
            value.write(to: &output)
        }
    }

    private static func precedes(_ left: Bytes, _ right: Bytes) -> Bool {
        if left[0] >> 5 != right[0] >> 5 { return left[0] >> 5 < right[0] >> 5 }
        return left.count == right.count ? left.lexicographicallyPrecedes(right) : left.count < right.count
    }

    private static func head(_ major: UInt8, _ value: UInt64, _ output: inout Bytes) {
        let size = value < 24 ? 0 : value <= 0xff ? 1 : value <= 0xffff ? 2 : value <= 0xffff_ffff ? 4 : 8
        guard size > 0 else { return output.append(major << 5 | UInt8(value)) }
        output.append(major << 5 | UInt8(24 + size.trailingZeroBitCount))
        for shift in stride(from: (size - 1) * 8, through: 0, by: -8) {
            output.append(UInt8(truncatingIfNeeded: value >> UInt64(shift)))
        }
    }
}
