import Base
import Cryptography

/// A JSON Web Key (RFC 7517), parsed and checked. It knows what it may be used for: `use`, `key_ops` and `alg` are
/// honoured, and a key never serves an algorithm of another kind than its own.
package struct JWK: Sendable {
    package enum Material: Sendable {
        case publicKey(PublicKey)
        case privateKey(PrivateKey)
        case secret(Secret<Bytes>)
    }

    /// §4.2.
    package enum Use: String, Sendable { case signature = "sig", encryption = "enc" }

    /// §4.3.
    package enum Operation: String, Sendable {
        case sign, verify, encrypt, decrypt, wrapKey, unwrapKey, deriveKey, deriveBits
    }

    /// What `alg` may name: for direct encryption it is the content encryption.
    package enum Algorithm: Sendable, Hashable {
        case signature(SignatureAlgorithm)
        case keyManagement(KeyManagementAlgorithm)
        case content(ContentEncryption)

        package init?(_ name: String) {
            if let algorithm = SignatureAlgorithm(rawValue: name) {
                self = .signature(algorithm)
            } else if let algorithm = KeyManagementAlgorithm(rawValue: name) {
                self = .keyManagement(algorithm)
            } else if let encryption = ContentEncryption(rawValue: name) {
                self = .content(encryption)
            } else {
                return nil
            }
        }

        package var name: String {
            switch self {
            case .signature(let algorithm): algorithm.rawValue
            case .keyManagement(let algorithm): algorithm.rawValue
            case .content(let encryption): encryption.rawValue
            }
        }
    }

    package let material: Material
    /// `kid`.
    package let id: String?
    package let use: Use?
    package let operations: Set<Operation>?
    package let algorithm: Algorithm?
    /// `x5c`: certificates in base64 (not base64url) DER, the key's own first. Nobody has checked them.
    package let certificates: [String]

    package init(
        _ material: Material, id: String? = nil, use: Use? = nil, operations: Set<Operation>? = nil,
        algorithm: Algorithm? = nil, certificates: [String] = []
    ) {
        (self.material, self.id, self.use, self.operations) = (material, id, use, operations)
        (self.algorithm, self.certificates) = (algorithm, certificates)
    }

    package var isSymmetric: Bool {
        switch material {
        case .secret: true
        case .publicKey, .privateKey: false
        }
    }

    /// What others may have of it; nil where all of it is secret.
    package var publicKey: JWK? {
        switch material {
        case .secret: nil
        case .publicKey: self
        case .privateKey(let key):
            JWK(
                .publicKey(key.publicKey), id: id, use: use, operations: operations.map(JWK.publicOperations),
                algorithm: algorithm, certificates: certificates)
        }
    }

    private static func publicOperations(_ operations: Set<Operation>) -> Set<Operation> {
        Set(
            operations.map { operation in
                switch operation {
                case .sign, .verify: .verify
                case .decrypt, .encrypt: .encrypt
                case .unwrapKey, .wrapKey: .wrapKey
                case .deriveKey: .deriveKey
                case .deriveBits: .deriveBits
                }
            })
    }

    /// Throws unless the key may do `operation` with a signature algorithm.
    package func require(_ algorithm: SignatureAlgorithm, for operation: Operation) throws(JOSEError) {
        try require(use: .signature, operations: [operation], algorithms: [.signature(algorithm)])
        switch material {
        case .publicKey(let key) where algorithm.fits(key.kind): return
        case .privateKey(let key) where algorithm.fits(key.kind): return
        case .secret(let secret) where algorithm.family == .hmac:
            // RFC 7518 §3.2: at least as long as the digest.
            guard secret.exposed.count >= algorithm.hash?.size ?? 0 else {
                throw .wrongKey("shorter than the digest of \(algorithm.rawValue)")
            }
        case .publicKey, .privateKey, .secret: throw .wrongKey("its kind does not fit \(algorithm.rawValue)")
        }
    }

    /// Throws unless `use`, `key_ops` and `alg`, where the key has them, agree.
    func require(use: Use, operations: Set<Operation>, algorithms: Set<Algorithm>) throws(JOSEError) {
        if let own = self.use, own != use { throw .wrongKey("its use is \(own.rawValue)") }
        if let own = self.operations, own.isDisjoint(with: operations) { throw .wrongKey("its key_ops forbid it") }
        if let own = algorithm, !algorithms.contains(own) { throw .notAllowed("the key is for \(own.name)") }
    }
}
