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
        let origin = "https://\(relyingParty)"
        var authenticator = SoftwareAuthenticator(origin: origin, random: .openSSL)
        authenticator.step = 0
        let passkey = try authenticator.makeCredential(party: relyingParty)
        let key = try COSEKey(decoding: try authenticator.coseKey(passkey.key).encoded)
        let party = try RelyingParty(id: relyingParty, name: "Bench", origins: [try Origin(origin)])
        let challenge = FIDO.Challenge(.openSSL)
        let record = CredentialRecord(
            id: passkey.id, publicKey: key, userHandle: passkey.userHandle, signCount: 0,
            userVerificationInitialized: true, backupEligible: false, backupState: false, aaguid: .zero)
        let ceremony = try AuthenticationCeremony(
            PublicKeyCredentialRequestOptions(party, challenge), party, userHandle: passkey.userHandle,
            expiresAt: now.adding(seconds: 300))
        let json = JSON.object(try authenticator.assertion(by: passkey, Base64.encodeURL(challenge.bytes)))
        let (message, signature) = try signed(json)
        let raw = try milliseconds(seconds / 2) {
            guard passkey.key.publicKey.verifyDER(signature, of: message, using: .es256) else {
                throw LoadError("the signature does not verify")
            }
        }
        let whole = try milliseconds(seconds / 2) {
            _ = try ceremony.verify(AuthenticationResponse(json), record, now: now)
        }
        return whole / raw
    }

    /// What an assertion's signature is of, and the signature.
    private static func signed(_ assertion: JSON) throws -> (message: Bytes, signature: Bytes) {
        let parts = ["authenticatorData", "clientDataJSON", "signature"].map { name in
            assertion["response"]?[name]?.string.flatMap { Base64.decodeURL($0) } ?? []
        }
        return (parts[0] + Hash.sha256(parts[1]), parts[2])
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
}
