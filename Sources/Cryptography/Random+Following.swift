import Base
import Synchronization

extension Random {
    /// Bytes that follow from `seed`, the same ones each time (SHA-256 in counter mode); nobody who does not know the
    /// seed can tell them from others.
    package static func following(_ seed: Bytes) -> Random {
        let blocks = SeededBlocks(seed)
        return Random { count in blocks.next(count) }
    }
}

private final class SeededBlocks: Sendable {
    private let seed: Bytes
    private let state = Mutex<(counter: UInt64, rest: ArraySlice<UInt8>)>((0, []))

    init(_ seed: Bytes) { self.seed = seed }

    func next(_ count: Int) -> Bytes {
        state.withLock { state in
            var bytes = Bytes()
            while bytes.count < count {
                if state.rest.isEmpty {
                    let number = (0..<8).map { UInt8(truncatingIfNeeded: state.counter >> ($0 * 8)) }
                    state = (state.counter + 1, Hash.sha256(seed + number)[...])
                }
                let part = state.rest.prefix(count - bytes.count)
                bytes += part
                state.rest = state.rest.dropFirst(part.count)
            }
            return bytes
        }
    }
}
