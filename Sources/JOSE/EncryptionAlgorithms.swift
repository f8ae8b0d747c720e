import Base
import Cryptography

/// How the content key of a JWE is given to its recipient (RFC 7518 §4.1, RFC 8037 §3.2).
///
/// `RSA1_5` has no case: its padding has been an oracle since 1998 (Bleichenbacher), and RFC 8725 §3.2 says to avoid
/// it.
package enum KeyManagementAlgorithm: String, Sendable, Hashable, CaseIterable {
    case direct = "dir"
    case rsaOAEP = "RSA-OAEP"
    case rsaOAEP256 = "RSA-OAEP-256"
    case a128KW = "A128KW"
    case a192KW = "A192KW"
    case a256KW = "A256KW"
    case a128GCMKW = "A128GCMKW"
    case a192GCMKW = "A192GCMKW"
    case a256GCMKW = "A256GCMKW"
    case ecdhES = "ECDH-ES"
    case ecdhESA128KW = "ECDH-ES+A128KW"
    case ecdhESA192KW = "ECDH-ES+A192KW"
    case ecdhESA256KW = "ECDH-ES+A256KW"
    case pbes2A128KW = "PBES2-HS256+A128KW"
    case pbes2A192KW = "PBES2-HS384+A192KW"
    case pbes2A256KW = "PBES2-HS512+A256KW"

    package enum Family: Sendable, Hashable {
        case direct
        case oaep(Hash)
        case keyWrap
        case gcmKeyWrap
        /// The agreed key is the content key.
        case agreement
        /// The agreed key wraps the content key.
        case agreementWithWrap
        case password(Hash)
    }

    package var family: Family {
        switch self {
        case .direct: .direct
        case .rsaOAEP: .oaep(.sha1)
        case .rsaOAEP256: .oaep(.sha256)
        case .a128KW, .a192KW, .a256KW: .keyWrap
        case .a128GCMKW, .a192GCMKW, .a256GCMKW: .gcmKeyWrap
        case .ecdhES: .agreement
        case .ecdhESA128KW, .ecdhESA192KW, .ecdhESA256KW: .agreementWithWrap
        case .pbes2A128KW: .password(.sha256)
        case .pbes2A192KW: .password(.sha384)
        case .pbes2A256KW: .password(.sha512)
        }
    }

    /// Bytes of the AES key that wraps; nil where none does.
    package var wrappingKeySize: Int? {
        switch self {
        case .direct, .rsaOAEP, .rsaOAEP256, .ecdhES: nil
        case .a128KW, .a128GCMKW, .ecdhESA128KW, .pbes2A128KW: 16
        case .a192KW, .a192GCMKW, .ecdhESA192KW, .pbes2A192KW: 24
        case .a256KW, .a256GCMKW, .ecdhESA256KW, .pbes2A256KW: 32
        }
    }
}

/// How the content of a JWE is encrypted (RFC 7518 §5.1).
package enum ContentEncryption: String, Sendable, Hashable, CaseIterable {
    case a128GCM = "A128GCM"
    case a192GCM = "A192GCM"
    case a256GCM = "A256GCM"
    case a128CBCHS256 = "A128CBC-HS256"
    case a192CBCHS384 = "A192CBC-HS384"
    case a256CBCHS512 = "A256CBC-HS512"

    package var keySize: Int {
        switch self {
        case .a128GCM: 16
        case .a192GCM: 24
        case .a256GCM, .a128CBCHS256: 32
        case .a192CBCHS384: 48
        case .a256CBCHS512: 64
        }
    }

    package var nonceSize: Int { isGCM ? AESGCM.nonceSize : AESCBCHMAC.nonceSize }

    var tagSize: Int { isGCM ? AESGCM.tagSize : keySize / 2 }

    private var isGCM: Bool {
        switch self {
        case .a128GCM, .a192GCM, .a256GCM: true
        case .a128CBCHS256, .a192CBCHS384, .a256CBCHS512: false
        }
    }

    func seal(
        _ plaintext: Bytes, key: Bytes, nonce: Bytes, authenticating data: Bytes
    ) throws(CryptographyError) -> AESGCM.Sealed {
        isGCM
            ? try AESGCM.seal(plaintext, key: key, nonce: nonce, authenticating: data)
            : try AESCBCHMAC.seal(plaintext, key: key, nonce: nonce, authenticating: data)
    }

    func open(
        _ sealed: AESGCM.Sealed, key: Bytes, nonce: Bytes, authenticating data: Bytes
    ) throws(CryptographyError) -> Bytes {
        isGCM
            ? try AESGCM.open(sealed, key: key, nonce: nonce, authenticating: data)
            : try AESCBCHMAC.open(sealed, key: key, nonce: nonce, authenticating: data)
    }
}
