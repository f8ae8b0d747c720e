import Base
import Policy

/// The claims bag of a journey: values by claim type, names compared as policies do. A claim exists when it is here.
package struct Claims: Hashable, Sendable, ExpressibleByDictionaryLiteral {
    private var values: [Name: ClaimValue]

    package init() { values = [:] }

    package init(dictionaryLiteral elements: (Name, ClaimValue)...) {
        values = Dictionary(elements) { _, last in last }
    }

    package subscript(name: Name) -> ClaimValue? {
        get { values[name] }
        set { values[name] = newValue }
    }

    package var names: [Name] { values.keys.sorted() }
    package var isEmpty: Bool { values.isEmpty }
    package func contains(_ name: Name) -> Bool { values[name] != nil }

    /// The values of `other` replace those of the same name.
    package mutating func merge(_ other: Claims) { values.merge(other.values) { _, new in new } }

    package func merging(_ other: Claims) -> Claims {
        var merged = self
        merged.merge(other)
        return merged
    }
}

extension Claims {
    /// A spelling that keeps each value's type, for a stored journey.
    package var stored: JSON {
        var object = JSON.Object()
        for name in names { if let value = values[name] { object[name.text] = value.stored } }
        return .object(object)
    }

    package init?(stored json: JSON) {
        guard let object = json.object else { return nil }
        values = [:]
        for member in object.members {
            guard let value = ClaimValue(stored: member.value) else { return nil }
            values[Name(member.name)] = value
        }
    }
}

extension ClaimValue {
    package var stored: JSON {
        switch self {
        case .string(let text): ["s": .string(text)]
        case .boolean(let value): ["b": .bool(value)]
        case .integer(let value): ["i": .integer(value)]
        case .date(let date): ["d": .string(date.description)]
        case .dateTime(let time): ["t": .integer(time.milliseconds)]
        case .stringCollection(let items): ["c": JSON(items)]
        case .phoneNumber(let number): ["p": .string(number)]
        case .identity(let identity): ["u": identity.json]
        case .identityCollection(let identities): ["v": .array(identities.map(\.json))]
        }
    }

    package init?(stored json: JSON) {
        guard let member = json.object?.members.first else { return nil }
        let value = member.value
        switch member.name {
        case "s": self.init(value.string, ClaimValue.string)
        case "b": self.init(value.bool, ClaimValue.boolean)
        case "i": self.init(value.integer, ClaimValue.integer)
        case "d": self.init(value.string.flatMap { CalendarDate($0) }, ClaimValue.date)
        case "t": self.init(value.integer.map { Timestamp(milliseconds: $0) }, ClaimValue.dateTime)
        case "c": self.init(value.strings, ClaimValue.stringCollection)
        case "p": self.init(value.string, ClaimValue.phoneNumber)
        case "u": self.init(Identity(value), ClaimValue.identity)
        case "v": self.init(value.array.map { $0.compactMap(Identity.init) }, ClaimValue.identityCollection)
        default: return nil
        }
    }

    private init?<Value>(_ value: Value?, _ make: (Value) -> ClaimValue) {
        guard let value else { return nil }
        self = make(value)
    }
}
