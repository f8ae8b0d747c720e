import Base
import FIDO

extension SoftwareAuthenticator {
    /// The same in every run.
    package init(origin: String) { self.init(origin: origin, random: .seeded(7)) }
}
