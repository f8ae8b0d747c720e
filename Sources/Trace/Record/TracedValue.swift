import Base

/// A value as the record keeps it: never longer than the bound, never a secret.
package enum TracedValue: Hashable, Sendable {
    case clear(JSON)
    /// The beginning of a text that is too long to keep.
    case cut(String, length: Int)
    /// Something that may not be read here. `shown` is what the policy's mask leaves of it, in development.
    case concealed(length: Int, shown: String? = nil)

    /// As a person reads it.
    package var text: String {
        switch self {
        case .clear(.string(let text)): text
        case .clear(let json): json.text
        case .cut("", let length): "(\(length) characters, too long to keep)"
        case .cut(let start, let length): "\(start)… (\(length) characters)"
        case .concealed(let length, nil): "(concealed, \(length) characters)"
        case .concealed(_, let shown?): "\(shown) (masked)"
        }
    }

    package var isConcealed: Bool { if case .concealed = self { true } else { false } }

    /// A clear value is itself; the others are objects that say what was done to them.
    package var json: JSON {
        switch self {
        case .clear(let json): return json
        case .cut(let start, let length): return ["cut": .string(start), "length": .integer(Int64(length))]
        case .concealed(let length, let shown):
            var object: JSON.Object = ["concealed": true, "length": .integer(Int64(length))]
            object["shown"] = shown.map { .string($0) }
            return .object(object)
        }
    }

    /// About how many bytes it takes.
    var size: Int {
        switch self {
        case .clear(let json): json.approximateSize
        case .cut(let start, _): start.utf8.count
        case .concealed(_, let shown): shown?.utf8.count ?? 0
        }
    }
}

/// A value by its name: of a claim, a field, a header.
package struct TracedClaim: Hashable, Sendable {
    package let name: String
    /// Nil: it has none.
    package let value: TracedValue?

    package init(_ name: String, _ value: TracedValue?) {
        self.name = name
        self.value = value
    }

    package var json: JSON { ["name": .string(name), "value": value?.json ?? .null] }
    var size: Int { name.utf8.count + (value?.size ?? 0) }
}

/// What became of one claim.
package struct ClaimChange: Hashable, Sendable {
    package let name: String
    /// Nil: it did not exist.
    package let before: TracedValue?
    /// Nil: it is gone.
    package let after: TracedValue?

    package enum Kind: String, Sendable { case added, changed, removed }

    package init(_ name: String, before: TracedValue?, after: TracedValue?) {
        self.name = name
        self.before = before
        self.after = after
    }

    package var kind: Kind { before == nil ? .added : after == nil ? .removed : .changed }

    package var json: JSON {
        var object: JSON.Object = ["name": .string(name), "change": .string(kind.rawValue)]
        object["before"] = before?.json
        object["after"] = after?.json
        return .object(object)
    }

    var size: Int { name.utf8.count + (before?.size ?? 0) + (after?.size ?? 0) }
}

extension JSON {
    fileprivate var approximateSize: Int {
        switch self {
        case .null, .bool, .integer, .number: 8
        case .string(let text): text.utf8.count
        case .array(let items): items.reduce(8) { $0 + $1.approximateSize }
        case .object(let object): object.members.reduce(8) { $0 + $1.name.utf8.count + $1.value.approximateSize }
        }
    }
}
