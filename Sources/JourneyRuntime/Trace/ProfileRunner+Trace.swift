import Base
import Directory
import Journey
import Policy
import Trace

extension ProfileRunner {
    /// One run of a profile, written down: what it was given, what it called, and what it changed.
    func record(
        _ profile: TechnicalProfile, _ role: TraceEvent.Profile.Role, claims: Claims, tenant: Tenant,
        with trace: TraceRecorder, _ work: () async throws -> Result
    ) async throws -> Result {
        await services.conceal(keysOf: profile, tenant, from: trace)
        trace.concealSecrets(of: claims)
        let number = trace.begin(.profile(.init(profile, role: role)))
        do {
            let result = try await work()
            switch result {
            case .claims(let after): trace.end(number, changes: trace.changes(from: claims, to: after))
            case .refused(let message, _):
                trace.note(.failure(.init(message, trace)), outcome: .failed)
                trace.end(number, outcome: .failed)
            }
            return result
        } catch {
            trace.note(.note(trace.text("\(error)")), outcome: .failed)
            trace.end(number, outcome: .failed)
            throw error
        }
    }

    /// A claims transformation, written down. What it makes of a secret is one.
    func record(
        _ transformation: ClaimsTransformation, _ claims: Claims, _ environment: JourneyEnvironment,
        with trace: TraceRecorder
    ) throws(TransformationError) -> Claims {
        trace.concealSecrets(of: claims)
        let number = trace.begin(.transformation(trace.described(transformation, claims)))
        do throws(TransformationError) {
            let result = try transformation.apply(to: claims, in: environment)
            trace.spread(transformation, from: claims)
            trace.end(number, changes: trace.changes(from: claims, to: result.claims)) { event in
                guard case .transformation(var work) = event else { return }
                work.outputs = transformation.outputClaims.map { output in
                    TracedClaim(
                        output.outputName, result.claims[output.claimType].map { trace.value(output.claimType, $0) })
                }
                work.notes = result.notes.map(trace.text)
                event = .transformation(work)
            }
            return result.claims
        } catch {
            trace.note(.failure(.init(UserMessage(error), trace)), outcome: .failed)
            trace.end(number, outcome: .failed)
            throw error
        }
    }
}

extension ProfileServices {
    /// The same, with every request to another server written down.
    func recorded(by trace: TraceRecorder?) -> ProfileServices {
        guard let trace else { return self }
        var services = self
        let recording = RecordingFetch(fetch: fetch, recorder: trace)
        services.fetch = recording
        services.partners = partners.sending(through: recording)
        return services
    }

    /// Policy keys go out in many places, each known to its handler alone; none of them may be read in the record.
    func conceal(keysOf profile: TechnicalProfile, _ tenant: Tenant, from trace: TraceRecorder) async {
        for key in profile.cryptographicKeys {
            guard let secret = try? await keys.secret(key.storageReference, of: tenant.id) else { continue }
            trace.conceal(secret.exposed)
        }
    }
}

extension TraceRecorder {
    fileprivate func described(
        _ transformation: ClaimsTransformation, _ claims: Claims
    ) -> TraceEvent.Transformation {
        .init(
            id: transformation.id.text, method: transformation.method.text, location: "\(transformation.location)",
            inputs: transformation.inputClaims.map { input in
                TracedClaim(input.traceName, claims[input.claimType].map { value(input.claimType, $0) })
            },
            parameters: transformation.inputParameters.map { claim($0.id.text, $0.value) })
    }

    /// Conceals what comes of a secret, under whatever name it goes on.
    fileprivate func spread(_ transformation: ClaimsTransformation, from claims: Claims) {
        let isOfSecret = transformation.inputClaims.contains { input in
            claims[input.claimType].map { value(input.claimType, $0).isConcealed } ?? false
        }
        guard isOfSecret else { return }
        for output in transformation.outputClaims { redaction.conceal(claim: output.claimType.text) }
    }
}

extension ClaimsTransformation.Claim {
    /// `inputClaim ← email`: what the method calls it, and which claim it is.
    fileprivate var traceName: String { parameter.map { "\($0) ← \(claimType)" } ?? claimType.text }
    /// `outputClaim → greeting`.
    fileprivate var outputName: String { parameter.map { "\($0) → \(claimType)" } ?? claimType.text }
}
