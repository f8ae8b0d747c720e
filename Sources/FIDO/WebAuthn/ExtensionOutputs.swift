import Base

/// What client and authenticator say that extensions did. The client's part is signed by nobody.
package struct ExtensionOutputs: Sendable, Equatable {
    package let appID: Bool?
    package let appIDExclude: Bool?
    /// `credProps.rk`: whether the credential can be discovered.
    package let isDiscoverable: Bool?
    package let pseudoRandomIsEnabled: Bool?
    package let largeBlobIsSupported: Bool?
    package let largeBlobWasWritten: Bool?
    /// What was read of the blob.
    package let largeBlob: Bytes?
    /// From the authenticator, hence signed.
    package let credentialProtection: CredentialProtection?
    package let minimumPINLength: Int?
    /// The names of everything that came, for whoever wants to refuse what was not asked for.
    package let names: Set<String>

    init(client reader: MemberReader, authenticator: CBOR?) throws(FIDOError) {
        appID = try reader.flag("appid")
        appIDExclude = try reader.flag("appidExclude")
        isDiscoverable = try reader.inner("credProps")?.flag("rk")
        pseudoRandomIsEnabled = try reader.inner("prf")?.flag("enabled")
        let blob = try reader.inner("largeBlob")
        largeBlobIsSupported = try blob?.flag("supported")
        largeBlobWasWritten = try blob?.flag("written")
        largeBlob = try blob?.bytes("blob", limit: 16_384)
        let level = authenticator?["credProtect"]
        credentialProtection = CredentialProtection.allCases.first { $0.level == level?.integer }
        guard level == nil || credentialProtection != nil else { throw .malformed("extension credProtect") }
        minimumPINLength = authenticator?["minPinLength"]?.integer.flatMap { Int(exactly: $0) }
        let ofAuthenticator = authenticator?.members?.compactMap(\.key.text) ?? []
        names = Set(reader.object.members.map(\.name) + ofAuthenticator)
    }

    /// §7.1 step 21 and §7.2 step 23: extensions beyond those asked for are to be expected and mean nothing to us;
    /// what was enforced must have happened.
    func check(_ inputs: ExtensionInputs) throws(FIDOError) {
        guard inputs.enforcesCredentialProtection, let wanted = inputs.credentialProtection, wanted > .optional else {
            return
        }
        guard let credentialProtection, credentialProtection >= wanted else {
            throw FIDOError(.unexpectedExtension, "credProtect is not \(wanted.rawValue), though it was enforced")
        }
    }
}
