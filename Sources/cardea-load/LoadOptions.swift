/// What `cardea-load` was asked for.
struct LoadOptions: Sendable {
    /// The binary to measure; by default the one beside the tool's own.
    var server: String?
    var policies = "Policies"
    /// The folder whose reading and checking is measured.
    var pack = "../shared/corpus/starterpack/SocialAndLocalAccountsWithMfa"
    /// Of each row, after a fifth as long to warm up.
    var seconds = 3.0
    var connections = 16
    var streams = 5000
    /// Rows whose name holds this; nil: all.
    var only: String?
    static let usage = """
        usage: cardea-load [--server FILE] [--policies DIR] [--pack DIR] [--seconds N] [--connections N] [--streams N]
                           [--only TEXT]

          --server FILE     the cardea to measure (default: the one beside this tool)
          --policies DIR    the folder that it serves (default: Policies)
          --pack DIR        the folder whose reading and checking is measured (default: Microsoft's starter pack with
                            multi-factor authentication, where ../shared has it)
          --seconds N       how long each row is measured, 1 to 60 (default 3)
          --connections N   how many clients work at once, 1 to 256 (default 16)
          --streams N       how many idle event streams are opened, 1 to 8000 (default 5000)
          --only TEXT       only the rows whose name holds TEXT
        """

    init(_ arguments: [String]) throws {
        var words = arguments[...]
        while let word = words.popFirst() {
            guard let value = words.popFirst() else { throw LoadError("\(word) takes a value\n\n\(Self.usage)") }
            switch word {
            case "--server": server = value
            case "--policies": policies = value
            case "--pack": pack = value
            case "--seconds": seconds = Double(try Self.number(value, in: 1...60))
            case "--connections": connections = try Self.number(value, in: 1...256)
            case "--streams": streams = try Self.number(value, in: 1...8000)
            case "--only": only = value
            default: throw LoadError("\(word) is not an option\n\n\(Self.usage)")
            }
        }
    }

    private static func number(_ text: String, in range: ClosedRange<Int>) throws -> Int {
        guard let number = Int(text), range.contains(number) else {
            throw LoadError("\(text) is not a number from \(range.lowerBound) to \(range.upperBound)")
        }
        return number
    }
}
