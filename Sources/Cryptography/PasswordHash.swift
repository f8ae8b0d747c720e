import Base
import CSodium

/// A password hashed with Argon2id (RFC 9106) in PHC string form: `$argon2id$v=19$m=19456,t=2,p=1$salt$hash`.
///
/// 19 MiB, two passes, one lane: the first recommendation of OWASP's password storage cheat sheet, about 17 ms of a
/// core. Use `PasswordHasher`, which bounds how many run at once; these functions block.
package struct PasswordHash: Hashable, Sendable {
    /// The PHC string. It is what a thief would attack offline, so it belongs in no log.
    package let phc: String

    private static let passes: UInt64 = 2
    private static let memory = 19 * 1024 * 1024

    /// Nil unless the text is an Argon2id PHC string that this module may spend its memory on: what another system
    /// exported may ask for gigabytes.
    package init?(phc: String) {
        let fields = phc.split(separator: "$", omittingEmptySubsequences: false)
        guard fields.count == 6, fields[0].isEmpty, fields[1] == "argon2id", fields[2] == "v=19" else { return nil }
        let costs = fields[3].split(separator: ",")
        guard costs.count == 3, costs[2] == "p=1", costs[0].hasPrefix("m="), costs[1].hasPrefix("t="),
            let kibibytes = Int(costs[0].dropFirst(2)), (8...262_144).contains(kibibytes),
            let passes = Int(costs[1].dropFirst(2)), (1...16).contains(passes), phc.utf8.count < 128
        else { return nil }
        self.phc = phc
    }

    /// Hashes `password` (its UTF-8 as it is; the caller normalises) under a new random salt.
    package init(hashing password: Secret<String>) throws(CryptographyError) {
        guard Sodium.isReady else { throw .library("sodium_init") }
        var output = [CChar](repeating: 0, count: Int(crypto_pwhash_STRBYTES))
        let secret = password.exposed.utf8CString
        let status = crypto_pwhash_str_alg(
            &output, Array(secret), UInt64(secret.count - 1), PasswordHash.passes, PasswordHash.memory,
            crypto_pwhash_ALG_ARGON2ID13)
        guard status == 0 else { throw .library("crypto_pwhash_str_alg") }
        phc = String(decoding: output.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    package func matches(_ password: Secret<String>) -> Bool {
        guard Sodium.isReady else { return false }
        let secret = password.exposed.utf8CString
        return crypto_pwhash_str_verify(phc, Array(secret), UInt64(secret.count - 1)) == 0
    }

    /// Whether the costs are not today's, so that the next successful sign-in should hash again.
    package var needsRehash: Bool {
        guard Sodium.isReady else { return false }
        return crypto_pwhash_str_needs_rehash(phc, PasswordHash.passes, PasswordHash.memory) != 0
    }

    /// A hash of today's costs that no password matches, for equal work where there is no user: its digest is not one
    /// that was ever computed.
    static let decoy = PasswordHash(
        unchecked: "$argon2id$v=19$m=19456,t=2,p=1$Y2FyZGVhLWRlY295LXNhbA$"
            + "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")

    private init(unchecked phc: String) { self.phc = phc }
}

/// libsodium wants one call before any other.
private enum Sodium {
    static let isReady = sodium_init() >= 0
}
