import Base
import COpenSSL

/// A hash function (FIPS 180-4). SHA-1 is here for what others still demand of it (TOTP, `x5t`), never for a
/// signature of ours.
package enum Hash: String, Sendable, CaseIterable {
    case sha1 = "SHA-1"
    case sha256 = "SHA-256"
    case sha384 = "SHA-384"
    case sha512 = "SHA-512"

    /// Length of a digest in bytes.
    package var size: Int {
        switch self {
        case .sha1: 20
        case .sha256: 32
        case .sha384: 48
        case .sha512: 64
        }
    }

    package func digest(_ bytes: some Collection<UInt8>) -> Bytes {
        let input = Bytes(bytes)
        return Bytes(unsafeUninitializedCapacity: size) { buffer, count in
            let status = EVP_Digest(input, input.count, buffer.baseAddress, nil, evp, nil)
            precondition(status == 1, "OpenSSL must offer \(rawValue)")
            count = size
        }
    }

    package static func sha1(_ bytes: some Collection<UInt8>) -> Bytes { Hash.sha1.digest(bytes) }
    package static func sha256(_ bytes: some Collection<UInt8>) -> Bytes { Hash.sha256.digest(bytes) }
    package static func sha384(_ bytes: some Collection<UInt8>) -> Bytes { Hash.sha384.digest(bytes) }
    package static func sha512(_ bytes: some Collection<UInt8>) -> Bytes { Hash.sha512.digest(bytes) }

    var evp: OpaquePointer {
        switch self {
        case .sha1: EVP_sha1()
        case .sha256: EVP_sha256()
        case .sha384: EVP_sha384()
        case .sha512: EVP_sha512()
        }
    }
}
