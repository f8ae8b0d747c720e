import Base

/// What the authenticator says and signs (WebAuthn §6.1).
package struct AuthenticatorData: Sendable, Equatable {
    /// As received: the signature is over these bytes.
    package let bytes: Bytes
    package let rpIDHash: Bytes
    package let flags: Flags
    package let signCount: UInt32
    package let attestedCredential: AttestedCredential?
    /// Authenticator extension outputs, by identifier.
    package let extensions: CBOR?

    package struct Flags: OptionSet, Hashable, Sendable {
        package let rawValue: UInt8

        package init(rawValue: UInt8) { self.rawValue = rawValue }

        package static let userPresent = Flags(rawValue: 0x01)
        package static let userVerified = Flags(rawValue: 0x04)
        package static let backupEligible = Flags(rawValue: 0x08)
        package static let backupState = Flags(rawValue: 0x10)
        package static let attestedCredential = Flags(rawValue: 0x40)
        package static let extensions = Flags(rawValue: 0x80)
    }

    /// §6.5.2.
    package struct AttestedCredential: Sendable, Equatable {
        package let aaguid: AAGUID
        package let credentialID: Bytes
        package let publicKey: COSEKey
    }

    package init(_ bytes: Bytes) throws(FIDOError) {
        guard bytes.count >= 37 else { throw .malformed("authenticator data of \(bytes.count) bytes") }
        self.bytes = bytes
        rpIDHash = Bytes(bytes[..<32])
        flags = Flags(rawValue: bytes[32])
        signCount = bytes[33..<37].reduce(0) { $0 << 8 | UInt32($1) }
        var position = 37
        attestedCredential =
            flags.contains(.attestedCredential) ? try AttestedCredential(bytes, &position) : nil
        if flags.contains(.extensions) {
            let (value, end) = try CBOR.prefix(of: bytes, from: position)
            guard let members = value.members, members.allSatisfy({ $0.key.text != nil }) else {
                throw .malformed("authenticator data: extensions are no map of names")
            }
            (extensions, position) = (value, end)
        } else {
            extensions = nil
        }
        guard position == bytes.count else { throw .malformed("authenticator data: bytes after its end") }
    }
}

extension AuthenticatorData.AttestedCredential {
    fileprivate init(_ bytes: Bytes, _ position: inout Int) throws(FIDOError) {
        guard position + 18 <= bytes.count, let aaguid = AAGUID(Bytes(bytes[position..<position + 16])) else {
            throw .malformed("authenticator data: no attested credential, though a flag promises one")
        }
        let length = Int(bytes[position + 16]) << 8 | Int(bytes[position + 17])
        let start = position + 18
        guard length > 0, start + length <= bytes.count else {
            throw .malformed("authenticator data: a credential id of \(length) bytes")
        }
        let (key, end) = try CBOR.prefix(of: bytes, from: start + length)
        self.aaguid = aaguid
        credentialID = Bytes(bytes[start..<start + length])
        publicKey = try COSEKey(key, encoded: Bytes(bytes[start + length..<end]))
        position = end
    }
}
