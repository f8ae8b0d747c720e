import Base

/// A name, an address or a network as a table of attempts may hold it: what is counted can be found again, and the
/// table is nobody's list of people. 128 bits under a key of the server's.
package enum NameDigest {
    package static func of(_ text: String, key: Secret<Bytes>) -> String {
        Base64.encodeURL(HMAC.sha256(Bytes(utf8: text), key: key.exposed).prefix(16))
    }
}
