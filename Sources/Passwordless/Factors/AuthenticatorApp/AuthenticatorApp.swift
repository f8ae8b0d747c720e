import Base
import Directory

/// `AUTHENTICATOR_APP`: the codes of an app (RFC 6238), each good once.
///
/// Enrolment shows `{"secret": "…", "uri": "otpauth://…"}`, for typing and for a QR code. Answered by
/// `{"code": "482913"}`.
package struct AuthenticatorApp: Factor {
    package let method = VerificationMethod.authenticatorApp
    package let identifiesPerson = false
    package let maximumPerPerson = 5
    private let parts: FactorParts

    package init(_ parts: FactorParts) { self.parts = parts }

    private static let lifetimeSeconds: Int64 = 600
    /// RFC 4226 §4 R6.
    private static let secretSize = 20

    package func ask(_ call: FactorCall) async throws -> FactorTask {
        guard !call.authenticators.isEmpty || call.claimedIdentifier != nil else {
            throw FactorRefusal(.notEnrolled, "no \(method)")
        }
        return FactorTask(
            shown: ["digits": 6], expiresAt: call.now.adding(seconds: Self.lifetimeSeconds))
    }

    package func verify(_ answer: JSON.Object, to task: FactorTask, _ call: FactorCall) async throws -> FactorAnswer {
        let typed = try Self.code(answer)
        for authenticator in call.authenticators {
            guard let app = Self.app(authenticator.content.exposed),
                app.code.step(of: typed, at: call.now, after: app.lastStep) != nil
            else { continue }
            let now = call.now
            // Looked at again while it is marked: of two who type one code, one is right.
            let isFresh = try await parts.authenticators.update(authenticator.id, of: authenticator.tenant) { kept in
                guard let app = Self.app(kept.content.exposed),
                    let step = app.code.step(of: typed, at: now, after: app.lastStep)
                else { return false }
                kept.content = Secret(Self.content(app.code.secret, lastStep: step))
                kept.lastUsedAt = now
                return true
            }
            if isFresh == true {
                return FactorAnswer(
                    user: call.user?.id, authenticator: authenticator.id, qualities: [.possession])
            }
        }
        if call.authenticators.isEmpty {
            _ = TimeBasedCode(secret: parts.key.exposed).step(of: typed, at: call.now, after: 0)
        }
        throw FactorRefusal(.wrong(triesLeft: 0), "not a code of the app, or used before")
    }

    package func beginEnrolment(_ call: FactorCall) async throws -> FactorTask {
        guard let user = call.user else { throw FactorRefusal(.notPermitted, "nobody to enrol for") }
        let secret = parts.random.bytes(Self.secretSize)
        let text = Base32.encode(secret)
        return FactorTask(
            shown: [
                "secret": .string(text), "digits": 6,
                "uri": .string(Self.uri(text, issuer: call.realm.realm.displayName, account: user.accountName)),
            ], kept: ["secret": .string(Base64.encodeURL(secret))],
            expiresAt: call.now.adding(seconds: Self.lifetimeSeconds))
    }

    package func finishEnrolment(
        _ answer: JSON.Object, to task: FactorTask, _ call: FactorCall
    ) async throws -> NewAuthenticator {
        guard let secret = task.kept["secret"]?.string.flatMap({ Base64.decodeURL($0) }),
            let step = TimeBasedCode(secret: secret).step(of: try Self.code(answer), at: call.now, after: 0)
        else { throw FactorRefusal(.wrong(triesLeft: 0), "not a code of the new app") }
        return NewAuthenticator(
            name: "Authenticator app", content: Secret(Self.content(secret, lastStep: step)),
            qualities: [.possession])
    }

    /// As apps read it (github.com/google/google-authenticator, Key Uri Format).
    static func uri(_ secret: String, issuer: String, account: String) -> String {
        let (issuer, account) = (percentEncoded(issuer), percentEncoded(account))
        return "otpauth://totp/\(issuer):\(account)?secret=\(secret)&issuer=\(issuer)&algorithm=SHA1&digits=6&period=30"
    }

    private static func percentEncoded(_ text: String) -> String {
        text.utf8.map { byte in
            let isPlain =
                (48...57).contains(byte) || (65...90).contains(byte) || (97...122).contains(byte)
                || "-._~@".utf8.contains(byte)
            return isPlain ? String(UnicodeScalar(byte)) : "%" + Hex.encode([byte]).uppercased()
        }.joined()
    }

    private static func code(_ answer: JSON.Object) throws -> String {
        guard let typed = answer["code"]?.string, typed.utf8.count <= 64 else {
            throw FactorRefusal(.malformed, "no code")
        }
        return typed
    }

    private static func content(_ secret: Bytes, lastStep: Int64) -> JSON {
        ["secret": .string(Base64.encodeURL(secret)), "step": .integer(lastStep)]
    }

    private static func app(_ content: JSON) -> (code: TimeBasedCode, lastStep: Int64)? {
        guard let secret = content["secret"]?.string.flatMap({ Base64.decodeURL($0) }),
            let step = content["step"]?.integer
        else { return nil }
        return (TimeBasedCode(secret: secret), step)
    }
}
