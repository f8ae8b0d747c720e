extension JSONLogic {
    /// The operators, by how their arguments are evaluated.
    enum Operator: Sendable, Equatable {
        /// `if`, `?:`: only what is chosen is evaluated.
        case choice
        /// Up to the first that decides.
        case or, and
        case reduce
        case each(Each)
        case arithmetic(Arithmetic)
        case comparison(Comparison)
        case plain(Plain)

        init?(_ name: String) {
            switch name {
            case "if", "?:": self = .choice
            case "or": self = .or
            case "and": self = .and
            case "reduce": self = .reduce
            case _:
                if let each = Each(rawValue: name) {
                    self = .each(each)
                } else if let arithmetic = Arithmetic(rawValue: name) {
                    self = .arithmetic(arithmetic)
                } else if let comparison = Comparison(rawValue: name) {
                    self = .comparison(comparison)
                } else if let plain = Plain(rawValue: name) {
                    self = .plain(plain)
                } else {
                    return nil
                }
            }
        }

        /// How many arguments it takes.
        var arity: ClosedRange<Int> {
            switch self {
            case .choice: 0...1000
            case .or, .and: 1...1000
            case .reduce: 3...3
            case .each: 2...2
            case .arithmetic(let operation): operation.arity
            case .comparison(.less), .comparison(.atMost): 2...3
            case .comparison(.greater), .comparison(.atLeast): 2...2
            case .plain(let operation): operation.arity
            }
        }
    }

    /// Over the items of a list.
    enum Each: String, Sendable { case map, filter, all, none, some }

    enum Arithmetic: String, Sendable {
        case minimum = "min", maximum = "max"
        case plus = "+", minus = "-", times = "*", over = "/", remainder = "%"

        fileprivate var arity: ClosedRange<Int> {
            switch self {
            case .plus, .times, .minimum, .maximum: 0...1000
            case .minus: 1...2
            case .over, .remainder: 2...2
            }
        }
    }

    enum Comparison: String, Sendable { case less = "<", atMost = "<=", greater = ">", atLeast = ">=" }

    enum Plain: String, Sendable {
        case variable = "var"
        case missing, missingSome = "missing_some"
        case not = "!", truth = "!!"
        case equal = "==", same = "===", unequal = "!=", different = "!=="
        case merge
        case contained = "in", concatenation = "cat", substring = "substr"
        /// Ours: whether an address lies in some ranges, `{"ipInRange": [{"var": "ip.address"}, ["10.0.0.0/8"]]}`.
        case addressRange = "cidr", isInRange = "ipInRange"
        /// Answers its argument: public rule sets use it to write it to a console.
        case log

        fileprivate var arity: ClosedRange<Int> {
            switch self {
            case .variable: 0...2
            case .missing, .merge, .concatenation: 0...1000
            case .not, .truth, .log: 1...1
            case .substring: 2...3
            case .missingSome, .equal, .same, .unequal, .different, .contained, .addressRange,
                .isInRange:
                2...2
            }
        }
    }
}
