import Base

/// Writes small databases in MaxMind's format (MaxMind DB file format 2.0), with records of 24 bits over IPv6.
struct MMDBWriter {
    private var nodes: [[Record]] = [[.nothing, .nothing]]
    private var data = Bytes()

    private enum Record {
        case nothing
        case node(Int)
        case data(Int)
    }

    /// `prefix` has 16 bytes; IPv4 networks lie at ::/96.
    mutating func add(_ prefix: Bytes, length: Int, _ value: JSON) {
        let offset = data.count
        data += Self.encode(value)
        var node = 0
        for bit in 0..<length {
            let side = Int(prefix[bit / 8] >> (7 - bit % 8) & 1)
            guard bit < length - 1 else {
                nodes[node][side] = .data(offset)
                return
            }
            if case .node(let next) = nodes[node][side] {
                node = next
            } else {
                nodes.append([.nothing, .nothing])
                nodes[node][side] = .node(nodes.count - 1)
                node = nodes.count - 1
            }
        }
    }

    mutating func addIPv4(_ prefix: Bytes, length: Int, _ value: JSON) {
        add(Bytes(repeating: 0, count: 12) + prefix, length: 96 + length, value)
    }

    var bytes: Bytes {
        var file = Bytes()
        for node in nodes {
            for record in node {
                let number =
                    switch record {
                    case .nothing: nodes.count
                    case .node(let index): index
                    case .data(let offset): nodes.count + 16 + offset
                    }
                file += [UInt8(truncatingIfNeeded: number >> 16), UInt8(truncatingIfNeeded: number >> 8)]
                file.append(UInt8(truncatingIfNeeded: number))
            }
        }
        file += Bytes(repeating: 0, count: 16) + data
        return file + [0xab, 0xcd, 0xef] + Bytes(utf8: "MaxMind.com") + metadata
    }

    private var metadata: Bytes {
        func unsigned(_ type: UInt8, _ value: UInt64, _ count: Int) -> Bytes {
            let bytes = (0..<count).reversed().map { UInt8(truncatingIfNeeded: value >> (8 * UInt64($0))) }
            return (type < 8 ? [type << 5 | UInt8(count)] : [UInt8(count), type - 7]) + bytes
        }
        let members: [(String, Bytes)] = [
            ("node_count", unsigned(6, UInt64(nodes.count), 4)), ("record_size", unsigned(5, 24, 2)),
            ("ip_version", unsigned(5, 6, 2)), ("database_type", Self.encode("Cardea-Test")),
            ("languages", [0, 4]), ("binary_format_major_version", unsigned(5, 2, 2)),
            ("binary_format_minor_version", unsigned(5, 0, 2)), ("build_epoch", unsigned(9, 1_795_250_875, 8)),
            ("description", [7 << 5]),
        ]
        return members.reduce(into: [7 << 5 | UInt8(members.count)]) { $0 += Self.encode(.string($1.0)) + $1.1 }
    }

    /// Texts (of at most 28 bytes), numbers as doubles, and objects of those.
    private static func encode(_ value: JSON) -> Bytes {
        switch value {
        case .string(let text): return [2 << 5 | UInt8(text.utf8.count)] + Bytes(utf8: text)
        case .number(let number):
            let bits = number.bitPattern
            return [3 << 5 | 8] + (0..<8).reversed().map { UInt8(truncatingIfNeeded: bits >> (8 * UInt64($0))) }
        case .object(let object):
            return object.members.reduce(into: [7 << 5 | UInt8(object.members.count)]) {
                $0 += encode(.string($1.name)) + encode($1.value)
            }
        case .null, .bool, .integer, .array: preconditionFailure("the test needs no such value")
        }
    }
}
