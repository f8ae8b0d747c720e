import Base
import Cryptography
import FIDO
import Testing

/// FIDO U2F Raw Message Formats 1.2.
struct U2FTests {
    let appID: AppID
    let facet: Origin
    let key: PrivateKey
    let attestationKey: PrivateKey
    let authority: TestAuthority
    let handle = Bytes(utf8: "key-handle")

    init() throws {
        appID = try AppID("https://example.org/app-id.json")
        facet = try Origin("https://login.example.org")
        key = try PrivateKey.elliptic(.p256)
        attestationKey = try PrivateKey.elliptic(.p256)
        authority = try TestAuthority()
    }

    private var ceremony: U2FCeremony {
        U2FCeremony(appID, facets: [facet], .sample, expiresAt: TestCeremony.now.adding(seconds: 300))
    }

    private var point: Bytes {
        get throws {
            guard case .ec(_, let x, let y) = try key.publicKey.parameters else { return [] }
            return [4] + x + y
        }
    }

    private func clientData(
        _ type: String, _ challenge: Challenge = .sample, _ origin: String = "https://login.example.org"
    ) -> Bytes {
        let json: JSON = [
            "typ": .string(type), "challenge": .string(Base64.encodeURL(challenge.bytes)), "origin": .string(origin),
        ]
        return json.bytes
    }

    private func registration(
        _ clientData: Bytes, appID: String = "https://example.org/app-id.json",
        version: String = "U2F_V2", certificate change: (Bytes) -> Bytes = { $0 },
        message: (Bytes) -> Bytes = { $0 }
    ) throws -> JSON {
        let hash = Hash.sha256(clientData)
        let signed = [0] + Hash.sha256(Bytes(utf8: appID)) + hash + handle + (try point)
        let certificate = change(try TestCertificate(key: attestationKey.publicKey).signed(by: authority.key))
        let raw =
            [5] + (try point) + [UInt8(handle.count)] + handle + certificate
            + (try attestationKey.signDER(signed, using: .es256))
        return [
            "version": .string(version), "registrationData": .string(Base64.encodeURL(message(raw))),
            "clientData": .string(Base64.encodeURL(clientData)),
        ]
    }

    private func register(
        _ json: JSON, _ policy: AttestationPolicy = AttestationPolicy(.none), isRegistered: Bool = false
    ) throws -> CredentialRecord {
        try ceremony.register(
            json, userHandle: Bytes(utf8: "user-1"), policy: policy, now: TestCeremony.now,
            isRegistered: { _ in isRegistered }
        ).record
    }

    private static let register = "navigator.id.finishEnrollment"
    private static let sign = "navigator.id.getAssertion"

    @Test func `a registration is accepted, and its key serves WebAuthn through appid`() throws {
        let record = try register(try registration(clientData(Self.register)))
        #expect(record.id == handle && record.appID == appID.text && record.aaguid == .zero)

        var authenticator = try TestAuthenticator()
        (authenticator.key, authenticator.credentialID, authenticator.type) = (key, handle, "webauthn.get")
        (authenticator.party, authenticator.clientExtensions) = (appID.text, ["appid": true])
        (authenticator.flags, authenticator.userHandle) = ([.userPresent], nil)
        let signIn = try TestCeremony.authentication(userHandle: record.userHandle) {
            $0.extensions.appID = appID.text
            $0.userVerification = .discouraged
        }
        let result = try signIn.verify(try authenticator.assertion(), record, now: TestCeremony.now)
        #expect(result.usedAppID && !result.userVerified && result.record.signCount == 1)
    }

    @Test func `a registration with one thing wrong is refused`() throws {
        let good = clientData(Self.register)
        let cases: [(JSON, FIDOError.Code, String)] = [
            (try registration(clientData(Self.sign)), .wrongType, "an authentication's client data"),
            (try registration(clientData(Self.register, .other)), .wrongChallenge, "another challenge"),
            (
                try registration(clientData(Self.register, .sample, "https://evil.example")), .facetNotTrusted,
                "another facet"
            ),
            (try registration(good, appID: "https://evil.example"), .invalidSignature, "another AppID"),
            (try registration(good, message: { [4] + $0.dropFirst() }), .malformed, "another version"),
            (try registration(good, message: { Bytes($0.prefix(90)) }), .malformed, "no certificate"),
            (try registration(good, message: { Bytes($0.dropLast()) }), .invalidSignature, "a cut signature"),
            (try registration(good, message: { $0 + [0] }), .invalidSignature, "bytes after the signature"),
            (try registration(good, certificate: { [0x31] + $0.dropFirst() }), .malformed, "no certificate's DER"),
            (
                try registration(good, message: { Bytes($0.prefix(66)) + [0] + $0.dropFirst(67) }), .malformed,
                "no handle"
            ),
            (
                try registration(good, message: { Bytes($0.prefix(66)) + [255] + Bytes($0[67..<90]) }), .malformed,
                "a handle beyond the end"
            ),
            (try registration(good, message: { $0 + Bytes(repeating: 0, count: 8192) }), .malformed, "nine kilobytes"),
            (try registration(good, version: "U2F_V1"), .malformed, "a version that never was"),
            ([:], .malformed, "nothing"),
        ]

        #expect(refusal { try register(try registration(good)) } == nil)
        for (json, code, why) in cases { #expect(refusal { try register(json) } == code, "\(why)") }
        #expect(refusal { try register(try registration(good), isRegistered: true) } == .credentialRegistered)
        let late = TestCeremony.now.adding(seconds: 300)
        #expect(
            refusal {
                try ceremony.register(
                    try registration(good), userHandle: [1], policy: AttestationPolicy(.none), now: late,
                    isRegistered: { _ in false })
            } == .expired)
    }

    @Test func `the policy looks at the attestation key`() throws {
        let json = try registration(clientData(Self.register))
        let anchors = TrustAnchors(common: [authority.certificate])
        let own = try Certificate(
            der: try TestCertificate(key: attestationKey.publicKey).signed(by: attestationKey))
        let listed = AttestationPolicy.Demand.models([], keyIdentifiers: [Hex.encode(own.keyIdentifier)])

        #expect(refusal { try register(json, AttestationPolicy(listed, anchors: anchors)) } == nil)
        #expect(refusal { try register(json, AttestationPolicy(listed)) } == .untrustedAttestation)
        let others = AttestationPolicy(.models([.zero], keyIdentifiers: []), anchors: TrustAnchors())
        #expect(refusal { try register(json, others) } == .untrustedAttestation)
    }

    @Test func `a certificate that claims unused bits is read all the same`() throws {
        // The shape of the early certificates: an RSA signature of 256 bytes at the end.
        let fake = DER.sequence(DER.bits(Bytes(repeating: 1, count: 256)))
        let json = try registration(clientData(Self.register), certificate: { _ in fake })
        #expect(refusal { try register(json) } == .malformed)

        let rsa = try PrivateKey.rsa()
        let good = try TestCertificate(key: attestationKey.publicKey).signed(byRSA: rsa)
        var claimed = good
        claimed[good.count - 257] = 4
        #expect(
            refusal { try register(try registration(clientData(Self.register), certificate: { _ in good })) } == nil)
        let trusting = AttestationPolicy(.indirect)
        #expect(
            refusal {
                try register(try registration(clientData(Self.register), certificate: { _ in claimed }), trusting)
            } == nil)
    }

    private func authentication(
        _ clientData: Bytes, counter: UInt32 = 5, presence: UInt8 = 1,
        appID: String = "https://example.org/app-id.json",
        key other: PrivateKey? = nil
    ) throws -> JSON {
        let count = (0..<4).map { UInt8(truncatingIfNeeded: counter >> UInt32(24 - 8 * $0)) }
        let signed = Hash.sha256(Bytes(utf8: appID)) + [presence] + count + Hash.sha256(clientData)
        let raw = [presence] + count + (try (other ?? key).signDER(signed, using: .es256))
        return [
            "keyHandle": .string(Base64.encodeURL(handle)), "signatureData": .string(Base64.encodeURL(raw)),
            "clientData": .string(Base64.encodeURL(clientData)),
        ]
    }

    @Test func `an authentication moves the counter, or signals that it did not rise`() throws {
        var record = try register(try registration(clientData(Self.register)))

        let first = try ceremony.authenticate(
            try authentication(clientData(Self.sign)), record, now: TestCeremony.now)
        #expect(first.record.signCount == 5 && first.signals.isEmpty)
        record = first.record
        let again = try ceremony.authenticate(
            try authentication(clientData(Self.sign)), record, now: TestCeremony.now)
        #expect(again.record.signCount == 5)
        #expect(again.signals == [.counterRegressed(stored: 5, received: 5)])
    }

    @Test func `an authentication with one thing wrong is refused`() throws {
        let record = try register(try registration(clientData(Self.register)))
        let good = clientData(Self.sign)
        let cases: [(JSON, FIDOError.Code, String)] = [
            (try authentication(clientData(Self.register)), .wrongType, "a registration's client data"),
            (try authentication(clientData(Self.sign, .other)), .wrongChallenge, "another challenge"),
            (
                try authentication(clientData(Self.sign, .sample, "https://example.org")), .facetNotTrusted,
                "another facet"
            ),
            (try authentication(good, presence: 0), .userNotPresent, "nobody present"),
            (try authentication(good, appID: "https://example.org"), .invalidSignature, "another AppID"),
            (try authentication(good, key: try PrivateKey.elliptic(.p256)), .invalidSignature, "another key"),
            (
                try authentication(clientData(Self.sign, .sample, String(repeating: "a", count: 20_000))), .malformed,
                "client data of twenty kilobytes"
            ),
            (["keyHandle": "AAAA", "signatureData": "AAAA", "clientData": "e30"], .credentialNotAllowed, "a handle"),
            (
                ["keyHandle": .string(Base64.encodeURL(handle)), "signatureData": "AAAA", "clientData": "e30"],
                .malformed, "three bytes"
            ),
        ]

        for (json, code, why) in cases {
            #expect(refusal { try ceremony.authenticate(json, record, now: TestCeremony.now) } == code, "\(why)")
        }
        let foreign = CredentialRecord(
            id: record.id, publicKey: record.publicKey, userHandle: record.userHandle, signCount: 0,
            userVerificationInitialized: false, backupEligible: false, backupState: false, aaguid: .zero,
            appID: "https://example.org/other.json")
        let answer = try authentication(good)
        #expect(
            refusal { try ceremony.authenticate(answer, foreign, now: TestCeremony.now) } == .credentialNotAllowed)
        let late = TestCeremony.now.adding(seconds: 300)
        #expect(refusal { try ceremony.authenticate(try authentication(good), record, now: late) } == .expired)
    }

    @Test func `requests name the keys that there are`() throws {
        let record = try register(try registration(clientData(Self.register)))
        #expect(
            ceremony.authenticationRequest(registered: [record]).text.contains(
                #""registeredKeys":[{"version":"U2F_V2","keyHandle":"a2V5LWhhbmRsZQ""#))
        #expect(ceremony.registrationRequest(registered: []).text.contains(#""registerRequests":[{"version":"U2F_V2""#))
    }
}

/// FIDO AppID and Facet Specification.
struct FacetTests {
    static func domain(_ host: String) -> String? {
        let labels = host.split(separator: ".")
        return labels.count < 2 ? nil : labels.suffix(2).joined(separator: ".")
    }

    static let document = #"""
        {"trustedFacets":[{"version":{"major":1,"minor":0},"ids":["https://login.example.org","https://example.com",
        "https://www.example.org/path","http://plain.example.org","ios:bundle-id:org.example.app",
        "android:apk-key-hash:2jmj7l5rSw0yVb/vlWAYkK/YBwk"]},{"version":{"major":1,"minor":1},"ids":[]}]}
        """#

    @Test(arguments: [
        ("https://example.org", true), ("https://login.example.org", true), ("https://www.example.org", true),
        ("https://example.com", false), ("https://other.example.org", false), ("https://login.example.org:8443", false),
        ("ios:bundle-id:org.example.app", true), ("ios:bundle-id:org.example.other", false),
        ("android:apk-key-hash:2jmj7l5rSw0yVb/vlWAYkK/YBwk", true),
    ])
    func `a facet is trusted when the list says so, web ones within the domain`(text: String, isTrusted: Bool) throws {
        let facets = try TrustedFacets(parsing: Bytes(utf8: Self.document))
        let appID = try AppID("https://example.org/app-id.json")

        #expect(facets.permits(try Origin(text), for: appID, registrableDomain: Self.domain) == isTrusted)
    }

    @Test func `each version has a list of its own, and the list is written as it is read`() throws {
        let facets = try TrustedFacets(parsing: Bytes(utf8: Self.document))
        let appID = try AppID("https://example.org/app-id.json")
        let login = try Origin("https://login.example.org")

        #expect(!facets.permits(login, for: appID, version: .init(1, 1), registrableDomain: Self.domain))
        #expect(!facets.permits(login, for: appID, version: .init(2, 0), registrableDomain: Self.domain))
        #expect(try TrustedFacets(parsing: facets.json.bytes) == facets)
        let application = try AppID("ios:bundle-id:org.example.app")
        #expect(application.covers(try Origin("ios:bundle-id:org.example.app")))
        #expect(!facets.permits(login, for: application, registrableDomain: Self.domain))
    }

    @Test(arguments: [
        "", "[]", "{}", #"{"trustedFacets":{}}"#, #"{"trustedFacets":[{"ids":[]}]}"#,
        #"{"trustedFacets":[{"version":{"major":1,"minor":0}}]}"#,
        #"{"trustedFacets":[{"version":{"major":"1","minor":0},"ids":[]}]}"#,
        #"{"trustedFacets":[{"version":{"major":1,"minor":0},"ids":[]},{"version":{"major":1,"minor":0},"ids":[]}]}"#,
        #"{"trustedFacets":[],"a":"\#(String(repeating: "a", count: 70_000))"}"#,
        "{\"trustedFacets\":["
            + (0..<33).map { #"{"version":{"major":1,"minor":\#($0)},"ids":[]}"# }.joined(separator: ",") + "]}",
    ])
    func `a list that is not one is refused`(text: String) {
        #expect(refusal { try TrustedFacets(parsing: Bytes(utf8: text)) } == .malformed)
    }

    @Test(arguments: [
        "http://example.org", "http://localhost", "example.org", "https://", "https://a b", "", "ftp://example.org/x",
        "https://example.org/a b", "https://example.org/ü", "https://example.org/" + String(repeating: "a", count: 600),
    ])
    func `an AppID is HTTPS or an application`(text: String) {
        #expect(refusal { try AppID(text) } == .misconfigured)
    }
}
