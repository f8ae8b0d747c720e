import Base
import Cryptography
import FIDO
import TestVectors
import Testing

/// That no published vector drops out unseen: every file is read by a test that names it.
struct VectorSetTests {
    private static func names(_ folder: String) -> Set<String> {
        Set(PublishedVectors.files(in: folder).map { String($0.dropFirst(folder.count + 1).dropLast(5)) })
    }

    @Test func `every sample of an attestation is read`() {
        let files = Self.names("attestation")
        guard !files.isEmpty else { return }
        let samples = AttestationSampleTests.samples
        let read = Set(samples.map(\.file) + samples.compactMap(\.options))

        print("attestation samples: \(samples.count) registrations and a sign-in, of \(files.count) files")
        #expect(files == read.union(["assertionNoneOptions", "assertionNoneResponse", "options2"]))
    }

    /// `options2` lies beside `json2`, and is of another ceremony.
    @Test func `a sample is refused as an answer to the options of another ceremony`() throws {
        guard let json = try PublishedVectors.json("attestation/json2.json")?.object,
            let options = try PublishedVectors.json("attestation/options2.json"),
            let text = options["challenge"]?.string
        else { return }
        var sample = json
        (sample["rawId"], sample["type"]) = (sample["id"], "public-key")
        let party = try RelyingParty(id: "webauthn.org", name: "t", origins: [try Origin("https://webauthn.org")])
        let padded = text.replacing("-", with: "+").replacing("_", with: "/")
        let challenge = try Level3.challenge(try #require(Base64.decode(padded)))
        let ceremony = try RegistrationCeremony(
            PublicKeyCredentialCreationOptions(party, .alice, challenge), party, policy: AttestationPolicy(.none),
            expiresAt: TestCeremony.now.adding(seconds: 1))
        let response = try RegistrationResponse(.object(sample))

        #expect(
            refusal { try ceremony.verify(response, isRegistered: false, now: TestCeremony.now) } == .wrongChallenge)
    }

    @Test func `the other sets are whole`() throws {
        guard try Level3.all() != nil else { return }
        let fixtures = ChromiumFixtureTests.fixtures
        let registrations = fixtures.count { $0.name.hasPrefix("reg") }
        let wycheproof = Self.names("wycheproof")
        print(
            "WebAuthn Level 3: \(Level3.names.count) vectors; Chromium: \(registrations) registrations, "
                + "\(fixtures.count - registrations) sign-ins; Wycheproof: \(wycheproof.count) files")

        #expect(Level3.names.count == 15)
        #expect((registrations, fixtures.count) == (19, 35))
        #expect(Self.names("mds3") == ["example"])
        // Each is named by the tests of Cryptography and JOSE.
        #expect(
            wycheproof == [
                "aes_gcm_test", "aes_wrap_test", "ecdh_secp256r1_ecpoint_test", "ecdsa_secp256r1_sha256_p1363_test",
                "ecdsa_secp256r1_sha256_test", "ecdsa_secp384r1_sha384_p1363_test", "ecdsa_secp384r1_sha384_test",
                "ecdsa_secp521r1_sha512_p1363_test", "ecdsa_secp521r1_sha512_test", "ed25519_test", "ed448_test",
                "hkdf_sha256_test", "hmac_sha256_test", "json_web_crypto_test", "json_web_encryption_test",
                "json_web_key_test", "json_web_signature_test", "pbkdf2_hmacsha256_test",
                "rsa_pss_2048_sha256_mgf1_32_test", "rsa_signature_2048_sha256_test",
            ])
    }
}
