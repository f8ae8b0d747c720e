import Base
import Cryptography
import Directory

/// `RECOVERY_CODE`: ten codes on paper, each good once (NIST SP 800-63B-4 §3.1.2). Enrolling makes ten new ones in
/// place of the old, and shows them once: `{"codes": ["k7qx-…"]}`. Answered by `{"code": "…"}`.
package struct RecoveryCodes: Factor {
    package let method = VerificationMethod.recoveryCode
    package let identifiesPerson = false
    package let maximumPerPerson = 1
    private let parts: FactorParts

    package init(_ parts: FactorParts) { self.parts = parts }

    package static let count = 10
    /// 80 bits: nobody guesses them, so a plain keyed digest keeps them.
    private static let size = 10
    private static let lifetimeSeconds: Int64 = 600

    /// How many are left of a set.
    package static func left(of authenticator: Authenticator) -> Int {
        authenticator.content.exposed["codes"]?.strings?.count ?? 0
    }

    package func ask(_ call: FactorCall) async throws -> FactorTask {
        guard !call.authenticators.isEmpty || call.claimedIdentifier != nil else {
            throw FactorRefusal(.notEnrolled, "no \(method)")
        }
        return FactorTask(expiresAt: call.now.adding(seconds: Self.lifetimeSeconds))
    }

    package func verify(_ answer: JSON.Object, to task: FactorTask, _ call: FactorCall) async throws -> FactorAnswer {
        guard let typed = answer["code"]?.string, typed.utf8.count <= 128 else {
            throw FactorRefusal(.malformed, "no code")
        }
        let (digest, now) = (digest(typed, call.realm.tenant), call.now)
        for authenticator in call.authenticators {
            let left = try await parts.authenticators.update(authenticator.id, of: authenticator.tenant) { kept in
                let codes = kept.content.exposed["codes"]?.strings ?? []
                let rest = codes.filter { !constantTimeEqual($0.utf8, digest.utf8) }
                guard rest.count < codes.count else { return Int?.none }
                kept.content = Secret(["codes": JSON(rest)])
                kept.lastUsedAt = now
                return rest.count
            }
            guard let left else { continue }
            try await parts.account.recovered(authenticator, left: left, in: call.realm, call.client)
            return FactorAnswer(user: call.user?.id, authenticator: authenticator.id, qualities: [.possession])
        }
        if call.authenticators.isEmpty {
            // The same look at the store for whoever has none, or is not there.
            _ = try await parts.authenticators.update(Authenticator.ID("nobody"), of: call.realm.tenant) { _ in
                Int?.none
            }
        }
        throw FactorRefusal(.wrong(triesLeft: 0), "not a code of the set, or used before")
    }

    package func beginEnrolment(_ call: FactorCall) async throws -> FactorTask {
        FactorTask(expiresAt: call.now.adding(seconds: Self.lifetimeSeconds))
    }

    /// Any answer will do.
    package func finishEnrolment(
        _ answer: JSON.Object, to task: FactorTask, _ call: FactorCall
    ) async throws -> NewAuthenticator {
        let codes = (0..<Self.count).map { _ in Self.spelt(parts.random.bytes(Self.size)) }
        return NewAuthenticator(
            name: "Recovery codes",
            content: Secret(["codes": JSON(codes.map { digest($0, call.realm.tenant) })]), qualities: nil,
            shown: ["codes": JSON(codes)])
    }

    /// `k7qx-2mzr-…`: groups of four. The letters and digits of Base32 are not mistaken for each other, and those that
    /// people type for them are taken as what was meant.
    private static func spelt(_ bytes: Bytes) -> String {
        let text = Array(Base32.encode(bytes).lowercased())
        return stride(from: 0, to: text.count, by: 4).map { String(text[$0..<min($0 + 4, text.count)]) }
            .joined(separator: "-")
    }

    private func digest(_ typed: String, _ tenant: Tenant.ID) -> String {
        let letters = typed.lowercased().compactMap { letter -> Character? in
            switch letter {
            case "0": "o"
            case "1": "l"
            case "8": "b"
            case _: letter.isLetter || letter.isNumber ? letter : nil
            }
        }
        let text = JSON(["recovery", tenant.text, String(letters)]).text
        return Base64.encodeURL(HMAC.sha256(Bytes(utf8: text), key: parts.key.exposed))
    }
}
