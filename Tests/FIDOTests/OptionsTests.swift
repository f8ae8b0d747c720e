import Base
import FIDO
import Testing

struct OptionsTests {
    @Test func `creation options are what browsers parse, and are read back`() throws {
        var options = PublicKeyCredentialCreationOptions(try TestCeremony.party(), .alice, .sample)
        options.excludeCredentials = [CredentialDescriptor(id: [1, 2], transports: [.usb, .hybrid])]
        (options.attachment, options.residentKey, options.userVerification) = (.platform, .required, .required)
        (options.hints, options.attestation) = ([.clientDevice, .securityKey], .direct)
        (options.attestationFormats, options.algorithms) = (["packed", "tpm"], [.es256, .rs256])
        options.extensions.credentialProperties = true
        options.extensions.appIDExclude = "https://example.org/appid.json"
        options.extensions.credentialProtection = .required
        options.extensions.enforcesCredentialProtection = true
        options.extensions.minimumPINLength = true
        options.extensions.pseudoRandom = .init()
        options.extensions.largeBlob = .support(isRequired: false)

        #expect(
            options.json.text
                == [
                    #"{"rp":{"id":"example.org","name":"Example"},"#,
                    #""user":{"id":"dXNlci0x","name":"alice","displayName":"Alice"},"#,
                    #""challenge":"BwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwc","#,
                    #""pubKeyCredParams":[{"type":"public-key","alg":-7},{"type":"public-key","alg":-257}],"#,
                    #""timeout":300000,"excludeCredentials":"#,
                    #"[{"type":"public-key","id":"AQI","transports":["usb","hybrid"]}],"#,
                    #""authenticatorSelection":{"authenticatorAttachment":"platform","residentKey":"required","#,
                    #""requireResidentKey":true,"userVerification":"required"},"hints":["client-device","security-key"],"#,
                    #""attestation":"direct","attestationFormats":["packed","tpm"],"extensions":"#,
                    #"{"appidExclude":"https://example.org/appid.json","credProps":true,"#,
                    #""credentialProtectionPolicy":"userVerificationRequired","enforceCredentialProtectionPolicy":true,"#,
                    #""minPinLength":true,"prf":{},"largeBlob":{"support":"preferred"}}}"#,
                ].joined())
        #expect(try PublicKeyCredentialCreationOptions(options.json).json == options.json)
    }

    @Test func `request options are what browsers parse, and are read back`() throws {
        var options = PublicKeyCredentialRequestOptions(try TestCeremony.party(), .sample)
        options.allowCredentials = [CredentialDescriptor(id: [1, 2])]
        (options.userVerification, options.hints) = (.discouraged, [.hybrid])
        options.extensions.appID = "https://example.org/appid.json"
        options.extensions.pseudoRandom = .init(first: [1], second: [2])
        options.extensions.largeBlob = .write([3])

        #expect(
            options.json.text
                == [
                    #"{"challenge":"BwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwc","rpId":"example.org","timeout":300000,"#,
                    #""allowCredentials":[{"type":"public-key","id":"AQI"}],"userVerification":"discouraged","#,
                    #""hints":["hybrid"],"extensions":{"appid":"https://example.org/appid.json","#,
                    #""prf":{"eval":{"first":"AQ","second":"Ag"}},"largeBlob":{"write":"Aw"}}}"#,
                ].joined())
        #expect(try PublicKeyCredentialRequestOptions(options.json).json == options.json)
    }

    @Test func `a descriptor is of a public key`() throws {
        var options = PublicKeyCredentialRequestOptions(try TestCeremony.party(), .sample).json
        guard case .object(var object) = options else { return }
        object["allowCredentials"] = [["type": "password", "id": "AQI"]]
        options = .object(object)

        #expect(refusal { try PublicKeyCredentialRequestOptions(options) } == .malformed)
    }

    @Test func `a user handle has one to 64 bytes`() {
        typealias User = PublicKeyCredentialCreationOptions.UserEntity
        #expect(User(id: [], name: "a", displayName: "a") == nil)
        #expect(User(id: Bytes(repeating: 1, count: 65), name: "a", displayName: "a") == nil)
        #expect(User(id: Bytes(repeating: 1, count: 64), name: "a", displayName: "a") != nil)
    }

    @Test(
        arguments: [
            ("type", JSON.string("password"), FIDOError.Code.malformed), ("rawId", "AA==", .malformed),
            ("rawId", .null, .malformed), ("id", "BBBB", .malformed), ("response", [], .malformed),
            ("clientExtensionResults", [], .malformed), ("authenticatorAttachment", 1, .malformed),
            ("authenticatorAttachment", "new", nil), ("clientExtensionResults", .null, nil), ("more", 1, nil),
        ] as [(String, JSON, FIDOError.Code?)])
    func `a response is read strictly where it matters`(name: String, value: JSON, code: FIDOError.Code?) {
        var json: JSON.Object = [
            "id": "AAAA", "rawId": "AAAA", "type": "public-key", "clientExtensionResults": [:],
            "response": ["clientDataJSON": "e30", "authenticatorData": "AA", "signature": "AA", "userHandle": "AQ"],
        ]
        json[name] = value

        #expect(refusal { try AuthenticationResponse(.object(json)) } == code)
    }

    @Test func `options for another relying party make no ceremony`() throws {
        let other = try RelyingParty(id: "example.com", name: "", origins: [try Origin("https://example.com")])
        let options = PublicKeyCredentialRequestOptions(other, .sample)
        let party = try TestCeremony.party()

        #expect(
            refusal {
                try AuthenticationCeremony(options, party, userHandle: nil, expiresAt: TestCeremony.now)
            } == .misconfigured)
        let creation = PublicKeyCredentialCreationOptions(other, .alice, .sample)
        #expect(
            refusal {
                try RegistrationCeremony(
                    creation, party, policy: AttestationPolicy(.none), expiresAt: TestCeremony.now)
            } == .misconfigured)
    }

    @Test func `what is too long or too much is refused`() {
        func registration(_ transports: [String]) -> JSON {
            [
                "id": "AAAA", "rawId": "AAAA", "type": "public-key",
                "response": ["clientDataJSON": "e30", "attestationObject": "oA", "transports": JSON(transports)],
            ]
        }
        func assertion(_ handle: Int, _ signature: Int) -> JSON {
            [
                "id": "AAAA", "rawId": "AAAA", "type": "public-key",
                "response": [
                    "clientDataJSON": "e30", "authenticatorData": "AA",
                    "signature": .string(Base64.encodeURL(Bytes(repeating: 1, count: signature))),
                    "userHandle": .string(Base64.encodeURL(Bytes(repeating: 1, count: handle))),
                ],
            ]
        }

        #expect((try? RegistrationResponse(registration(["usb", "new", "usb"])))?.transports.count == 2)
        #expect(refusal { try RegistrationResponse(registration((0..<17).map(String.init))) } == .malformed)
        #expect(refusal { try RegistrationResponse(registration([String(repeating: "a", count: 65)])) } == .malformed)
        #expect(refusal { try AuthenticationResponse(assertion(64, 4096)) } == nil)
        #expect(refusal { try AuthenticationResponse(assertion(65, 4096)) } == .malformed)
        #expect(refusal { try AuthenticationResponse(assertion(64, 5000)) } == .malformed)
    }
}
