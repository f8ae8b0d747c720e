/// Why an operation of this module was refused or failed. The texts name the rule that was broken and never hold
/// key material or plaintext; they are for the log.
package enum CryptographyError: Error, Equatable, CustomStringConvertible {
    /// The bytes are not the key, certificate or signature that they are said to be.
    case malformed(String)
    /// The key exists but may not be used: too short, or of a generator known to be broken.
    case weakKey(String)
    /// The key cannot do what was asked of it.
    case wrongKey(String)
    /// The certificate does not lead to a trusted one.
    case untrusted(String)
    /// Decryption failed. One case for every cause, so that no caller can build an oracle out of the difference.
    case decryptionFailed
    /// The library refused for a reason that no input of ours explains.
    case library(String)

    package var description: String {
        switch self {
        case .malformed(let what): "malformed \(what)"
        case .weakKey(let why): "weak key: \(why)"
        case .wrongKey(let why): "wrong key: \(why)"
        case .untrusted(let why): "untrusted certificate: \(why)"
        case .decryptionFailed: "decryption failed"
        case .library(let call): "\(call) failed"
        }
    }
}
