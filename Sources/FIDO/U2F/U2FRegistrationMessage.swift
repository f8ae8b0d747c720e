import Base
import Cryptography

/// The answer to `U2F_REGISTER` (FIDO U2F Raw Message Formats 1.2 §4.3): parsed, believed in nothing.
package struct U2FRegistrationMessage: Sendable {
    package let publicKey: COSEKey
    package let keyHandle: Bytes
    let certificate: Certificate
    private let signature: Bytes

    /// `0x05 ‖ public key (65) ‖ length ‖ key handle ‖ certificate in DER ‖ signature`.
    package init(_ bytes: Bytes) throws(FIDOError) {
        guard (67...8192).contains(bytes.count), bytes[0] == 5 else { throw .malformed("U2F registration") }
        let handleEnd = 67 + Int(bytes[66])
        guard bytes[66] > 0, handleEnd < bytes.count,
            let element = try? DERElement(prefixOf: bytes[handleEnd...])
        else { throw .malformed("U2F registration: no key handle or certificate") }
        let certificateEnd = handleEnd + element.encodedCount
        publicKey = try COSEKey(u2fPoint: Bytes(bytes[1...65]))
        keyHandle = Bytes(bytes[67..<handleEnd])
        certificate = try U2FRegistrationMessage.certificate(Bytes(bytes[handleEnd..<certificateEnd]))
        signature = Bytes(bytes[certificateEnd...])
    }

    /// The signature by the certificate's key, over `0x00 ‖ application ‖ challenge ‖ key handle ‖ public key`.
    func verify(_ appID: AppID, _ clientDataHash: Bytes) throws(FIDOError) {
        let key = try certificate.attestationKey("U2F")
        guard key.kind == .elliptic(.p256), let point = publicKey.u2fPoint else {
            throw .attestation("U2F: a key is not on P-256")
        }
        guard key.verifyDER(signature, of: [0] + appID.hash + clientDataHash + keyHandle + point, using: .es256) else {
            throw FIDOError(.invalidSignature, "the U2F registration's signature does not verify")
        }
    }

    /// Early keys of one maker have certificates with an RSA signature whose BIT STRING claims unused bits, which no
    /// parser of DER may accept. Clearing the claim changes nothing that is signed.
    private static func certificate(_ der: Bytes) throws(FIDOError) -> Certificate {
        var der = der
        let start = der.count - 261
        if start > 0, Bytes(der[start..<start + 4]) == [0x03, 0x82, 0x01, 0x01], (1...7).contains(der[start + 4]) {
            der[start + 4] = 0
        }
        guard let certificate = try? Certificate(der: der) else {
            throw .malformed("U2F registration: the certificate is malformed")
        }
        return certificate
    }
}

/// The answer to `U2F_AUTHENTICATE` (§5.4): parsed, believed in nothing.
package struct U2FAuthenticationMessage: Sendable {
    let userPresent: Bool
    let counter: UInt32
    private let signedStart: Bytes
    private let signature: Bytes

    /// `user presence ‖ counter (4) ‖ signature`.
    package init(_ bytes: Bytes) throws(FIDOError) {
        guard (6...1024).contains(bytes.count) else { throw .malformed("U2F authentication") }
        userPresent = bytes[0] & 1 == 1
        counter = bytes[1...4].reduce(0) { $0 << 8 | UInt32($1) }
        signedStart = Bytes(bytes[..<5])
        signature = Bytes(bytes[5...])
    }

    func verify(_ key: COSEKey, _ appID: AppID, _ clientDataHash: Bytes) throws(FIDOError) {
        guard userPresent else { throw FIDOError(.userNotPresent, "U2F authentication") }
        guard key.verify(signature, of: appID.hash + signedStart + clientDataHash) else {
            throw FIDOError(.invalidSignature, "the U2F authentication's signature does not verify")
        }
    }
}
