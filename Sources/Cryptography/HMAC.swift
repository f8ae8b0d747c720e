import Base
import COpenSSL

/// HMAC (RFC 2104). Compare codes with `verify`, never with `==`.
package enum HMAC {
    package static func code(_ hash: Hash, _ message: some Collection<UInt8>, key: some Collection<UInt8>) -> Bytes {
        let input = Bytes(message)
        let secret = Bytes(key)
        return Bytes(unsafeUninitializedCapacity: hash.size) { buffer, count in
            let code = COpenSSL.HMAC(
                hash.evp, secret, Int32(secret.count), input, input.count, buffer.baseAddress, nil)
            precondition(code != nil, "OpenSSL must offer HMAC with \(hash.rawValue)")
            count = hash.size
        }
    }

    /// Whether `code` is the code of `message`, in time that does not depend on where they differ.
    package static func verify(_ code: Bytes, _ hash: Hash, _ message: some Collection<UInt8>, key: Bytes) -> Bool {
        constantTimeEqual(code, self.code(hash, message, key: key))
    }

    package static func sha1(_ message: some Collection<UInt8>, key: some Collection<UInt8>) -> Bytes {
        code(.sha1, message, key: key)
    }
    package static func sha256(_ message: some Collection<UInt8>, key: some Collection<UInt8>) -> Bytes {
        code(.sha256, message, key: key)
    }
    package static func sha384(_ message: some Collection<UInt8>, key: some Collection<UInt8>) -> Bytes {
        code(.sha384, message, key: key)
    }
    package static func sha512(_ message: some Collection<UInt8>, key: some Collection<UInt8>) -> Bytes {
        code(.sha512, message, key: key)
    }
}
