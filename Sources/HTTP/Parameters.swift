import Base

/// The parameters of a query or of an `application/x-www-form-urlencoded` body, decoded, in order.
package struct Parameters: Sendable, Equatable, ExpressibleByDictionaryLiteral {
    package private(set) var items: [Item] = []

    package struct Item: Sendable, Equatable {
        package let name: String
        package let value: String
    }

    /// More than this is refused: no protocol of ours needs as many, and each costs memory.
    package static let maximumCount = 256

    package init() {}

    package init(dictionaryLiteral elements: (String, String)...) {
        for (name, value) in elements { add(name, value) }
    }

    /// Parses the URL-encoded form (WHATWG URL §5.1). Nil where an escape is broken, the bytes are not UTF-8,
    /// or there are more than `maximumCount`.
    package init?(urlEncoded text: String) {
        var text = text
        guard let items = text.withUTF8(Self.read) else { return nil }
        self.items = items
    }

    private static func read(_ text: UnsafeBufferPointer<UInt8>) -> [Item]? {
        var items: [Item] = []
        for part in text.split(separator: UInt8(ascii: "&")) {
            let end = part.firstIndex(of: UInt8(ascii: "=")) ?? part.endIndex
            guard items.count < Parameters.maximumCount,
                let name = PercentEncoding.decode(part[..<end], plusIsSpace: true),
                let value = PercentEncoding.decode(part[end...].dropFirst(), plusIsSpace: true)
            else { return nil }
            items.append(Item(name: name, value: value))
        }
        return items
    }

    /// The first value of the name.
    package subscript(name: String) -> String? { items.first { $0.name == name }?.value }

    package func all(_ name: String) -> [String] { items.filter { $0.name == name }.map(\.value) }

    package mutating func add(_ name: String, _ value: String) { items.append(Item(name: name, value: value)) }

    /// Replaces every value of the name.
    package mutating func set(_ name: String, _ value: String) {
        items.removeAll { $0.name == name }
        add(name, value)
    }

    /// Takes every value of the name away; answers the first.
    @discardableResult
    package mutating func remove(_ name: String) -> String? {
        defer { items.removeAll { $0.name == name } }
        return self[name]
    }

    /// The names that come more than once. RFC 6749 §3.1 forbids that for every parameter of its own.
    package var duplicates: Set<String> {
        var seen: Set<String> = []
        return Set(items.map(\.name).filter { !seen.insert($0).inserted })
    }

    package var urlEncoded: String {
        items.map { "\(PercentEncoding.encode($0.name))=\(PercentEncoding.encode($0.value))" }.joined(separator: "&")
    }
}

package enum PercentEncoding {
    private static let hex = Bytes(utf8: "0123456789ABCDEF")

    /// Escapes everything but the unreserved characters of RFC 3986 §2.3.
    package static func encode(_ text: String) -> String {
        var output = Bytes()
        for byte in text.utf8 {
            if isUnreserved(byte) {
                output.append(byte)
            } else {
                output.append(UInt8(ascii: "%"))
                output.append(hex[Int(byte >> 4)])
                output.append(hex[Int(byte & 15)])
            }
        }
        return String(decoding: output, as: UTF8.self)
    }

    /// Nil where an escape is broken, the result is not UTF-8, or it holds a NUL.
    package static func decode(_ text: some Collection<UInt8>, plusIsSpace: Bool = false) -> String? {
        let decoded = text.withContiguousStorageIfAvailable { decodeBytes($0, plusIsSpace) }
        return decoded ?? decodeBytes(text, plusIsSpace)
    }

    private static func decodeBytes(_ text: some Collection<UInt8>, _ plusIsSpace: Bool) -> String? {
        var output = Bytes()
        output.reserveCapacity(text.count)
        var rest = text.makeIterator()
        while let byte = rest.next() {
            if byte == UInt8(ascii: "%") {
                guard let high = rest.next().flatMap(digit), let low = rest.next().flatMap(digit) else { return nil }
                output.append(high << 4 | low)
            } else {
                output.append(plusIsSpace && byte == UInt8(ascii: "+") ? 0x20 : byte)
            }
        }
        return output.contains(0) ? nil : String(validating: output)
    }

    private static func digit(_ byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
        default: nil
        }
    }

    private static func isUnreserved(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), 48...57: true
        case UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "~"): true
        default: false
        }
    }
}
