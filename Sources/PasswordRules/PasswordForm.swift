import Base
import CUnistring

/// The one form of a password that is hashed and compared: Unicode NFKC (NIST SP 800-63B-4 §3.1.1.2), so that a person
/// gets in with every keyboard that can write it.
package enum PasswordForm {
    package static func normalized(_ password: Secret<String>) -> Secret<String> {
        let text = password.exposed
        // The common case needs no work, and nothing to wipe.
        guard text.utf8.contains(where: { $0 >= 0x80 }) else { return password }
        let bytes = Bytes(utf8: text)
        var count = 0
        guard let made = u8_normalize(cardea_nfkc(), bytes, bytes.count, nil, &count) else { return password }
        defer { free(made) }
        let normal = String(decoding: UnsafeBufferPointer(start: made, count: count), as: UTF8.self)
        return Secret(normal)
    }
}
