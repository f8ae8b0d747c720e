import Base

/// A value of CBOR (RFC 8949) as CTAP2 allows it: no tags, no indefinite lengths, keys that are numbers or text.
package indirect enum CBOR: Hashable, Sendable {
    case unsigned(UInt64)
    /// Stands for −1 − n.
    case negative(UInt64)
    case bytes(Bytes)
    case text(String)
    case array([CBOR])
    case map([Member])
    case bool(Bool)
    case null
    case undefined
    /// As its two, four or eight bytes; nothing here counts with it.
    case float(Bytes)

    package struct Member: Hashable, Sendable {
        package let key: CBOR
        package let value: CBOR

        package init(_ key: CBOR, _ value: CBOR) { (self.key, self.value) = (key, value) }
    }

    package init(_ number: Int64) {
        self = number >= 0 ? .unsigned(UInt64(number)) : .negative(UInt64(-1 - number))
    }

    package subscript(name: String) -> CBOR? { member(.text(name)) }

    package subscript(label: Int64) -> CBOR? { member(CBOR(label)) }

    private func member(_ key: CBOR) -> CBOR? {
        guard case .map(let members) = self else { return nil }
        return members.first { $0.key == key }?.value
    }

    /// The number, where it is one that fits.
    package var integer: Int64? {
        switch self {
        case .unsigned(let value): Int64(exactly: value)
        case .negative(let value): Int64(exactly: value).map { -1 - $0 }
        case .bytes, .text, .array, .map, .bool, .null, .undefined, .float: nil
        }
    }

    package var bytes: Bytes? {
        guard case .bytes(let bytes) = self else { return nil }
        return bytes
    }

    package var text: String? {
        guard case .text(let text) = self else { return nil }
        return text
    }

    package var bool: Bool? {
        guard case .bool(let value) = self else { return nil }
        return value
    }

    package var array: [CBOR]? {
        guard case .array(let items) = self else { return nil }
        return items
    }

    package var members: [Member]? {
        guard case .map(let members) = self else { return nil }
        return members
    }
}

extension CBOR: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral, ExpressibleByBooleanLiteral,
    ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral
{
    package init(stringLiteral value: String) { self = .text(value) }
    package init(integerLiteral value: Int64) { self.init(value) }
    package init(booleanLiteral value: Bool) { self = .bool(value) }
    package init(arrayLiteral elements: CBOR...) { self = .array(elements) }
    package init(dictionaryLiteral elements: (CBOR, CBOR)...) { self = .map(elements.map { Member($0, $1) }) }
}
