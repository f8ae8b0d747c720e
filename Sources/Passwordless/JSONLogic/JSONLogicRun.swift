import Base
import HTTP

/// One evaluation of a condition over facts.
struct JSONLogicRun {
    static let maximumSteps = 20_000
    /// Of a text that `cat` makes, in characters.
    static let maximumText = 10_000
    /// Values in the lists that are made on the way: what is put together with itself again and again doubles each
    /// time.
    static let maximumMade = 100_000

    /// It took more steps, or made a longer text or list, than any condition of a person needs.
    struct Exhausted: Error, Equatable {}

    private typealias Expression = JSONLogic.Expression

    private let facts: JSON
    private var steps = 0
    private var made = 0
    /// What was looked up among the facts, in order, each name once.
    private(set) var lookups: [(name: String, value: JSON)] = []

    init(over facts: JSON) { self.facts = facts }

    mutating func value(of logic: JSONLogic) throws(Exhausted) -> JSON { try value(logic.root, facts, isTop: true) }

    private mutating func value(_ expression: Expression, _ data: JSON, isTop: Bool) throws(Exhausted) -> JSON {
        steps += 1
        guard steps <= JSONLogicRun.maximumSteps else { throw Exhausted() }
        switch expression {
        case .literal(let json): return json
        case .list(let items):
            let list = JSON.array(try values(items, data, isTop))
            try charge(list)
            return list
        case .fact(let path, let otherwise):
            if let found = fact(path, data, isTop) { return found }
            return try otherwise.map { other throws(Exhausted) in try value(other, data, isTop: isTop) } ?? .null
        case .call(let name, let arguments): return try call(name, arguments, data, isTop)
        }
    }

    private mutating func values(
        _ expressions: [Expression], _ data: JSON, _ isTop: Bool
    ) throws(Exhausted) -> [JSON] {
        var values: [JSON] = []
        values.reserveCapacity(expressions.count)
        for expression in expressions { values.append(try value(expression, data, isTop: isTop)) }
        return values
    }

    /// Counts what is in a value, and how deep it lies, since each level was counted when it was made.
    private mutating func charge(_ json: JSON) throws(Exhausted) {
        made += 1
        guard made <= JSONLogicRun.maximumMade else { throw Exhausted() }
        switch json {
        case .null, .bool, .integer, .number, .string: return
        case .array(let items): for item in items { try charge(item) }
        case .object(let object): for member in object.members { try charge(member.value) }
        }
    }

    private mutating func call(
        _ name: JSONLogic.Operator, _ arguments: [Expression], _ data: JSON, _ isTop: Bool
    ) throws(Exhausted) -> JSON {
        switch name {
        case .choice: return try choose(arguments, data, isTop)
        case .or, .and:
            var last = JSON.null
            for argument in arguments {
                last = try value(argument, data, isTop: isTop)
                if last.isTrue == (name == .or) { return last }
            }
            return last
        case .each(let operation): return try each(operation, arguments, data, isTop)
        case .reduce: return try reduce(arguments, data, isTop)
        case .arithmetic(let operation):
            return JSON(number: JSONLogicRun.calculate(operation, try values(arguments, data, isTop)))
        case .comparison(let comparison):
            return .bool(JSONLogicRun.isOrdered(comparison, try values(arguments, data, isTop)))
        case .plain(let operation): return try apply(operation, try values(arguments, data, isTop), data, isTop)
        }
    }

    /// `if a then b else if c then d else e`.
    private mutating func choose(_ arguments: [Expression], _ data: JSON, _ isTop: Bool) throws(Exhausted) -> JSON {
        var rest = arguments[...]
        while rest.count > 1 {
            let test = try value(rest.removeFirst(), data, isTop: isTop)
            let then = rest.removeFirst()
            if test.isTrue { return try value(then, data, isTop: isTop) }
        }
        guard let last = rest.first else { return .null }
        return try value(last, data, isTop: isTop)
    }

    private mutating func each(
        _ name: JSONLogic.Each, _ arguments: [Expression], _ data: JSON, _ isTop: Bool
    ) throws(Exhausted) -> JSON {
        let items = try value(arguments[0], data, isTop: isTop).array ?? []
        var results: [JSON] = []
        for item in items { results.append(try value(arguments[1], item, isTop: false)) }
        switch name {
        case .map: return .array(results)
        case .filter: return .array(zip(items, results).filter(\.1.isTrue).map(\.0))
        case .all: return .bool(!items.isEmpty && results.allSatisfy(\.isTrue))
        case .some: return .bool(results.contains(where: \.isTrue))
        case .none: return .bool(!results.contains(where: \.isTrue))
        }
    }

    private mutating func reduce(_ arguments: [Expression], _ data: JSON, _ isTop: Bool) throws(Exhausted) -> JSON {
        let items = try value(arguments[0], data, isTop: isTop).array ?? []
        var sum = try value(arguments[2], data, isTop: isTop)
        for item in items {
            sum = try value(arguments[1], ["current": item, "accumulator": sum], isTop: false)
            try charge(sum)
        }
        return sum
    }

    private mutating func apply(
        _ name: JSONLogic.Plain, _ values: [JSON], _ data: JSON, _ isTop: Bool
    ) throws(Exhausted) -> JSON {
        let first = values.first ?? .null
        let second = values.count > 1 ? values[1] : .null
        switch name {
        case .variable: return variable(first, otherwise: second, data, isTop)
        case .missing: return .array(missing(values.count == 1 ? first.array ?? values : values, data, isTop))
        case .missingSome:
            let names = second.array ?? []
            let gone = missing(names, data, isTop)
            return .array(names.count - gone.count >= Int(clamping: first.integer ?? 0) ? [] : gone)
        case .not: return .bool(!first.isTrue)
        case .truth: return .bool(first.isTrue)
        case .equal: return .bool(first.isEqual(to: second))
        case .unequal: return .bool(!first.isEqual(to: second))
        case .same: return .bool(first.isSame(as: second))
        case .different: return .bool(!first.isSame(as: second))
        case .merge:
            for value in values { try charge(value) }
            return .array(values.flatMap { $0.array ?? [$0] })
        case .contained: return .bool(JSONLogicRun.contains(second, first))
        case .concatenation: return try concatenate(values)
        case .substring: return .string(JSONLogicRun.substring(values))
        case .log: return first
        case .addressRange, .isInRange: return .bool(JSONLogicRun.isAddress(first, in: second))
        }
    }
}

// MARK: Facts

extension JSONLogicRun {
    private mutating func variable(_ name: JSON, otherwise: JSON, _ data: JSON, _ isTop: Bool) -> JSON {
        fact(JSONLogic.Path(name == .null ? "" : name.asText), data, isTop) ?? otherwise
    }

    /// Nil where there is nothing of that name.
    private mutating func fact(_ path: JSONLogic.Path, _ data: JSON, _ isTop: Bool) -> JSON? {
        let found = JSONLogicRun.find(path, in: data)
        if isTop, !path.parts.isEmpty, lookups.count < 256, !lookups.contains(where: { $0.name == path.name }) {
            lookups.append((path.name, found ?? .null))
        }
        return found
    }

    private mutating func missing(_ names: [JSON], _ data: JSON, _ isTop: Bool) -> [JSON] {
        names.filter {
            let value = variable($0, otherwise: .null, data, isTop)
            return value == .null || value == .string("")
        }
    }

    private static func find(_ path: JSONLogic.Path, in data: JSON) -> JSON? {
        var value = data
        for part in path.parts {
            if let items = value.array {
                guard let index = Int(part), items.indices.contains(index) else { return nil }
                value = items[index]
            } else {
                guard let member = value[part] else { return nil }
                value = member
            }
        }
        return value
    }
}

// MARK: Operators

extension JSONLogicRun {
    private static func isOrdered(_ name: JSONLogic.Comparison, _ values: [JSON]) -> Bool {
        zip(values, values.dropFirst()).allSatisfy { left, right in
            let isFlipped = name == .greater || name == .atLeast
            guard let order = isFlipped ? right.order(to: left) : left.order(to: right) else { return false }
            return order.isLess || (order.isEqual && (name == .atMost || name == .atLeast))
        }
    }

    private static func contains(_ whole: JSON, _ part: JSON) -> Bool {
        switch whole {
        case .array(let items): items.contains { $0.isSame(as: part) }
        case .string(let text): part.asText.isEmpty || text.contains(part.asText)
        case .null, .bool, .integer, .number, .object: false
        }
    }

    private func concatenate(_ values: [JSON]) throws(Exhausted) -> JSON {
        var text = ""
        for value in values {
            text += value == .null ? "" : value.asText
            guard text.utf8.count <= JSONLogicRun.maximumText else { throw Exhausted() }
        }
        return .string(text)
    }

    /// A negative start counts from the end; a negative length leaves that many away there.
    private static func substring(_ values: [JSON]) -> String {
        let text = Array(values[0].asText)
        let start = Int(clamping: values[1].integer ?? 0)
        let from = start < 0 ? max(text.count + max(start, -text.count), 0) : min(start, text.count)
        guard values.count == 3, let length = values[2].integer.map({ Int(clamping: $0) }) else {
            return String(text[from...])
        }
        let rest = text.count - from
        let taken = length < 0 ? max(rest + max(length, -rest), 0) : min(length, rest)
        return String(text[from..<from + taken])
    }

    /// What is no address is in no range, and a list with a range that is none counts for nothing of it.
    private static func isAddress(_ address: JSON, in ranges: JSON) -> Bool {
        guard let address = address.string.flatMap({ IPAddress($0) }) else { return false }
        let texts = ranges.array?.compactMap(\.string) ?? [ranges.string].compactMap(\.self)
        return texts.contains { AddressRanges([$0])?.contains(address) == true }
    }

    private static func calculate(_ name: JSONLogic.Arithmetic, _ values: [JSON]) -> Double {
        let numbers = values.map(\.asNumber)
        switch name {
        case .plus: return values.reduce(0) { $0 + $1.leadingNumber }
        case .times: return values.reduce(1) { $0 * $1.leadingNumber }
        case .minus: return numbers.count == 1 ? -numbers[0] : numbers[0] - numbers[1]
        case .over: return numbers[0] / numbers[1]
        case .remainder: return numbers[0].truncatingRemainder(dividingBy: numbers[1])
        case .minimum: return numbers.contains(where: \.isNaN) ? .nan : numbers.min() ?? .infinity
        case .maximum: return numbers.contains(where: \.isNaN) ? .nan : numbers.max() ?? -.infinity
        }
    }
}
