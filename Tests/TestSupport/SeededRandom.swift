import Base
import Cryptography

extension Random {
    /// The same bytes in every run of a test.
    package static func seeded(_ seed: UInt8 = 1) -> Random { .following([seed]) }
}
