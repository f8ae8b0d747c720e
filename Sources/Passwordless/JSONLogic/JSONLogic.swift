import Base

/// A condition in JsonLogic (jsonlogic.com), read once and then evaluated often.
///
/// Values compare as JSON does in JavaScript, which is what rule editors assume: `==` converts, `===` does not, an
/// empty list is false. Two lists or objects are equal when their contents are. Bounded: a condition has at most
/// `maximumNodes` parts, `maximumDepth` deep, and an evaluation takes at most `JSONLogicRun.maximumSteps` steps.
package struct JSONLogic: Sendable, Equatable {
    static let maximumDepth = 64
    static let maximumNodes = 4096

    let root: Expression
    /// As it was read.
    package let source: JSON
    /// What it looks up, by name; nil: that depends on what it finds.
    let lookups: Set<String>?

    /// Throws where an operator is not known, has the wrong number of arguments, or the condition is too large.
    package init(_ json: JSON) throws(JSONLogicError) {
        var reader = Reader()
        root = try reader.read(json)
        source = json
        lookups = root.lookups
    }

    indirect enum Expression: Sendable, Equatable {
        case literal(JSON)
        case list([Expression])
        /// `var` with a constant name, as nearly all have it.
        case fact(Path, otherwise: Expression?)
        case call(Operator, [Expression])
    }

    /// `ip.country`, `devices.0.name`.
    struct Path: Sendable, Equatable {
        let name: String
        let parts: [String]

        init(_ name: String) {
            self.name = name
            parts = name.isEmpty ? [] : name.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
        }
    }
}

/// Why a condition cannot be read, for its author.
package struct JSONLogicError: Error, Equatable, CustomStringConvertible {
    /// Where in the condition: operators and positions from the outside in, `and[0].==[1]`.
    package let path: String
    package let problem: String

    package var description: String { path.isEmpty ? problem : "\(path): \(problem)" }
}

extension JSONLogic {
    private struct Reader {
        private var nodes = 0

        mutating func read(_ json: JSON, at path: String = "", depth: Int = 0) throws(JSONLogicError) -> Expression {
            nodes += 1
            guard nodes <= JSONLogic.maximumNodes else { throw .init(path: path, problem: "too many parts") }
            guard depth <= JSONLogic.maximumDepth else { throw .init(path: path, problem: "too deep") }
            switch json {
            case .null, .bool, .integer, .number, .string: return .literal(json)
            case .array(let items): return .list(try read(items, at: path, depth: depth))
            case .object(let object):
                // What has not one member is data.
                guard object.members.count == 1 else { return .literal(json) }
                return try call(object.members[0], at: path, depth: depth)
            }
        }

        private mutating func call(
            _ member: JSON.Object.Member, at path: String, depth: Int
        ) throws(JSONLogicError) -> Expression {
            let place = path.isEmpty ? String(member.name.prefix(40)) : "\(path).\(member.name.prefix(40))"
            guard let name = Operator(member.name) else {
                throw .init(path: place, problem: "not an operator")
            }
            // `{"var": "a"}` is short for `{"var": ["a"]}`.
            let items = member.value.array ?? [member.value]
            guard name.arity.contains(items.count) else {
                throw .init(path: place, problem: "takes \(JSONLogic.words(name.arity)), not \(items.count)")
            }
            let arguments = try read(items, at: place, depth: depth)
            if name == .plain(.variable), case .literal(.string(let path))? = arguments.first {
                return .fact(Path(path), otherwise: arguments.count > 1 ? arguments[1] : nil)
            }
            return .call(name, arguments)
        }

        private mutating func read(
            _ items: [JSON], at path: String, depth: Int
        ) throws(JSONLogicError) -> [Expression] {
            var found: [Expression] = []
            for (index, item) in items.enumerated() {
                found.append(try read(item, at: "\(path)[\(index)]", depth: depth + 1))
            }
            return found
        }
    }

    private static func words(_ arity: ClosedRange<Int>) -> String {
        let (least, most) = (arity.lowerBound, arity.upperBound)
        let plural = most == 1 ? "argument" : "arguments"
        if least == most { return "\(least) \(plural)" }
        return most == 1000 ? "at least \(least) \(plural)" : "\(least) to \(most) \(plural)"
    }
}

extension JSONLogic.Expression {
    /// Names within a list's items are among them: more is named than is looked up, never less.
    fileprivate var lookups: Set<String>? {
        switch self {
        case .literal: []
        case .list(let items): Self.lookups(items)
        case .fact(let path, nil): [path.name]
        case .fact(let path, let otherwise?): otherwise.lookups?.union([path.name])
        case .call(.plain(.variable), _), .call(.plain(.missing), _), .call(.plain(.missingSome), _): nil
        case .call(_, let arguments): Self.lookups(arguments)
        }
    }

    private static func lookups(_ all: [Self]) -> Set<String>? {
        all.reduce(into: Set<String>?([])) { found, expression in
            guard let more = expression.lookups else { return found = nil }
            found?.formUnion(more)
        }
    }
}
