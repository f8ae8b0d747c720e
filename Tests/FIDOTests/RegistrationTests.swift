import Base
import Cryptography
import FIDO
import Testing

/// The steps of WebAuthn §7.1: each is left out by nobody.
struct RegistrationTests {
    typealias Change = @Sendable (inout TestAuthenticator) -> Void

    struct Case: Sendable, CustomStringConvertible {
        let description: String
        let code: FIDOError.Code
        let change: Change

        init(_ description: String, _ code: FIDOError.Code, _ change: @escaping Change) {
            (self.description, self.code, self.change) = (description, code, change)
        }
    }

    static let refusals: [Case] = [
        Case("step 7: an assertion's client data", .wrongType) { $0.type = "webauthn.get" },
        Case("step 8: another challenge", .wrongChallenge) { $0.challenge = .other },
        Case("step 9: another site", .wrongOrigin) { $0.origin = "https://example.org.evil.example" },
        Case("step 9: another port", .wrongOrigin) { $0.origin = "https://example.org:8443" },
        Case("step 9: without TLS", .wrongOrigin) { $0.origin = "http://example.org" },
        Case("step 9: another application", .wrongOrigin) {
            $0.origin = "android:apk-key-hash:" + Base64.encodeURL(Bytes(repeating: 2, count: 32))
        },
        Case("step 10: within another's page", .crossOrigin) { $0.crossOrigin = true },
        Case("step 11: a page on top", .crossOrigin) { $0.topOrigin = "https://example.org" },
        Case("step 14: another relying party", .wrongRelyingParty) { $0.party = "example.net" },
        Case("step 15: nobody present", .userNotPresent) { $0.flags.remove(.userPresent) },
        Case("step 16: nobody verified", .userNotVerified) { $0.flags.remove(.userVerified) },
        Case("step 17: backed up, not eligible", .inconsistentBackupFlags) { $0.flags.insert(.backupState) },
        Case("step 20: an algorithm of another key", .malformed) { $0.algorithm = .es384 },
        Case("step 21: an extension's output of the wrong type", .malformed) {
            $0.clientExtensions = ["credProps": ["rk": "yes"]]
        },
        Case("step 21: credProtect of no known level", .malformed) { $0.extensions = ["credProtect": 4] },
        Case("step 26: a credential id of 1,024 bytes", .credentialIDTooLong) {
            $0.credentialID = Bytes(repeating: 9, count: 1024)
        },
        Case("an empty credential id", .malformed) { $0.credentialID = [] },
    ]

    @Test(arguments: refusals)
    func `a registration with one thing wrong is refused`(item: Case) throws {
        var authenticator = try TestAuthenticator()
        item.change(&authenticator)
        let ceremony = try TestCeremony.registration()

        #expect(
            refusal {
                try ceremony.verify(try authenticator.registration(), isRegistered: false, now: TestCeremony.now)
            } == item.code)
    }

    @Test func `a registration with nothing wrong is accepted`() throws {
        let authenticator = try TestAuthenticator()
        let ceremony = try TestCeremony.registration()

        let result = try ceremony.verify(try authenticator.registration(), isRegistered: false, now: TestCeremony.now)

        #expect(result.record.id == authenticator.credentialID)
        #expect(result.record.signCount == 1)
        #expect(result.record.userVerificationInitialized && result.userVerified)
        #expect(!result.record.backupEligible && !result.record.backupState)
        #expect(result.record.userHandle == Bytes(utf8: "user-1"))
        #expect(try result.record.publicKey.encoded == authenticator.coseKey.encoded)
        #expect(result.attachment == .crossPlatform)
    }

    @Test(arguments: [
        "https://login.example.org:8443", "https://example.net", "ios:bundle-id:org.example.app",
        "android:apk-key-hash:" + Base64.encodeURL(Bytes(repeating: 1, count: 32)),
    ])
    func `every origin that is named is accepted`(origin: String) throws {
        var authenticator = try TestAuthenticator()
        authenticator.origin = origin
        let ceremony = try TestCeremony.registration()

        #expect(
            refusal {
                try ceremony.verify(try authenticator.registration(), isRegistered: false, now: TestCeremony.now)
            } == nil)
    }

    @Test func `expiry, a known id, an excluded id and an algorithm that was not offered are refused`() throws {
        let authenticator = try TestAuthenticator()
        let response = try authenticator.registration()
        let ceremony = try TestCeremony.registration()
        let late = TestCeremony.now.adding(seconds: 300)

        #expect(refusal { try ceremony.verify(response, isRegistered: false, now: late) } == .expired)
        let now = TestCeremony.now
        #expect(refusal { try ceremony.verify(response, isRegistered: true, now: now) } == .credentialRegistered)
        let excluding = try TestCeremony.registration {
            $0.excludeCredentials = [CredentialDescriptor(id: authenticator.credentialID)]
        }
        #expect(refusal { try excluding.verify(response, isRegistered: false, now: now) } == .credentialRegistered)
        let narrow = try TestCeremony.registration { $0.algorithms = [.edDSA, .rs256] }
        #expect(refusal { try narrow.verify(response, isRegistered: false, now: now) } == .algorithmNotOffered)
    }

    @Test func `presence is not asked for in passing, verification still is`() throws {
        var authenticator = try TestAuthenticator()
        authenticator.flags = [.userVerified]
        let ceremony = try TestCeremony.registration(isConditional: true)
        let now = TestCeremony.now

        #expect(refusal { try ceremony.verify(authenticator.registration(), isRegistered: false, now: now) } == nil)
        authenticator.flags = []
        #expect(
            refusal { try ceremony.verify(authenticator.registration(), isRegistered: false, now: now) }
                == .userNotVerified)
        let preferring = try TestCeremony.registration(isConditional: true) { $0.userVerification = .preferred }
        let result = try preferring.verify(authenticator.registration(), isRegistered: false, now: now)
        #expect(!result.userVerified && !result.record.userVerificationInitialized)
    }

    @Test(
        arguments: [
            (true, nil, FIDOError.Code.crossOrigin, nil), (true, "https://shop.example", nil, nil),
            (true, "https://evil.example", .wrongTopOrigin, .wrongTopOrigin), (false, nil, nil, nil),
            (nil, "https://evil.example", .wrongTopOrigin, .wrongTopOrigin),
        ] as [(Bool?, String?, FIDOError.Code?, FIDOError.Code?)])
    func `a page around it must be one that is named`(
        crossOrigin: Bool?, top: String?, strict: FIDOError.Code?, lenient: FIDOError.Code?
    ) throws {
        var authenticator = try TestAuthenticator()
        (authenticator.crossOrigin, authenticator.topOrigin) = (crossOrigin, top)
        let pages: Set<Origin> = [try Origin("https://shop.example")]

        for (unnamed, code) in [(false, strict), (true, lenient)] {
            let ceremony = try TestCeremony.registration(embedding: .within(pages, unnamed: unnamed))
            let response = try authenticator.registration()
            #expect(refusal { try ceremony.verify(response, isRegistered: false, now: TestCeremony.now) } == code)
        }
    }

    @Test(
        arguments: [
            (nil, FIDOError.Code.unexpectedExtension), (1, .unexpectedExtension), (2, nil), (3, nil),
        ] as [(Int64?, FIDOError.Code?)])
    func `credProtect that was enforced must have happened`(level: Int64?, code: FIDOError.Code?) throws {
        var authenticator = try TestAuthenticator()
        authenticator.extensions = level.map { ["credProtect": CBOR($0)] }
        let ceremony = try TestCeremony.registration {
            $0.extensions.credentialProtection = .optionalWithList
            $0.extensions.enforcesCredentialProtection = true
        }

        let response = try authenticator.registration()
        #expect(refusal { try ceremony.verify(response, isRegistered: false, now: TestCeremony.now) } == code)
        for (level, isEnforced) in [(CredentialProtection.required, false), (CredentialProtection.optional, true)] {
            let lenient = try TestCeremony.registration {
                $0.extensions.credentialProtection = level
                $0.extensions.enforcesCredentialProtection = isEnforced
            }
            #expect(refusal { try lenient.verify(response, isRegistered: false, now: TestCeremony.now) } == nil)
        }
    }

    @Test func `an attestation object that is not exactly one is refused`() throws {
        let authenticator = try TestAuthenticator()
        let data = try authenticator.data(attested: true)
        let ceremony = try TestCeremony.registration()
        let whole: CBOR = ["fmt": "none", "attStmt": [:] as CBOR, "authData": .bytes(data)]
        let wrong: [(CBOR, FIDOError.Code)] = [
            (["fmt": "none", "authData": .bytes(data)], .malformed),
            (["fmt": "none", "attStmt": [:] as CBOR, "authData": .bytes(data), "more": 1], .malformed),
            (["fmt": 1, "attStmt": [:] as CBOR, "authData": .bytes(data)], .malformed),
            (["fmt": "none", "attStmt": ["x": 1] as CBOR, "authData": .bytes(data)], .invalidAttestation),
            (["fmt": "none", "attStmt": [:] as CBOR, "authData": .bytes(data + [0])], .malformed),
            (["fmt": "none", "attStmt": [:] as CBOR, "authData": .bytes(Bytes(data.prefix(36)))], .malformed),
            (
                ["fmt": "none", "attStmt": [:] as CBOR, "authData": .bytes(try authenticator.data(attested: false))],
                .malformed
            ),
        ]
        let now = TestCeremony.now

        let good = try authenticator.registration(object: whole.encoded)
        #expect(refusal { try ceremony.verify(good, isRegistered: false, now: now) } == nil)
        for (object, code) in wrong {
            let response = try authenticator.registration(object: object.encoded)
            #expect(refusal { try ceremony.verify(response, isRegistered: false, now: now) } == code, "\(object)")
        }
        for count in 0..<whole.encoded.count {
            let response = try authenticator.registration(object: Bytes(whole.encoded.prefix(count)))
            #expect(refusal { try ceremony.verify(response, isRegistered: false, now: now) } == .malformed, "\(count)")
        }
    }

    @Test func `the response's id must be the attested one, and written once`() throws {
        var authenticator = try TestAuthenticator()
        let data = try authenticator.data(attested: true)
        authenticator.credentialID = Bytes(utf8: "credential-0002")
        let object: CBOR = ["fmt": "none", "attStmt": [:] as CBOR, "authData": .bytes(data)]
        let response = try authenticator.registration(object: object.encoded)
        let ceremony = try TestCeremony.registration()

        #expect(
            refusal { try ceremony.verify(response, isRegistered: false, now: TestCeremony.now) } == .malformed)
        let json: JSON = [
            "id": "AAAA", "rawId": "BBBB", "type": "public-key",
            "response": ["clientDataJSON": "e30", "attestationObject": "oA"],
        ]
        #expect(refusal { try RegistrationResponse(json) } == .malformed)
    }

    @Test func `an unknown format counts as none where nobody asked, and is refused where somebody did`() throws {
        let authenticator = try TestAuthenticator()
        let response = try authenticator.registration("new-format")
        let now = TestCeremony.now

        let careless = try TestCeremony.registration().verify(response, isRegistered: false, now: now)
        #expect(careless.attestation.type == .none && careless.attestation.notes.count == 1)
        let asking = try TestCeremony.registration(policy: AttestationPolicy(.indirect))
        #expect(refusal { try asking.verify(response, isRegistered: false, now: now) } == .unsupportedFormat)
    }
}
