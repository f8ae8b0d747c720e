/// A JSON value (RFC 8259). Members keep their order.
package indirect enum JSON: Hashable, Sendable {
    case null
    case bool(Bool)
    case integer(Int64)
    case number(Double)
    case string(String)
    case array([JSON])
    case object(Object)

    /// The members of an object, in order, each name once.
    package struct Object: Hashable, Sendable {
        package private(set) var members: [Member]

        package struct Member: Hashable, Sendable {
            package let name: String
            package let value: JSON
        }

        package init() { members = [] }

        /// The caller has made sure that no name comes twice.
        init(unique members: [Member]) { self.members = members }

        package subscript(name: String) -> JSON? {
            get { members.first { $0.name == name }?.value }
            set {
                let index = members.firstIndex { $0.name == name }
                switch (index, newValue) {
                case (let index?, let value?): members[index] = Member(name: name, value: value)
                case (let index?, nil): members.remove(at: index)
                case (nil, let value?): members.append(Member(name: name, value: value))
                case (nil, nil): break
                }
            }
        }
    }

    package subscript(name: String) -> JSON? {
        guard case .object(let object) = self else { return nil }
        return object[name]
    }

    package var string: String? {
        guard case .string(let text) = self else { return nil }
        return text
    }

    package var bool: Bool? {
        guard case .bool(let value) = self else { return nil }
        return value
    }

    /// The number, when it is a whole one that fits.
    package var integer: Int64? {
        switch self {
        case .integer(let value): value
        case .number(let value): Int64(exactly: value)
        case .null, .bool, .string, .array, .object: nil
        }
    }

    package var array: [JSON]? {
        guard case .array(let items) = self else { return nil }
        return items
    }

    package var object: Object? {
        guard case .object(let object) = self else { return nil }
        return object
    }

    /// The items of an array of strings; nil when one of them is not a string.
    package var strings: [String]? {
        guard let items = array else { return nil }
        let texts = items.compactMap(\.string)
        return texts.count == items.count ? texts : nil
    }
}

extension JSON: ExpressibleByStringLiteral, ExpressibleByBooleanLiteral, ExpressibleByIntegerLiteral,
    ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral, ExpressibleByNilLiteral
{
    package init(stringLiteral value: String) { self = .string(value) }
    package init(booleanLiteral value: Bool) { self = .bool(value) }
    package init(integerLiteral value: Int64) { self = .integer(value) }
    package init(arrayLiteral elements: JSON...) { self = .array(elements) }
    package init(nilLiteral: ()) { self = .null }
    package init(dictionaryLiteral elements: (String, JSON)...) { self = .object(Object(elements)) }

    /// An array of strings.
    package init(_ strings: some Sequence<String>) { self = .array(strings.map(JSON.string)) }
}

extension JSON.Object: ExpressibleByDictionaryLiteral {
    package init(dictionaryLiteral elements: (String, JSON)...) { self.init(elements) }

    /// A later pair of the same name replaces the earlier one.
    package init(_ pairs: some Sequence<(String, JSON)>) {
        self.init()
        for (name, value) in pairs { self[name] = value }
    }
}
