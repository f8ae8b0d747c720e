import Base
import Cryptography
import FIDO

/// A passkey of the tool's own, with its authenticator: always right.
struct LoadPasskey: Sendable {
    let key: PrivateKey
    let party: String
    let origin: String
    let id = Random.openSSL.bytes(32)
    let userHandle = Random.openSSL.bytes(32)

    /// As COSE has it (RFC 9052).
    let publicKey: Bytes

    init(party: String, origin: String) throws {
        key = try PrivateKey.elliptic(.p256)
        (self.party, self.origin) = (party, origin)
        guard case .ec(_, let x, let y) = try key.publicKey.parameters else { throw LoadError("no point") }
        let cose: CBOR = [1: 2, 3: -7, -1: 1, -2: .bytes(x), -3: .bytes(y)]
        publicKey = cose.encoded
    }

    /// An answer to `navigator.credentials.get`, and what its signature is of.
    struct Assertion {
        let json: JSON
        let message: Bytes
        let signature: Bytes
    }

    /// `challenge` is as the options have it, base64url.
    func assertion(_ challenge: String) throws -> Assertion {
        let told: JSON = [
            "type": "webauthn.get", "challenge": .string(challenge), "origin": .string(origin), "crossOrigin": false,
        ]
        let client = told.bytes
        // The person was there and verified; the authenticator does not count.
        let data = Hash.sha256(Bytes(utf8: party)) + [5, 0, 0, 0, 0]
        let message = data + Hash.sha256(client)
        let signature = try key.signDER(message, using: .es256)
        let name = JSON.string(Base64.encodeURL(id))
        let json: JSON = [
            "id": name, "rawId": name, "type": "public-key", "clientExtensionResults": [:],
            "response": [
                "clientDataJSON": .string(Base64.encodeURL(client)),
                "authenticatorData": .string(Base64.encodeURL(data)),
                "signature": .string(Base64.encodeURL(signature)),
                "userHandle": .string(Base64.encodeURL(userHandle)),
            ],
        ]
        return Assertion(json: json, message: message, signature: signature)
    }
}
