import Base

/// What an authenticator answers to a registration (WebAuthn §6.5.4): parsed, believed in nothing.
package struct AttestationObject: Sendable {
    package let format: String
    package let authenticatorData: AuthenticatorData
    let statement: CBOR

    package init(_ bytes: Bytes) throws(FIDOError) {
        // Browsers assemble this map, and not all of them sort it.
        let cbor = try CBOR(decoding: bytes, keys: .any)
        guard cbor.members?.count == 3, let format = cbor["fmt"]?.text, let statement = cbor["attStmt"],
            let data = cbor["authData"]?.bytes
        else { throw .malformed("attestation object: not fmt, attStmt and authData") }
        (self.format, self.statement) = (format, statement)
        authenticatorData = try AuthenticatorData(data)
    }
}
