import Base
import Directory
import FIDO

/// Keys of U2F by their raw messages, for native clients (FIDO U2F JavaScript API 1.2): `{"u2f": true}` asks for them.
///
/// Shown: `{"u2f": RegisterRequest or SignRequest}`. Answered by the client's `RegisterResponse` or `SignResponse`.
struct U2FMessages: Sendable {
    let credentials: PublicKeyCredentials

    static func areWanted(_ call: FactorCall) -> Bool { call.parameters["u2f"]?.bool == true }
    static func wereAsked(_ task: FactorTask) -> Bool { task.kept["u2f"] != nil }

    func ask(_ call: FactorCall) throws -> FactorTask {
        let keys = own(call)
        guard !keys.isEmpty else { throw FactorRefusal(.notEnrolled, "no key of U2F") }
        return try task(call) { $0.authenticationRequest(registered: keys) }
    }

    func beginEnrolment(_ call: FactorCall) throws -> FactorTask {
        try task(call) { $0.registrationRequest(registered: own(call)) }
    }

    /// U2F tells of a touch, and of nobody's PIN.
    func verify(_ answer: JSON.Object, to task: FactorTask, _ call: FactorCall) async throws -> FactorAnswer {
        do {
            let ceremony = try ceremony(task, call)
            guard let handle = answer["keyHandle"]?.string.flatMap({ Base64.decodeURL($0) }) else {
                throw FactorRefusal(.malformed, "no key handle")
            }
            return try await credentials.used(handle, own(call).map(\.id), call) {
                _, record throws(FIDOError) in
                let result = try ceremony.authenticate(.object(answer), record, now: call.now)
                return .init(record: result.record, signals: result.signals, userVerified: false)
            }
        } catch let error as FIDOError {
            throw error.refusal
        }
    }

    func register(_ answer: JSON.Object, to task: FactorTask, _ call: FactorCall) async throws -> NewAuthenticator {
        guard let user = call.user else { throw FactorRefusal(.notPermitted, "nobody to enrol for") }
        do {
            guard let data = answer["registrationData"]?.string.flatMap({ Base64.decodeURL($0) }) else {
                throw FactorRefusal(.malformed, "no registration data")
            }
            let handle = try U2FRegistrationMessage(data).keyHandle
            let isRegistered = try await credentials.isRegistered(handle, in: call.realm.tenant)
            let policy = call.realm.settings.webAuthn.attestationPolicy(credentials.parts.metadata())
            let (record, trust) = try ceremony(task, call).register(
                .object(answer), userHandle: try await credentials.handles.handle(of: user), policy: policy,
                now: call.now, isRegistered: { _ in isRegistered })
            return credentials.new(
                CredentialContent(u2f: record, trust), userVerified: false, "Security key", isProof: true)
        } catch let error as FIDOError {
            throw error.refusal
        }
    }

    private func own(_ call: FactorCall) -> [CredentialRecord] {
        let appID = call.realm.settings.webAuthn.appID
        return call.authenticators.compactMap { CredentialContent($0)?.record }.filter {
            $0.appID != nil && $0.appID == appID
        }
    }

    private func task(_ call: FactorCall, _ request: (U2FCeremony) -> JSON) throws -> FactorTask {
        let challenge = FIDO.Challenge(credentials.parts.random)
        let expiresAt = call.now.adding(seconds: PublicKeyCredentials.lifetimeSeconds)
        let ceremony = try ceremony(challenge, expiresAt, call)
        return FactorTask(
            shown: ["u2f": request(ceremony)], kept: ["u2f": .string(Base64.encodeURL(challenge.bytes))],
            expiresAt: expiresAt, isForOneAnswer: true)
    }

    private func ceremony(_ task: FactorTask, _ call: FactorCall) throws -> U2FCeremony {
        guard let challenge = task.kept["u2f"]?.string.flatMap({ Base64.decodeURL($0) }).flatMap({ FIDO.Challenge($0) })
        else { throw FactorRefusal(.expired, "no challenge of U2F") }
        return try ceremony(challenge, task.expiresAt, call)
    }

    private func ceremony(
        _ challenge: FIDO.Challenge, _ expiresAt: Timestamp, _ call: FactorCall
    ) throws -> U2FCeremony {
        guard let appID = call.realm.settings.webAuthn.appID else {
            throw FactorRefusal(.notPermitted, "the realm has no AppID")
        }
        return U2FCeremony(
            try AppID(appID), facets: try call.realm.facets(), challenge, expiresAt: expiresAt)
    }
}

extension RealmContext {
    /// The pages and applications that may use keys of the realm's AppID.
    func facets() throws(FIDOError) -> Set<Origin> { try relyingParty().origins }

    /// What belongs at the address of the realm's AppID (FIDO AppID and Facet Specification §3.1.3).
    package func trustedFacets() throws(FIDOError) -> TrustedFacets {
        TrustedFacets([.init(1, 0): try facets().sorted { $0.text < $1.text }])
    }
}
