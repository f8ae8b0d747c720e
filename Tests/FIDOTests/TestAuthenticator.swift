import Base
import Cryptography
import FIDO

/// An authenticator and its browser, which do what a test tells them, right or wrong.
struct TestAuthenticator {
    var key: PrivateKey
    var algorithm: COSEAlgorithm = .es256
    var credentialID = Bytes(utf8: "credential-0001")
    var aaguid = Bytes(utf8: "test-model-00001")
    var signCount: UInt32 = 1
    var flags: AuthenticatorData.Flags = [.userPresent, .userVerified]
    var extensions: CBOR?

    // What the client says.
    var type = "webauthn.create"
    var challenge = Challenge.sample
    var origin = "https://example.org"
    var party = "example.org"
    var crossOrigin: Bool?
    var topOrigin: String?
    var clientExtensions: JSON = [:]
    var userHandle: Bytes? = Bytes(utf8: "user-1")
    var clientDataOverride: Bytes?

    init() throws { key = try PrivateKey.elliptic(.p256) }

    var coseKey: CBOR {
        get throws {
            guard case .ec(let curve, let x, let y) = try key.publicKey.parameters else {
                throw MissingVector(name: "a key on a curve")
            }
            let number: Int64 = curve == .p256 ? 1 : curve == .p384 ? 2 : 3
            return [1: 2, 3: CBOR(algorithm.rawValue), -1: CBOR(number), -2: .bytes(x), -3: .bytes(y)]
        }
    }

    var clientData: Bytes {
        if let clientDataOverride { return clientDataOverride }
        var json: JSON.Object = [
            "type": .string(type), "challenge": .string(Base64.encodeURL(challenge.bytes)), "origin": .string(origin),
        ]
        json["crossOrigin"] = crossOrigin.map(JSON.bool)
        json["topOrigin"] = topOrigin.map(JSON.string)
        return JSON.object(json).bytes
    }

    /// Authenticator data, with the credential where `attested`.
    func data(attested: Bool) throws -> Bytes {
        var flags = flags
        if attested { flags.insert(.attestedCredential) }
        if extensions != nil { flags.insert(.extensions) }
        let count = (0..<4).map { UInt8(truncatingIfNeeded: signCount >> UInt32(24 - 8 * $0)) }
        var output = Hash.sha256(Bytes(utf8: party)) + [flags.rawValue] + count
        if attested {
            output += aaguid + [UInt8(credentialID.count >> 8), UInt8(credentialID.count & 0xff)] + credentialID
            output += try coseKey.encoded
        }
        return output + (extensions?.encoded ?? [])
    }

    /// A registration with the statement that `attest` makes of authenticator data and the hash of client data.
    func registration(
        _ format: String = "none", _ attest: (_ data: Bytes, _ hash: Bytes) throws -> CBOR = { _, _ in [:] }
    ) throws -> RegistrationResponse {
        let data = try data(attested: true)
        let object: CBOR = [
            "fmt": .text(format), "attStmt": try attest(data, Hash.sha256(clientData)), "authData": .bytes(data),
        ]
        return try registration(object: object.encoded)
    }

    func registration(object: Bytes) throws -> RegistrationResponse {
        try RegistrationResponse(
            credential(["clientDataJSON": clientData, "attestationObject": object]))
    }

    func assertion() throws -> AuthenticationResponse {
        let data = try data(attested: false)
        let signature = try key.signDER(data + Hash.sha256(clientData), using: algorithm.signature ?? .es256)
        var parts = ["clientDataJSON": clientData, "authenticatorData": data, "signature": signature]
        parts["userHandle"] = userHandle
        return try AuthenticationResponse(credential(parts))
    }

    private func credential(_ response: [String: Bytes]) -> JSON {
        let id = JSON.string(Base64.encodeURL(credentialID))
        return [
            "id": id, "rawId": id, "type": "public-key", "clientExtensionResults": clientExtensions,
            "authenticatorAttachment": "cross-platform",
            "response": .object(JSON.Object(response.map { ($0.key, .string(Base64.encodeURL($0.value))) })),
        ]
    }

    func record(signCount: UInt32 = 0) throws -> CredentialRecord {
        CredentialRecord(
            id: credentialID, publicKey: try COSEKey(decoding: try coseKey.encoded), userHandle: Bytes(utf8: "user-1"),
            signCount: signCount, userVerificationInitialized: false, backupEligible: false, backupState: false,
            aaguid: .zero)
    }
}

extension Challenge {
    static let sample = Challenge(Random { count in Bytes(repeating: 7, count: count) })
    static let other = Challenge(Random { count in Bytes(repeating: 8, count: count) })
}

/// Ceremonies with everything usual, and changes to them.
enum TestCeremony {
    static let now = Timestamp(seconds: 1_790_000_000)

    static func party(_ embedding: RelyingParty.Embedding = .refused) throws -> RelyingParty {
        try RelyingParty(
            id: "example.org", name: "Example",
            origins: [
                try Origin("https://example.org"), try Origin("https://login.example.org:8443"),
                try Origin("android:apk-key-hash:" + Base64.encodeURL(Bytes(repeating: 1, count: 32))),
                try Origin("ios:bundle-id:org.example.app"),
            ], relatedOrigins: [try Origin("https://example.net")], embedding: embedding)
    }

    static func registration(
        policy: AttestationPolicy = AttestationPolicy(.none), embedding: RelyingParty.Embedding = .refused,
        isConditional: Bool = false, reading: ClientData.Reading = .parsed,
        _ change: (inout PublicKeyCredentialCreationOptions) -> Void = { _ in }
    ) throws -> RegistrationCeremony {
        let party = try party(embedding)
        var options = PublicKeyCredentialCreationOptions(party, .alice, .sample)
        options.userVerification = .required
        change(&options)
        return try RegistrationCeremony(
            options, party, policy: policy, expiresAt: now.adding(seconds: 300), isConditional: isConditional,
            reading: reading)
    }

    static func authentication(
        userHandle: Bytes? = nil, embedding: RelyingParty.Embedding = .refused, reading: ClientData.Reading = .parsed,
        _ change: (inout PublicKeyCredentialRequestOptions) -> Void = { _ in }
    ) throws -> AuthenticationCeremony {
        let party = try party(embedding)
        var options = PublicKeyCredentialRequestOptions(party, .sample)
        options.userVerification = .required
        change(&options)
        return try AuthenticationCeremony(
            options, party, userHandle: userHandle, expiresAt: now.adding(seconds: 300), reading: reading)
    }
}
