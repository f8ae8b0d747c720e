import Base
import Cryptography

/// A key that signs tokens: a private key with its one algorithm and its published name.
package struct SigningKey: Sendable {
    /// `kid`.
    package let id: String
    package let algorithm: SignatureAlgorithm
    package let privateKey: PrivateKey

    /// Refuses an algorithm that the key cannot do.
    package init(id: String, algorithm: SignatureAlgorithm, privateKey: PrivateKey) throws(JOSEError) {
        guard algorithm.fits(privateKey.kind) else { throw .wrongKey("it does not sign with \(algorithm.rawValue)") }
        (self.id, self.algorithm, self.privateKey) = (id, algorithm, privateKey)
    }

    /// Names the key by its thumbprint (RFC 7638).
    package init(algorithm: SignatureAlgorithm, privateKey: PrivateKey) throws(JOSEError) {
        let id = try JWK(.publicKey(privateKey.publicKey)).thumbprint
        try self.init(id: id, algorithm: algorithm, privateKey: privateKey)
    }

    /// What verifiers need.
    package var publicJWK: JWK {
        JWK(.publicKey(privateKey.publicKey), id: id, use: .signature, algorithm: .signature(algorithm))
    }

    /// The whole key, to be sealed and stored.
    package var privateJWK: JWK {
        JWK(.privateKey(privateKey), id: id, use: .signature, algorithm: .signature(algorithm))
    }
}
