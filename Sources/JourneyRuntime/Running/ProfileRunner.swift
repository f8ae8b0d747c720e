import Base
import Directory
import HTTP
import Journey
import Policy
import Trace

/// Runs technical profiles that need no page, in the order of b2c-reference §5.5.
struct ProfileRunner: Sendable {
    let services: ProfileServices

    enum Result: Sendable {
        /// The claims bag afterwards.
        case claims(Claims)
        case refused(UserMessage, by: TechnicalProfile)
    }

    func run(
        _ profile: TechnicalProfile, as role: TraceEvent.Profile.Role = .exchange, claims: Claims, tenant: Tenant,
        environment: JourneyEnvironment, codes: CodeBook, device: BrowserDevice
    ) async throws -> Result {
        guard let trace = environment.trace else {
            return try await perform(
                profile, claims: claims, tenant: tenant, environment: environment, codes: codes, device: device)
        }
        return try await record(profile, role, claims: claims, tenant: tenant, with: trace) {
            try await perform(
                profile, claims: claims, tenant: tenant, environment: environment, codes: codes, device: device)
        }
    }

    private func perform(
        _ profile: TechnicalProfile, claims: Claims, tenant: Tenant, environment: JourneyEnvironment, codes: CodeBook,
        device: BrowserDevice
    ) async throws -> Result {
        do {
            guard case .silent(let type) = try ProfileKind(profile) else {
                throw ProfileConfigurationError(
                    code: "AADB2C90021", detail: "this profile needs a page and cannot run here",
                    location: profile.location)
            }
            let handler = try type.init(profile)
            var claims = try transform(profile.inputClaimsTransformations, of: profile, claims, environment)
            let inputs = try inputs(of: profile, claims: claims, environment)
            environment.trace?.given(inputs)
            let call = ProfileCall(
                profile: profile, claims: claims, inputs: inputs, environment: environment, tenant: tenant,
                services: services.recorded(by: environment.trace), codes: codes, device: device)
            switch try await handler.run(call) {
            case .refused(let message): return .refused(message, by: profile)
            case .nobody:
                var silent = profile
                silent.outputClaimsTransformations = []
                return .claims(try finish(silent, values: .object([:]), claims: claims, environment))
            case .values(let values):
                claims = try finish(profile, values: values, claims: claims, environment)
                return .claims(claims)
            }
        } catch let message as UserMessage {
            return .refused(message, by: profile)
        }
    }

    /// Lays a profile's output claims and output transformations over the bag.
    func finish(
        _ profile: TechnicalProfile, values: JSON, claims: Claims, _ environment: JourneyEnvironment
    ) throws -> Claims {
        let readsPaths = profile.metadata.bool("ResolveJsonPathsInJsonTokens", default: false)
        return try finish(
            profile, partner: { readsPaths ? values.value(at: $0) : values[$0] }, claims: claims, environment)
    }

    /// The same, with what a partner calls a value found by `partner`. On a page the person has the last word about the
    /// claims that are both given and asked for.
    func finish(
        _ profile: TechnicalProfile, partner: (String) -> JSON?, onPage: Bool = false, claims: Claims,
        _ environment: JourneyEnvironment
    ) throws -> Claims {
        do {
            var given = given(to: profile, claims, environment)
            if onPage { for output in profile.outputClaims { given[output.claimType] = nil } }
            let outputs = try outputClaims(
                of: profile, partner: partner, claims: claims.merging(given), environment: environment)
            let known = claims.merging(given).merging(outputs)
            var after = try transform(profile.outputClaimsTransformations, of: profile, known, environment)
            // What was only given to the profile stays with it.
            for name in given.names where !outputs.contains(name) && after[name] == given[name] {
                after[name] = claims[name]
            }
            return after
        } catch let error as ClaimError {
            throw UserMessage(error)
        }
    }

    /// The profile's input claims, with their defaults and resolvers: its transformations and, on a page, its
    /// validation profiles know them, too. None where one that is required is missing: that is for who runs it.
    func given(to profile: TechnicalProfile, _ claims: Claims, _ environment: JourneyEnvironment) -> Claims {
        var given: Claims = [:]
        for input in (try? inputs(of: profile, claims: claims, environment)) ?? [] { given[input.claim] = input.value }
        return given
    }

    func transform(
        _ names: [Name], of profile: TechnicalProfile, _ claims: Claims, _ environment: JourneyEnvironment
    ) throws -> Claims {
        guard !names.isEmpty else { return claims }
        var claims = claims
        var environment = environment
        environment.technicalProfile = profile.id
        for name in names {
            guard let transformation = environment.policy.claimsTransformations[name] else {
                throw UserMessage("DefaultMessage", code: "AADB2C90037", detail: "no claims transformation \(name)")
            }
            do {
                claims =
                    if let trace = environment.trace {
                        try record(transformation, claims, environment, with: trace)
                    } else {
                        try transformation.apply(to: claims, in: environment).claims
                    }
            } catch {
                throw UserMessage(error)
            }
        }
        return claims
    }

    /// The claims with what a page's input transformations make of them. One that fails leaves its field empty, which
    /// tells the person nothing: so the author reads of it in the log and the record, once for each page that is shown.
    func claims(
        onPageOf profile: TechnicalProfile, _ claims: Claims, _ environment: JourneyEnvironment, isShown: Bool
    ) -> Claims {
        let environment = isShown ? environment : environment.unrecorded
        do {
            return try transform(profile.inputClaimsTransformations, of: profile, claims, environment)
        } catch {
            if isShown {
                let reason = (error as? UserMessage)?.detail ?? "\(error)"
                services.emit(
                    JourneyEvent.inputFailed(environment.request.correlationID, of: profile, detail: reason))
            }
            return claims
        }
    }

    func inputs(
        of profile: TechnicalProfile, claims: Claims, _ environment: JourneyEnvironment
    ) throws -> [ProfileCall.Input] {
        do {
            return try inputValues(of: profile, claims: claims, environment: environment).map {
                ProfileCall.Input(claim: $0.reference.claimType, partnerName: $0.partnerName, value: $0.value)
            }
        } catch {
            throw UserMessage(error)
        }
    }
}

extension UserMessage {
    init(_ error: ClaimError) {
        switch error {
        case .missing(let claim):
            self.init("UserMessageIfMissingRequiredElement", code: "AADB2C90083", detail: "\(claim) has no value")
        case .unreadable(let claim, let type):
            self.init(
                "UserMessageIfInvalidInput", code: "AADB2C90037", detail: "\(claim) does not fit \(type.rawValue)")
        case .resolver(let error):
            self.init("DefaultMessage", code: ResolverError.code, detail: error.description)
        }
    }

    init(_ error: TransformationError) {
        self.init(
            error.messageID ?? "DefaultMessage", code: "AADB2C90037", fallback: error.defaultText,
            detail: "\(error.transformation): \(error.detail)")
    }
}
