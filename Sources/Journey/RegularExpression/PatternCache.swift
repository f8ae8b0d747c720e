import Synchronization

/// Compiled expressions by their text. Policies hold a few dozen, so the oldest of many goes first.
final class PatternCache: Sendable {
    static let shared = PatternCache(capacity: 512)

    private struct Key: Hashable {
        let pattern: String
        let options: RegularExpression.Options

        // By bytes: two spellings of the same letter are two expressions.
        static func == (left: Key, right: Key) -> Bool {
            left.options == right.options && left.pattern.utf8.elementsEqual(right.pattern.utf8)
        }
    }

    private struct State {
        var entries: [Key: RegularExpression] = [:]
        var order: [Key] = []
    }

    private let capacity: Int
    private let state = Mutex(State())

    init(capacity: Int) { self.capacity = capacity }

    func find(_ pattern: String, _ options: RegularExpression.Options) -> RegularExpression? {
        state.withLock { $0.entries[Key(pattern: pattern, options: options)] }
    }

    func keep(_ expression: RegularExpression, _ options: RegularExpression.Options) {
        let key = Key(pattern: expression.pattern, options: options)
        state.withLock { state in
            guard state.entries.updateValue(expression, forKey: key) == nil else { return }
            state.order.append(key)
            if state.order.count > capacity { state.entries[state.order.removeFirst()] = nil }
        }
    }

    var count: Int { state.withLock { $0.entries.count } }
}
