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
        let passkey = try LoadPasskey(party: relyingParty, origin: origin)
        let party = try RelyingParty(id: relyingParty, name: "Bench", origins: [try Origin(origin)])
        let challenge = FIDO.Challenge(.openSSL)
        let record = CredentialRecord(
            id: passkey.id, publicKey: try COSEKey(decoding: passkey.publicKey), userHandle: passkey.userHandle,
            signCount: 0, userVerificationInitialized: true, backupEligible: false, backupState: false, aaguid: .zero)
        let ceremony = try AuthenticationCeremony(
            PublicKeyCredentialRequestOptions(party, challenge), party, userHandle: passkey.userHandle,
            expiresAt: now.adding(seconds: 300))
        let assertion = try passkey.assertion(Base64.encodeURL(challenge.bytes))
        let raw = try milliseconds(seconds / 2) {
            guard passkey.key.publicKey.verifyDER(assertion.signature, of: assertion.message, using: .es256) else {
                throw LoadError("the signature does not verify")
            }
        }
        let whole = try milliseconds(seconds / 2) {
            _ = try ceremony.verify(AuthenticationResponse(assertion.json), record, now: now)
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
}
