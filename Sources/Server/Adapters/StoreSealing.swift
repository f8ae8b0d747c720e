import Base
import Cryptography
import Storage

/// Seals what Storage keeps, with the server's master key.
struct StoreSealing: Sealing {
    let sealer: Sealer

    private static let purpose = "store"

    func seal(_ plain: Bytes, for purpose: String) -> Bytes {
        do {
            return try sealer.seal(plain, purpose: StoreSealing.purpose, place: purpose)
        } catch {
            preconditionFailure("AES-256-GCM must work: \(error)")
        }
    }

    func open(_ sealed: Bytes, for purpose: String) throws -> Bytes {
        try sealer.open(sealed, purpose: StoreSealing.purpose, place: purpose)
    }
}
