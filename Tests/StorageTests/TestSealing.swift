import Base
import Storage

/// Not a cipher: it hides text from a search and holds the purpose, which is what Storage's own tests need.
struct TestSealing: Sealing {
    struct Refused: Error {}

    func seal(_ plain: Bytes, for purpose: String) -> Bytes {
        Bytes(utf8: purpose).map { $0 ^ 0xff } + [0] + plain.map { $0 ^ 0xff }
    }

    func open(_ sealed: Bytes, for purpose: String) throws -> Bytes {
        let parts = sealed.split(separator: 0, maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2, parts[0].map({ $0 ^ 0xff }) == Bytes(utf8: purpose) else { throw Refused() }
        return parts[1].map { $0 ^ 0xff }
    }
}
