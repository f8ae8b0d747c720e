import Base
import Cryptography
import FIDO
import Passwordless

/// What a realm's own work costs beside its requests: to verify an assertion, and to look at an action's rules.
struct RealmRows: Sendable {
    private static let relyingParty = "login.example"
    private static let now = Timestamp(seconds: 1_790_000_000)

    /// How many times the raw verification of its ES256 signature an assertion takes: read from JSON, every step of
    /// WebAuthn §7.2, and the counter.
    static func verification(seconds: Double) throws -> Double {
        let key = try PrivateKey.elliptic(.p256)
        let assertion = try Assertion(by: key)
        let raw = try milliseconds(seconds / 2) {
            guard key.publicKey.verifyDER(assertion.signature, of: assertion.message, using: .es256) else {
                throw LoadError("the signature does not verify")
            }
        }
        let whole = try milliseconds(seconds / 2) {
            _ = try assertion.ceremony.verify(
                AuthenticationResponse(assertion.json), assertion.record, now: now)
        }
        return whole / raw
    }

    /// CPU milliseconds of the decision of an action that has so many rules, of which the last one holds.
    static func decision(rules count: Int, seconds: Double) throws -> Double {
        let rules = (0..<count).map { index -> JSON in
            [
                "ruleId": .string("rule-\(index)"), "name": .string("Rule \(index)"), "type": "BLOCK",
                "conditions": [
                    "and": [
                        ["==": [["var": "ip.country"], .string(index == count - 1 ? "DE" : "C\(index)")]],
                        [">": [["var": "user.deviceCount"], 1]],
                        ["in": [["var": "custom.currency"], ["EUR", "USD", "CHF"]]],
                    ]
                ],
            ]
        }
        let settings = try RealmSettings(["actions": [["code": "payment", "rules": .array(rules)]]])
        let action = settings.action("payment")
        let facts: JSON = [
            "ip": ["country": "DE", "address": "203.0.113.7"], "user": ["deviceCount": 3],
            "custom": ["currency": "EUR", "amount": 120],
        ]
        return try milliseconds(seconds) {
            guard action.decide(facts).result == .block else { throw LoadError("the last rule does not hold") }
        }
    }

    private static func milliseconds(_ seconds: Double, _ work: () throws -> Void) throws -> Double {
        for _ in 0..<20 { try work() }
        let (end, before) = (Clock.seconds + seconds, Clock.cpuMilliseconds(of: 0))
        var count = 0.0
        while Clock.seconds < end {
            for _ in 0..<20 { try work() }
            count += 20
        }
        return (Clock.cpuMilliseconds(of: 0) - before) / count
    }

    private struct Assertion {
        let ceremony: AuthenticationCeremony
        let record: CredentialRecord
        let json: JSON
        let message: Bytes
        let signature: Bytes

        init(by key: PrivateKey) throws {
            guard case .ec(_, let x, let y) = try key.publicKey.parameters else { throw LoadError("no point") }
            let cose: CBOR = [1: 2, 3: -7, -1: 1, -2: .bytes(x), -3: .bytes(y)]
            let (id, handle) = (Bytes(repeating: 1, count: 32), Bytes(repeating: 2, count: 32))
            record = CredentialRecord(
                id: id, publicKey: try COSEKey(decoding: cose.encoded), userHandle: handle, signCount: 0,
                userVerificationInitialized: true, backupEligible: false, backupState: false, aaguid: .zero)
            let origin = "https://\(RealmRows.relyingParty)"
            let party = try RelyingParty(
                id: RealmRows.relyingParty, name: "Bench", origins: [try Origin(origin)])
            let challenge = FIDO.Challenge(.openSSL)
            ceremony = try AuthenticationCeremony(
                PublicKeyCredentialRequestOptions(party, challenge), party, userHandle: handle,
                expiresAt: RealmRows.now.adding(seconds: 300))
            let client =
                ClientData.serialized(.get, challenge, origin, crossOrigin: false, topOrigin: nil) + Bytes(utf8: "}")
            let data = Hash.sha256(Bytes(utf8: RealmRows.relyingParty)) + [5, 0, 0, 0, 1]
            message = data + Hash.sha256(client)
            signature = try key.signDER(message, using: .es256)
            let name = JSON.string(Base64.encodeURL(id))
            json = [
                "id": name, "rawId": name, "type": "public-key", "clientExtensionResults": [:],
                "response": [
                    "clientDataJSON": .string(Base64.encodeURL(client)),
                    "authenticatorData": .string(Base64.encodeURL(data)),
                    "signature": .string(Base64.encodeURL(signature)),
                    "userHandle": .string(Base64.encodeURL(handle)),
                ],
            ]
        }
    }
}
