import Base
import COpenSSL

/// HKDF (RFC 5869).
package enum HKDF {
    /// Extract and expand. Nil when `count` is over 255 digests, which §2.3 does not define.
    package static func derive(_ hash: Hash, secret: Bytes, salt: Bytes = [], info: Bytes, count: Int) -> Bytes? {
        guard (0...255 * hash.size).contains(count) else { return nil }
        let key = HMAC.code(hash, secret, key: salt.isEmpty ? Bytes(repeating: 0, count: hash.size) : salt)
        var output = Bytes()
        var block = Bytes()
        var index: UInt8 = 0
        while output.count < count {
            index += 1
            block = HMAC.code(hash, block + info + [index], key: key)
            output += block
        }
        return Bytes(output.prefix(count))
    }
}

/// PBKDF2 (RFC 8018 §5.2). The caller bounds `iterations`, which may come from outside.
package enum PBKDF2 {
    package static func derive(_ hash: Hash, password: Bytes, salt: Bytes, iterations: Int, count: Int) -> Bytes {
        precondition(iterations > 0 && iterations <= Int(Int32.max), "PBKDF2 counts from 1")
        let secret = password.map { CChar(bitPattern: $0) }
        return Bytes(unsafeUninitializedCapacity: count) { buffer, filled in
            let status = PKCS5_PBKDF2_HMAC(
                secret, Int32(secret.count), salt, Int32(salt.count), Int32(iterations), hash.evp, Int32(count),
                buffer.baseAddress)
            precondition(status == 1, "OpenSSL must offer PBKDF2 with \(hash.rawValue)")
            filled = count
        }
    }
}

/// The single-step KDF of NIST SP 800-56A §5.8.1 with SHA-256, as JOSE uses it (RFC 7518 §4.6.2).
package enum ConcatKDF {
    /// `algorithm`, `partyU` and `partyV` are written with their lengths; SuppPubInfo is the key's length in bits.
    package static func derive(secret: Bytes, algorithm: Bytes, partyU: Bytes, partyV: Bytes, count: Int) -> Bytes {
        let info = prefixed(algorithm) + prefixed(partyU) + prefixed(partyV) + bigEndian(count * 8)
        var output = Bytes()
        var round = 0
        while output.count < count {
            round += 1
            output += Hash.sha256(bigEndian(round) + secret + info)
        }
        return Bytes(output.prefix(count))
    }

    private static func prefixed(_ bytes: Bytes) -> Bytes { bigEndian(bytes.count) + bytes }
}

/// Four bytes, the most significant first.
func bigEndian(_ number: Int) -> Bytes {
    withUnsafeBytes(of: UInt32(number).bigEndian) { Bytes($0) }
}
