import Base
import Cryptography

/// An authenticator with its browser, for tests and for terminals: takes a server's options, gives what `toJSON()` of
/// the credential would. Right in all things, but for what a test changes.
package struct SoftwareAuthenticator {
    package struct Credential {
        package let id: Bytes
        package let key: PrivateKey
        package let party: String
        package let userHandle: Bytes
        package var counter: UInt32
    }

    package var credentials: [Credential] = []
    package var origin: String
    package var flags: AuthenticatorData.Flags = [.userPresent, .userVerified]
    package var aaguid = Bytes(repeating: 0, count: 16)
    /// 0: it has no counter.
    package var step: UInt32 = 1
    package var transports = ["internal", "hybrid"]
    /// What is told otherwise than it is.
    package var lies = Lies()
    private let random: Random

    package struct Lies {
        package var type: String?
        package var challenge: String?
        package var crossOrigin: Bool?
        package var topOrigin: String?
        package var party: String?
        package var userHandle: Bytes??
        package var credentialID: Bytes?
        package var signingKey: PrivateKey?
        package var algorithm: COSEAlgorithm?
        package var clientExtensions: JSON.Object = JSON.Object()

        package init() {}
    }

    package init(origin: String, random: Random) {
        self.origin = origin
        self.random = random
    }

    /// `navigator.credentials.create({publicKey: …})`.
    package mutating func create(_ options: JSON) throws -> JSON.Object {
        guard let party = options["rp"]?["id"]?.string, let challenge = options["challenge"]?.string,
            let handle = options["user"]?["id"]?.string.flatMap({ Base64.decodeURL($0) })
        else { throw Unusable() }
        let fresh = Credential(
            id: lies.credentialID ?? random.bytes(32), key: try PrivateKey.elliptic(.p256), party: party,
            userHandle: handle, counter: step)
        credentials.append(fresh)
        let data = try authenticatorData(fresh, attested: true)
        let object: CBOR = ["fmt": "none", "attStmt": [:], "authData": .bytes(data)]
        return credential(
            fresh.id,
            [
                "clientDataJSON": encoded(clientData("webauthn.create", challenge)),
                "attestationObject": encoded(object.encoded), "transports": JSON(transports),
            ])
    }

    /// `navigator.credentials.get({publicKey: …})`: the first credential that the options permit.
    package mutating func get(_ options: JSON) throws -> JSON.Object {
        guard let party = options["rpId"]?.string, let challenge = options["challenge"]?.string else {
            throw Unusable()
        }
        let allowed = (options["allowCredentials"]?.array ?? []).compactMap { $0["id"]?.string }
        let index = credentials.firstIndex { credential in
            credential.party == party && (allowed.isEmpty || allowed.contains(Base64.encodeURL(credential.id)))
        }
        guard let index else { throw Unusable() }
        credentials[index].counter += step
        return try assertion(by: credentials[index], challenge)
    }

    /// The same by a credential that nobody may have asked for.
    package func assertion(by used: Credential, _ challenge: String) throws -> JSON.Object {
        let data = try authenticatorData(used, attested: false)
        let client = clientData("webauthn.get", challenge)
        let signature = try (lies.signingKey ?? used.key).signDER(data + Hash.sha256(client), using: .es256)
        var response: JSON.Object = [
            "clientDataJSON": encoded(client), "authenticatorData": encoded(data), "signature": encoded(signature),
        ]
        let handle: Bytes? = lies.userHandle ?? used.userHandle
        response["userHandle"] = handle.map { encoded($0) }
        return credential(used.id, response)
    }

    /// Nothing here answers these options.
    package struct Unusable: Error {}

    private func clientData(_ type: String, _ challenge: String) -> Bytes {
        var json: JSON.Object = [
            "type": .string(lies.type ?? type), "challenge": .string(lies.challenge ?? challenge),
            "origin": .string(origin), "crossOrigin": .bool(lies.crossOrigin ?? false),
        ]
        json["topOrigin"] = lies.topOrigin.map { .string($0) }
        return JSON.object(json).bytes
    }

    private func authenticatorData(_ credential: Credential, attested: Bool) throws -> Bytes {
        var flags = flags
        if attested { flags.insert(.attestedCredential) }
        let counter = (0..<4).map { UInt8(truncatingIfNeeded: credential.counter >> UInt32(24 - 8 * $0)) }
        let head = Hash.sha256(Bytes(utf8: lies.party ?? credential.party)) + [flags.rawValue] + counter
        guard attested else { return head }
        let length = [UInt8(credential.id.count >> 8), UInt8(credential.id.count & 0xff)]
        return try head + aaguid + length + credential.id + coseKey(credential.key).encoded
    }

    /// The credential's public key, as a server keeps it (RFC 9052).
    package func coseKey(_ key: PrivateKey) throws -> CBOR {
        guard case .ec(_, let x, let y) = try key.publicKey.parameters else { throw Unusable() }
        return [1: 2, 3: CBOR((lies.algorithm ?? .es256).rawValue), -1: 1, -2: .bytes(x), -3: .bytes(y)]
    }

    private func credential(_ id: Bytes, _ response: JSON.Object) -> JSON.Object {
        [
            "id": encoded(id), "rawId": encoded(id), "type": "public-key", "response": .object(response),
            "clientExtensionResults": .object(lies.clientExtensions), "authenticatorAttachment": "platform",
        ]
    }

    private func encoded(_ bytes: Bytes) -> JSON { .string(Base64.encodeURL(bytes)) }
}
