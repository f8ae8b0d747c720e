import Base
import Directory
import OpenIDProvider

/// A set of settings that belong together: it gives what the file does not say, and refuses what contradicts it.
package enum RealmProfile: String, Sendable, CaseIterable {
    /// OWASP ASVS 5.0 level 3 of V6, V7 and V10, as far as it is a realm's (docs/realms.md says what is met, and how).
    case asvs3 = "asvs-3"

    func apply(to settings: inout RealmSettings) {
        settings.methods = [.passkey, .securityKey]
        settings.requiredClasses = ["urn:cardea:aal2", "phr"]
        settings.sessions.idle = Self.maximumIdle
        settings.sessions.absolute = Self.maximumAbsolute
    }

    /// What its issuer asks of clients (V10.4).
    package var requirements: ClientRequirements {
        var requirements = ClientRequirements()
        (requirements.pushedRequests, requirements.keys, requirements.boundTokens) = (true, true, true)
        return requirements
    }

    /// NIST SP 800-63B-4 §2.3.3, in seconds.
    private static let maximumIdle: Int64 = 900
    private static let maximumAbsolute: Int64 = 43_200
    private static let permitted: [VerificationMethod] = [.passkey, .securityKey, .password, .authenticatorApp]

    /// Throws for the first setting that contradicts it, with what to do.
    func check(_ settings: RealmSettings, _ reader: ObjectReader) throws(ObjectReader.Fault) {
        for problem in [
            methods(settings), classes(settings), sessions(settings), passwords(settings), actions(settings),
            webAuthn(settings), signUp(settings),
        ] {
            guard let (item, remedy) = problem else { continue }
            throw reader.fault(item, "contradicts profile \(rawValue): \(remedy)")
        }
    }

    private typealias Problem = (item: String, remedy: String)?

    private func methods(_ settings: RealmSettings) -> Problem {
        if let method = settings.methods.first(where: { !Self.permitted.contains($0) }) {
            return ("methods", "\(method) can be relayed by a stranger; take it out (ASVS 6.3.5, 6.3.7, 6.6.1)")
        }
        guard settings.methods.contains(.passkey) || settings.methods.contains(.securityKey) else {
            return ("methods", "needs PASSKEY or SECURITY_KEY (ASVS 6.3.3)")
        }
        return nil
    }

    private func classes(_ settings: RealmSettings) -> Problem {
        let classes = Set(settings.requiredClasses)
        let isThird = classes.contains("urn:cardea:aal3")
        guard isThird || classes.contains("urn:cardea:aal2") else {
            return ("requiredClasses", "needs urn:cardea:aal2 or urn:cardea:aal3 (ASVS 6.3.3)")
        }
        guard isThird || !classes.isDisjoint(with: ["phr", "phrh"]) else {
            return ("requiredClasses", "needs phr, phrh or urn:cardea:aal3 (ASVS 6.3.7)")
        }
        return nil
    }

    private func sessions(_ settings: RealmSettings) -> Problem {
        let own = settings.sessions
        for (name, value, maximum) in [
            ("idle", own.idle, Self.maximumIdle), ("absolute", own.absolute, Self.maximumAbsolute),
            ("reauthentication", own.reauthentication, Self.maximumIdle),
        ] where value > maximum {
            return ("sessions.\(name)", "at most \(maximum) seconds (ASVS 7.3, NIST SP 800-63B-4 §2.3.3)")
        }
        return nil
    }

    private func passwords(_ settings: RealmSettings) -> Problem {
        guard settings.methods.contains(.password), settings.breachedPasswords == nil else { return nil }
        return ("breachedPasswords", "PASSWORD needs a file of breached passwords (ASVS 6.2.12)")
    }

    private func actions(_ settings: RealmSettings) -> Problem {
        let open = settings.actions.first { $0.defaultResult == .allow || $0.rules.contains { $0.result == .allow } }
        return open.map { ("actions", "\($0.code) may be allowed without a proof; take CHALLENGE (ASVS 6.3.3)") }
    }

    private func webAuthn(_ settings: RealmSettings) -> Problem {
        guard settings.webAuthn.userVerification == .discouraged else { return nil }
        return ("webAuthn.userVerification", "take required or preferred (ASVS 6.3.3)")
    }

    private func signUp(_ settings: RealmSettings) -> Problem {
        guard settings.signUp.isOpen else { return nil }
        return ("signUp.isOpen", "accounts would begin with a code by mail; the application makes them (ASVS 6.3.5)")
    }

    /// What is wrong with a client of such a realm; nil: nothing.
    package func problem(of client: Application, isOwn: Bool) -> (item: String, remedy: String)? {
        // The realm's own client, where nobody signs in through it, is only the name of the interfaces.
        if isOwn, client.redirectURIs.isEmpty { return nil }
        guard client.keys != nil else {
            return ("jwks", "the client must prove who it is by a key of its own (ASVS 10.4.16)")
        }
        guard client.secretHashes.isEmpty else { return ("secrets", "take them out; jwks is enough (ASVS 10.4.16)") }
        guard client.redirectURIs.allSatisfy({ $0.platform == .web }) else {
            return ("redirectUris", "only clients of a server can keep a key (ASVS 10.4.16)")
        }
        guard !client.responseModes.isEmpty else {
            return ("responseModes", "name the ones that the client needs, such as query (ASVS 10.4.12)")
        }
        guard !client.allowsImplicitIDToken else {
            return ("allowsIdTokenResponse", "take it out; a code is enough (ASVS 10.4.4)")
        }
        guard client.requiresChallenge else { return ("requiresPkce", "set it to true (ASVS 10.4.6)") }
        return nil
    }
}
