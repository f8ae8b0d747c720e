import Base
import Cryptography
import Directory
import FIDO

/// Credentials of people who do not exist, always the same for one name (WebAuthn §14.6.2).
struct DecoyCredential: Sendable {
    let key: Secret<Bytes>

    func descriptors(for identifier: String, in tenant: Tenant.ID) -> [CredentialDescriptor] {
        let seed = bytes("\(tenant.text)\n\(identifier.lowercased())")
        let count = seed[0] % 4 == 0 ? 2 : 1
        return (0..<count).map { index in
            // As long as those of the keepers that most people have.
            let length = [16, 20, 32][Int(seed[1 + index]) % 3]
            let id = bytes("\(index)\n\(Base64.encodeURL(seed))").prefix(length)
            return CredentialDescriptor(id: Bytes(id), transports: [.hybrid, .internal])
        }
    }

    private func bytes(_ text: String) -> Bytes { HMAC.sha256(Bytes(utf8: "decoy\n" + text), key: key.exposed) }
}
