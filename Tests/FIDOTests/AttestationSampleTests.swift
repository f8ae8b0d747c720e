import Base
import Cryptography
import FIDO
import TestVectors
import Testing

/// Registrations of real authenticators, and of the FIDO Alliance's conformance tools.
struct AttestationSampleTests {
    struct Sample: Sendable, CustomStringConvertible {
        let file: String
        var options: String?
        var party = "localhost"
        var origin = "https://localhost:44329"
        /// When it was made, where its certificates are not valid for long.
        var seconds: Int64 = 1_600_000_000
        let format: String
        let type: AttestationType
        /// Why its path leads nowhere, where the sample itself is at fault.
        var fault: String?

        var description: String { file }
    }

    static let samples = [
        Sample(file: "attestationNoneResponse", options: "attestationNoneOptions", format: "none", type: .none),
        Sample(file: "attestationResultsNone", options: "attestationOptionsNone", format: "none", type: .none),
        Sample(file: "attestationResultsU2F", options: "attestationOptionsU2F", format: "fido-u2f", type: .basic),
        Sample(file: "json1", options: "options1", format: "fido-u2f", type: .basic),
        Sample(file: "json2", party: "webauthn.org", origin: "https://webauthn.org", format: "packed", type: .basic),
        Sample(file: "attestationResultsPacked", options: "attestationOptionsPacked", format: "packed", type: .basic),
        Sample(
            file: "attestationResultsPacked512", options: "attestationOptionsPacked512", format: "packed", type: .self),
        Sample(file: "attestationResultsATKey", options: "attestationOptionsATKey", format: "packed", type: .basic),
        Sample(
            file: "attestationResultTrustKeyT110", options: "attestationOptionsTrustKeyT110", format: "packed",
            type: .basic),
        Sample(
            file: "attestationTPMSHA256Response", options: "attestationTPMSHA256Options", format: "tpm",
            type: .attestationCA, fault: "the authority's key identifier is not DER"),
        Sample(
            file: "attestationTPMSHA1Response", options: "attestationTPMSHA1Options", format: "tpm",
            type: .attestationCA, fault: "the authority's key identifier is not DER"),
        Sample(
            file: "attestationAndroidKeyResponse", options: "attestationAndroidKeyOptions", format: "android-key",
            type: .basic, fault: "the leaf names the root's key as that of its issuer"),
        Sample(
            file: "attestationAppleResponse", options: "attestationAppleOptions", party: "6cc3c9e7967a.ngrok.io",
            origin: "https://6cc3c9e7967a.ngrok.io", seconds: 1_602_065_000, format: "apple", type: .anonymizationCA),
    ]

    @Test(arguments: samples)
    func `a sample verifies, up to the last certificate that it brings`(sample: Sample) throws {
        guard let json = try PublishedVectors.json("attestation/\(sample.file).json") else { return }
        let response = try RegistrationResponse(completed(json))
        let anchors = try self.anchors(response)
        let now = Timestamp(seconds: sample.seconds)
        var policy = AttestationPolicy(.indirect, anchors: TrustAnchors(common: anchors))
        policy.rules.allowsSHA1 = true
        let ceremony = try self.ceremony(sample, response, policy, now)

        let registration = try ceremony.verify(response, isRegistered: false, now: now)

        #expect(registration.attestation.format == sample.format)
        #expect(registration.attestation.type == sample.type)
        #expect(registration.trust.isTrusted == (!anchors.isEmpty && sample.fault == nil))
        if case .untrusted(let reason, _) = registration.trust {
            #expect(reason.hasPrefix("untrusted certificate: "), "\(sample.fault ?? "")")
        }
    }

    @Test func `a sample of a sign-in verifies`() throws {
        guard let registered = try PublishedVectors.json("attestation/attestationNoneResponse.json"),
            let options = try PublishedVectors.json("attestation/assertionNoneOptions.json"),
            var answer = try PublishedVectors.json("attestation/assertionNoneResponse.json")?.object
        else { return }
        let sample = Self.samples[0]
        let now = Timestamp(seconds: sample.seconds)
        let response = try RegistrationResponse(try completed(registered))
        let record = try ceremony(sample, response, AttestationPolicy(.none), now)
            .verify(response, isRegistered: false, now: now).record
        // The sample has its signature in hexadecimal.
        var members = try #require(answer["response"]?.object)
        members["signature"] = try #require(answer["response"]).base64url("signature")
        answer["response"] = .object(members)

        let party = try RelyingParty(id: sample.party, name: "t", origins: [try Origin(sample.origin)])
        let signIn = try AuthenticationCeremony(
            try PublicKeyCredentialRequestOptions(options), party, userHandle: record.userHandle,
            expiresAt: now.adding(seconds: 60))
        let result = try signIn.verify(try AuthenticationResponse(.object(answer)), record, now: now)

        #expect(result.record.signCount == 52 && result.signals.isEmpty)
    }

    @Test func `SHA-1 counts only where it is allowed, as algorithm and in the attestation`() throws {
        let sample = try #require(Self.samples.first { $0.file == "attestationTPMSHA1Response" })
        guard let json = try PublishedVectors.json("attestation/\(sample.file).json") else { return }
        let response = try RegistrationResponse(completed(json))
        let now = Timestamp(seconds: sample.seconds)

        let strict = try ceremony(sample, response, AttestationPolicy(.none), now)
        #expect(refusal { try strict.verify(response, isRegistered: false, now: now) } == .invalidAttestation)
        let unoffered = try ceremony(sample, response, AttestationPolicy(.none), now, COSEAlgorithm.offered)
        #expect(refusal { try unoffered.verify(response, isRegistered: false, now: now) } == .algorithmNotOffered)
    }

    private func ceremony(
        _ sample: Sample, _ response: RegistrationResponse, _ policy: AttestationPolicy, _ now: Timestamp,
        _ algorithms: [COSEAlgorithm] = COSEAlgorithm.allCases
    ) throws -> RegistrationCeremony {
        let party = try RelyingParty(id: sample.party, name: "t", origins: [try Origin(sample.origin)])
        let clientData = try ClientData(parsing: response.clientDataJSON)
        let challenge = try Level3.challenge(try #require(Base64.decodeURL(clientData.challenge)))
        if let file = sample.options, let json = try PublishedVectors.json("attestation/\(file).json") {
            #expect(json["challenge"]?.string == clientData.challenge)
        }
        var options = PublicKeyCredentialCreationOptions(party, .alice, challenge)
        options.algorithms = algorithms
        return try RegistrationCeremony(options, party, policy: policy, expiresAt: now.adding(seconds: 60))
    }

    /// The last certificate of the path, taken as it is.
    private func anchors(_ response: RegistrationResponse) throws -> [Certificate] {
        let object = try CBOR(decoding: response.attestationObject, keys: .any)
        guard let last = object["attStmt"]?["x5c"]?.array?.last?.bytes else { return [] }
        return [try Certificate(der: last)]
    }

    /// One sample has no `type`, and another one the id of a third: the attested id is put there.
    private func completed(_ json: JSON) throws -> JSON {
        var object = try #require(json.object)
        let bytes = try #require(json["response"]?["attestationObject"]?.string.flatMap(Base64.decodeURL))
        let data = try #require(try CBOR(decoding: bytes, keys: .any)["authData"]?.bytes)
        let credential = try #require(try AuthenticatorData(data).attestedCredential)
        object["type"] = "public-key"
        object["id"] = .string(Base64.encodeURL(credential.credentialID))
        object["rawId"] = object["id"]
        return .object(object)
    }
}

/// The code of the refusal that `body` throws; nil where it throws none.
func refusal<Value>(_ body: () throws -> Value) -> FIDOError.Code? {
    do {
        _ = try body()
        return nil
    } catch {
        return (error as? FIDOError)?.code
    }
}
