import Base

/// `RegistrationResponseJSON` (WebAuthn §5.1.8): what `toJSON()` of a new credential gives. Parsed, and not believed.
///
/// The easy members (`authenticatorData`, `publicKey`, `publicKeyAlgorithm`) say again what the attestation object
/// says; they are signed by nobody and are not read.
package struct RegistrationResponse: Sendable {
    package let credentialID: Bytes
    package let clientDataJSON: Bytes
    package let attestationObject: Bytes
    package let transports: [AuthenticatorTransport]
    package let attachment: AuthenticatorAttachment?
    let clientExtensionResults: MemberReader

    package init(_ json: JSON) throws(FIDOError) {
        let credential = try PublicKeyCredential(json)
        let response = credential.response
        (credentialID, attachment) = (credential.id, credential.attachment)
        clientExtensionResults = credential.extensionResults
        clientDataJSON = try response.requiredBytes("clientDataJSON", limit: ClientData.sizeLimit)
        attestationObject = try response.requiredBytes("attestationObject", limit: CBOR.sizeLimit)
        let names = try response.texts("transports") ?? []
        guard names.count <= 16, names.allSatisfy({ $0.utf8.count <= 64 }) else { throw .malformed("transports") }
        transports = Set(names).sorted().map(AuthenticatorTransport.init)
    }
}

/// `AuthenticationResponseJSON` (WebAuthn §5.1.8). Parsed, believed in nothing.
package struct AuthenticationResponse: Sendable {
    package let credentialID: Bytes
    package let clientDataJSON: Bytes
    package let authenticatorData: Bytes
    package let signature: Bytes
    package let userHandle: Bytes?
    package let attachment: AuthenticatorAttachment?
    let clientExtensionResults: MemberReader

    package init(_ json: JSON) throws(FIDOError) {
        let credential = try PublicKeyCredential(json)
        let response = credential.response
        (credentialID, attachment) = (credential.id, credential.attachment)
        clientExtensionResults = credential.extensionResults
        clientDataJSON = try response.requiredBytes("clientDataJSON", limit: ClientData.sizeLimit)
        authenticatorData = try response.requiredBytes("authenticatorData", limit: CBOR.sizeLimit)
        signature = try response.requiredBytes("signature", limit: 4096)
        let handle = try response.bytes("userHandle", limit: 64)
        // Some clients send an empty handle for none.
        userHandle = handle?.isEmpty == true ? nil : handle
    }
}

/// What the two have in common (§5.1).
private struct PublicKeyCredential {
    let id: Bytes
    let response: MemberReader
    let attachment: AuthenticatorAttachment?
    let extensionResults: MemberReader

    init(_ json: JSON) throws(FIDOError) {
        let reader = try MemberReader(json, "credential")
        guard try reader.required("type") == publicKeyType else { throw .malformed("credential: type") }
        // A credential id may be longer than what is accepted; the ceremony says so (§7.1 step 26).
        id = try reader.requiredBytes("rawId", limit: 8192)
        guard try reader.required("id") == Base64.encodeURL(id) else {
            throw .malformed("credential: id and rawId differ")
        }
        response = try MemberReader(reader["response"], "response")
        attachment = try reader.text("authenticatorAttachment").flatMap(AuthenticatorAttachment.init(rawValue:))
        extensionResults = try reader.inner("clientExtensionResults") ?? MemberReader([:], "clientExtensionResults")
    }
}
