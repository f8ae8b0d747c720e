import Base
import Cryptography
import FIDO
import JOSE
import Testing

/// WebAuthn §7.1 steps 24 and 25, and what metadata has to say.
struct AttestationPolicyTests {
    let maker: AttestationMaker
    let model: AAGUID

    init() throws {
        maker = try AttestationMaker()
        model = try #require(AAGUID(maker.authenticator.aaguid))
    }

    private func outcome(
        _ policy: AttestationPolicy, _ format: String = "packed", _ maker: AttestationMaker? = nil
    ) throws -> FIDOError.Code? {
        let ceremony = try TestCeremony.registration(policy: policy)
        let response =
            format == "none"
            ? try (maker ?? self.maker).authenticator.registration()
            : try AttestationTests.response(format, maker ?? self.maker)
        return refusal { try ceremony.verify(response, isRegistered: false, now: TestCeremony.now) }
    }

    @Test func `a listed model is admitted where its maker vouches for it, and nobody else is`() throws {
        let anchors = TrustAnchors(common: [maker.authority.certificate])
        let policy = AttestationPolicy(.models([model]), anchors: anchors)

        #expect(try outcome(policy) == nil)
        #expect(try outcome(policy, "none") == .untrustedAttestation)
        #expect(try outcome(policy, "self") == .untrustedAttestation)
        #expect(try outcome(AttestationPolicy(.models([model]))) == .untrustedAttestation)
        #expect(try outcome(AttestationPolicy(.models([.zero]), anchors: anchors)) == .authenticatorNotAllowed)
        let stranger = TrustAnchors(common: [try TestAuthority().certificate])
        #expect(try outcome(AttestationPolicy(.models([model]), anchors: stranger)) == .untrustedAttestation)
        #expect(policy.conveyance == .direct)
        #expect(AttestationPolicy(.none).conveyance == .none && AttestationPolicy(.indirect).conveyance == .indirect)
    }

    @Test func `the model in a U2F statement is not signed and hence not believed`() throws {
        let anchors = TrustAnchors(common: [maker.authority.certificate])
        let certificate = try Certificate(
            der: try TestCertificate(key: maker.leafKey.publicKey).signed(by: maker.leafKey))
        let identifier = Hex.encode(certificate.keyIdentifier)

        #expect(
            try outcome(AttestationPolicy(.models([model]), anchors: anchors), "fido-u2f") == .authenticatorNotAllowed)
        let byKey = AttestationPolicy(.models([], keyIdentifiers: [identifier]), anchors: anchors)
        #expect(try outcome(byKey, "fido-u2f") == nil)
    }

    @Test func `where a model has anchors of its own, no others vouch for it`() throws {
        var anchors = TrustAnchors(common: [maker.authority.certificate])
        anchors.byAAGUID[model] = [try TestAuthority().certificate]

        #expect(try outcome(AttestationPolicy(.models([model]), anchors: anchors)) == .untrustedAttestation)
        #expect(try outcome(AttestationPolicy(.indirect, anchors: anchors)) == nil)
        anchors.byAAGUID[model] = [maker.authority.certificate]
        #expect(try outcome(AttestationPolicy(.models([model]), anchors: anchors)) == nil)
        var formats = TrustAnchors()
        formats.byFormat["apple"] = [maker.authority.certificate]
        #expect(try outcome(AttestationPolicy(.models([model]), anchors: formats)) == .untrustedAttestation)
        formats.byFormat["packed"] = [maker.authority.certificate]
        #expect(try outcome(AttestationPolicy(.models([model]), anchors: formats)) == nil)
    }

    @Test(
        arguments: [
            ([("FIDO_CERTIFIED_L1", "2020-01-01")], nil),
            ([("FIDO_CERTIFIED", "2020-01-01")], .authenticatorNotAllowed),
            ([("FIDO_CERTIFIED_L1", "2099-01-01")], .authenticatorNotAllowed),
            ([("FIDO_CERTIFIED_L3plus", "2020-01-01")], nil), ([], .authenticatorNotAllowed),
            ([("FIDO_CERTIFIED_L2", "2020-01-01"), ("NOT_FIDO_CERTIFIED", "2021-01-01")], .authenticatorNotAllowed),
            ([("FIDO_CERTIFIED_L1", "2020-01-01"), ("UPDATE_AVAILABLE", "2021-01-01")], nil),
            ([("FIDO_CERTIFIED_L1", "2020-01-01"), ("SOMETHING_NEW", "2021-01-01")], nil),
            ([("FIDO_CERTIFIED_L1", "2020-01-01"), ("FIDO_CERTIFIED", "2021-01-01")], nil),
            ([("FIDO_CERTIFIED_L1", "2020-01-01"), ("REVOKED", "2021-01-01")], .authenticatorNotAllowed),
            ([("FIDO_CERTIFIED_L1", "2020-01-01"), ("REVOKED", "2099-01-01")], nil),
            (
                [("FIDO_CERTIFIED_L1", "2020-01-01"), ("USER_VERIFICATION_BYPASS", "2021-01-01")],
                .authenticatorNotAllowed
            ),
            (
                [("FIDO_CERTIFIED_L1", "2020-01-01"), ("ATTESTATION_KEY_COMPROMISE", "2021-01-01")],
                .authenticatorNotAllowed
            ),
            (
                [("FIDO_CERTIFIED_L1", "2020-01-01"), ("USER_KEY_REMOTE_COMPROMISE", "2021-01-01")],
                .authenticatorNotAllowed
            ),
            (
                [("FIDO_CERTIFIED_L1", "2020-01-01"), ("USER_KEY_PHYSICAL_COMPROMISE", "2021-01-01")],
                .authenticatorNotAllowed
            ),
        ] as [([(String, String)], FIDOError.Code?)])
    func `certification and status are read from the metadata`(
        reports: [(String, String)], code: FIDOError.Code?
    ) throws {
        let entry = self.entry(reports.map { ["status": .string($0.0), "effectiveDate": .string($0.1)] })
        let anchors = TrustAnchors(metadata: try TestMetadata(entries: [entry]).blob())

        #expect(try outcome(AttestationPolicy(.certified(.l1), anchors: anchors)) == code)
    }

    @Test func `a revoked model is refused wherever attestation is looked at, unless its state is waved through`()
        throws
    {
        let entry = self.entry([["status": "REVOKED"]])
        let anchors = TrustAnchors(metadata: try TestMetadata(entries: [entry]).blob())

        for demand in [AttestationPolicy.Demand.indirect, .models([model])] {
            #expect(try outcome(AttestationPolicy(demand, anchors: anchors)) == .authenticatorNotAllowed)
            #expect(try outcome(AttestationPolicy(demand, anchors: anchors, refusedStatuses: [])) == nil)
        }
        #expect(try outcome(AttestationPolicy(.indirect, anchors: anchors), "none") == .authenticatorNotAllowed)
        #expect(try outcome(AttestationPolicy(.none, anchors: anchors)) == nil)
    }

    @Test func `a compromised key concerns its certificate alone`() throws {
        for (certificate, code) in [
            (maker.authority.certificate.der, nil), (Bytes(repeating: 1, count: 9), nil),
            (nil, .authenticatorNotAllowed),
        ] as [(Bytes?, FIDOError.Code?)] {
            var report: JSON.Object = ["status": "ATTESTATION_KEY_COMPROMISE"]
            report["certificate"] = certificate.map { .string(Base64.encode($0)) }
            let anchors = TrustAnchors(metadata: try TestMetadata(entries: [entry([.object(report)])]).blob())
            #expect(try outcome(AttestationPolicy(.indirect, anchors: anchors)) == code)
        }
        var withRoot = maker
        withRoot.extraCertificates = [maker.authority.certificate.der]
        let report: JSON = [
            "status": "ATTESTATION_KEY_COMPROMISE",
            "certificate": .string(Base64.encode(maker.authority.certificate.der)),
        ]
        let anchors = TrustAnchors(metadata: try TestMetadata(entries: [entry([report])]).blob())
        #expect(
            try outcome(AttestationPolicy(.indirect, anchors: anchors), "packed", withRoot) == .authenticatorNotAllowed)
        let ceremony = try TestCeremony.registration(policy: AttestationPolicy(.indirect, anchors: anchors))
        let joint = try withRoot.authenticator.registration("compound") { data, hash in
            [
                ["fmt": "packed", "attStmt": AttestationMaker.map(try withRoot.selfSigned(data, hash))],
                ["fmt": "packed", "attStmt": AttestationMaker.map(try withRoot.packed(data, hash))],
            ]
        }
        #expect(
            refusal { try ceremony.verify(joint, isRegistered: false, now: TestCeremony.now) }
                == .authenticatorNotAllowed)
    }

    @Test func `a model that has certificates does not vouch for itself`() throws {
        let anchors = TrustAnchors(metadata: try TestMetadata(entries: [entry([])]).blob())

        #expect(try outcome(AttestationPolicy(.models([model]), anchors: anchors)) == nil)
        #expect(try outcome(AttestationPolicy(.models([model]), anchors: anchors), "self") == .untrustedAttestation)
        let surrogate = self.entry([], types: ["basic_surrogate"])
        let others = TrustAnchors(metadata: try TestMetadata(entries: [surrogate]).blob())
        #expect(try outcome(AttestationPolicy(.models([model]), anchors: others)) == .untrustedAttestation)
        #expect(try outcome(AttestationPolicy(.models([model]), anchors: anchors), "apple") == .untrustedAttestation)
        let silent = TrustAnchors(metadata: try TestMetadata(entries: [self.entry([], types: [])]).blob())
        #expect(try outcome(AttestationPolicy(.models([model]), anchors: silent)) == nil)
    }

    @Test func `an Android key must be in a trusted environment where that is demanded`() throws {
        let strict = AttestationRules(requiresTrustedEnvironment: true)
        var changed = maker

        #expect(refusal { try AttestationTests.verify("android-key", changed, rules: strict) } == nil)
        changed.description.trusted = []
        #expect(refusal { try AttestationTests.verify("android-key", changed, rules: strict) } == .invalidAttestation)
        #expect(try AttestationTests.verify("android-key", changed).attestation.notes.count == 1)
        changed.description.software = [
            AttestationMaker.KeyDescription.purpose(2), AttestationMaker.KeyDescription.origin(0),
        ]
        #expect(refusal { try AttestationTests.verify("android-key", changed, rules: strict) } == .invalidAttestation)
        #expect(try AttestationTests.verify("android-key", changed).attestation.notes.isEmpty)
    }

    /// §8.9.
    @Test func `every part of a compound statement must hold`() throws {
        let policy = AttestationPolicy(
            .models([model]), anchors: TrustAnchors(common: [maker.authority.certificate]))
        let ceremony = try TestCeremony.registration(policy: policy)
        func outcome(_ parts: (Bytes, Bytes) throws -> [CBOR]) throws -> FIDOError.Code? {
            let response = try maker.authenticator.registration("compound") { .array(try parts($0, $1)) }
            return refusal { try ceremony.verify(response, isRegistered: false, now: TestCeremony.now) }
        }
        func packed(_ data: Bytes, _ hash: Bytes) throws -> CBOR {
            ["fmt": "packed", "attStmt": AttestationMaker.map(try maker.packed(data, hash))]
        }
        func selfSigned(_ data: Bytes, _ hash: Bytes) throws -> CBOR {
            ["fmt": "packed", "attStmt": AttestationMaker.map(try maker.selfSigned(data, hash))]
        }

        #expect(try outcome { [try selfSigned($0, $1), try packed($0, $1)] } == nil)
        #expect(try outcome { [try packed($0, $1)] } == .invalidAttestation)
        #expect(try outcome { [try packed($0, $1), try selfSigned($1, $0)] } == .invalidAttestation)
        #expect(try outcome { [try packed($0, $1), ["fmt": "new", "attStmt": [:] as CBOR]] } == .unsupportedFormat)
        #expect(
            try outcome {
                let inner: CBOR = [try packed($0, $1), try packed($0, $1)]
                return [try packed($0, $1), ["fmt": "compound", "attStmt": inner]]
            } == .invalidAttestation)
        #expect(
            try outcome {
                let more: CBOR = [
                    "fmt": "packed", "attStmt": AttestationMaker.map(try maker.packed($0, $1)), "more": 1,
                ]
                return [try packed($0, $1), more]
            } == .invalidAttestation)
        #expect(try outcome { [try selfSigned($0, $1), try selfSigned($0, $1)] } == .untrustedAttestation)
    }

    private func entry(_ reports: [JSON], types: [String] = ["basic_full"]) -> JSON {
        [
            "aaguid": .string(model.description), "statusReports": .array(reports),
            "metadataStatement": [
                "description": "Test model", "attestationTypes": JSON(types),
                "attestationRootCertificates": [.string(Base64.encode(maker.authority.certificate.der))],
            ],
        ]
    }
}

/// A metadata service of a test's own.
struct TestMetadata {
    let root: TestAuthority
    let signer: PrivateKey
    var payload: JSON.Object
    var header: JSON.Object

    init(entries: [JSON], number: Int64 = 1) throws {
        root = try TestAuthority()
        signer = try PrivateKey.elliptic(.p256)
        let certificate = try TestCertificate(key: signer.publicKey).signed(by: root.key)
        payload = ["no": .integer(number), "nextUpdate": "2027-01-01", "entries": .array(entries)]
        header = ["alg": "ES256", "x5c": [.string(Base64.encode(certificate))]]
    }

    func text() throws -> String {
        let key = JWK(.privateKey(signer))
        return try JWS.compact(JSON.object(payload).bytes, signer: try JWS.Signer(key, .es256, protected: header))
    }

    /// With another signature than it should have.
    func text(signature: Bytes) throws -> String {
        let parts = try text().split(separator: ".")
        return "\(parts[0]).\(parts[1]).\(Base64.encodeURL(signature))"
    }

    func blob(newerThan known: Int? = nil) throws -> MetadataBLOB {
        try MetadataBLOB(try text(), root: root.certificate, newerThan: known, now: TestCeremony.now)
    }
}

struct MetadataTests {
    @Test func `entries are found by model, by name and by key, and broken ones are left out`() throws {
        let certificate = try TestAuthority().certificate
        let identifier = Hex.encode(certificate.keyIdentifier)
        let blob = try TestMetadata(entries: [
            ["aaguid": "746573742d6d6f64-not-one"], ["attestationCertificateKeyIdentifiers": [.string(identifier)]],
            ["aaid": "1234#5678"], ["statusReports": "wrong"],
        ]).blob()

        #expect(blob.entries.count == 3 && blob.ignored.count == 1)
        #expect(blob.entry(attestedBy: certificate)?.keyIdentifiers == [identifier])
        #expect(blob.entry(aaid: "1234#5678") != nil && blob.entry(aaid: "1234#5679") == nil)
        #expect(!blob.isOutdated(TestCeremony.now))
    }

    @Test func `a root certificate with line ends in it is read`() throws {
        let der = Base64.encode(try TestAuthority().certificate.der)
        let broken = String(der.prefix(64)) + "\r\n " + String(der.dropFirst(64))
        let blob = try TestMetadata(entries: [
            ["aaid": "1234#5678", "metadataStatement": ["attestationRootCertificates": [.string(broken), "x"]]]
        ]).blob()

        #expect(blob.entries[0].statement?.rootCertificates.count == 1)
    }

    @Test(
        arguments: [
            ("no", nil), ("no", .string("1")), ("nextUpdate", nil), ("nextUpdate", "tomorrow"), ("entries", nil),
            ("entries", [:]),
        ] as [(String, JSON?)])
    func `a payload that is not one is refused`(name: String, value: JSON?) throws {
        var metadata = try TestMetadata(entries: [])
        metadata.payload[name] = value

        #expect(refusal { try metadata.blob() } != nil)
    }

    @Test func `a signer that is not the root's, no certificate, and an older number are refused`() throws {
        var metadata = try TestMetadata(entries: [], number: 7)
        #expect(refusal { try metadata.blob(newerThan: 7) } == nil)
        #expect(refusal { try metadata.blob(newerThan: 8) } == .invalidMetadata)
        let other = try TestAuthority().certificate
        let text = try metadata.text()
        #expect(refusal { try MetadataBLOB(text, root: other, now: TestCeremony.now) } == .invalidMetadata)
        metadata.header["x5c"] = nil
        #expect(refusal { try metadata.blob() } == .invalidMetadata)
        let certificate = try TestCertificate(key: try PrivateKey.elliptic(.p256).publicKey).signed(
            by: metadata.root.key)
        metadata.header["x5c"] = [.string(Base64.encode(certificate))]
        #expect(refusal { try metadata.blob() } == .invalidMetadata)
    }

    @Test func `a chain that is too long, more entries than there are models, and a text without end are refused`()
        throws
    {
        var metadata = try TestMetadata(entries: [])
        let own = try #require(metadata.header["x5c"]?.array)
        metadata.header["x5c"] = .array(Array(repeating: own[0], count: 9))
        #expect(refusal { try metadata.blob() } == .invalidMetadata)
        let many = try TestMetadata(entries: Array(repeating: ["aaid": "1234#5678"], count: 20_001))
        #expect(refusal { try many.blob() } == .invalidMetadata)
        let root = metadata.root.certificate
        let long = String(repeating: "a", count: MetadataBLOB.sizeLimit + 1)
        #expect { try MetadataBLOB(long, root: root, now: TestCeremony.now) } throws: {
            ($0 as? FIDOError)?.detail.contains("more than") == true
        }
    }

    /// The example of the specification has its signature in DER.
    @Test func `a signature in DER is two numbers of the curve, and nothing else`() throws {
        let metadata = try TestMetadata(entries: [])
        let payload = try metadata.text().split(separator: ".").prefix(2).joined(separator: ".")
        let right = try metadata.signer.signDER(Bytes(utf8: payload), using: .es256)
        let root = metadata.root.certificate
        let numbers = try DERElement(right).children().map(\.content)
        let long = Bytes(repeating: 1, count: 40)
        let wrong: [Bytes] = [
            DER.sequence(DER.element(2, long), DER.element(2, long)),
            DER.sequence(DER.element(4, numbers[0]), DER.element(4, numbers[1])),
            DER.sequence(DER.element(2, numbers[0]), DER.element(2, numbers[1]), DER.element(2, [1])),
            DER.sequence(DER.element(2, numbers[0])), [],
        ]

        #expect(
            refusal { try MetadataBLOB(try metadata.text(signature: right), root: root, now: TestCeremony.now) } == nil)
        for bytes in wrong {
            #expect(
                refusal { try MetadataBLOB(try metadata.text(signature: bytes), root: root, now: TestCeremony.now) }
                    == .invalidMetadata)
        }
    }
}
