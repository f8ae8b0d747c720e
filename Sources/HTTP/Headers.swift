/// Header fields (RFC 9110 §5): an ordered list whose names compare without regard to case.
package struct Headers: Sendable, Equatable, ExpressibleByDictionaryLiteral {
    package private(set) var fields: [Field] = []

    package struct Field: Sendable, Equatable {
        package let name: String
        package let value: String
    }

    package init() {}

    package init(dictionaryLiteral elements: (String, String)...) {
        for (name, value) in elements { add(name, value) }
    }

    /// The only value of the name, or the first of several. Setting replaces them all; nil removes.
    package subscript(name: String) -> String? {
        get { fields.first { $0.name.equalsIgnoringCase(name) }?.value }
        set {
            fields.removeAll { $0.name.equalsIgnoringCase(name) }
            if let newValue { add(name, newValue) }
        }
    }

    /// Without the fields by which proxies speak of their clients (RFC 7239 and its forerunners).
    package var withoutForwarding: Headers {
        func isForwarding(_ field: Field) -> Bool {
            let name = field.name.utf8
            guard name.count >= 9 else { return false }
            return field.name.equalsIgnoringCase("Forwarded")
                || String(Substring(name.prefix(12))).equalsIgnoringCase("X-Forwarded-")
        }
        guard fields.contains(where: isForwarding) else { return self }
        var headers = self
        headers.fields.removeAll(where: isForwarding)
        return headers
    }

    package func all(_ name: String) -> [String] {
        fields.filter { $0.name.equalsIgnoringCase(name) }.map(\.value)
    }

    /// Adds a field, keeping those of the same name (`Set-Cookie`).
    package mutating func add(_ name: String, _ value: String) {
        // A line end here would let a value write headers of its own; no caller may pass one.
        precondition(!value.utf8.contains { $0 == 10 || $0 == 13 || $0 == 0 }, "a header value holds a line end")
        fields.append(Field(name: name, value: value))
    }
}

extension String {
    /// ASCII letters compare without regard to case; everything else to the letter.
    package func equalsIgnoringCase(_ other: String) -> Bool {
        utf8.count == other.utf8.count
            && zip(utf8, other.utf8).allSatisfy { left, right in
                left == right || (left | 0x20 == right | 0x20 && (97...122).contains(left | 0x20))
            }
    }
}
