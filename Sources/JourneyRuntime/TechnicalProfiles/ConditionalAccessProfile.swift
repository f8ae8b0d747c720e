import Base
import Directory
import Journey
import Policy

/// `ConditionalAccessProtocolProvider` (b2c-reference §11.16), against the tenant's own rules: what the sign-in lacks,
/// and afterwards that the person has made up for it.
struct ConditionalAccessProfile: TechnicalProfileHandler {
    private enum Operation: String {
        case evaluation, remediation
    }

    private let operation: Operation

    init(_ profile: TechnicalProfile) throws(ProfileConfigurationError) {
        let text = profile.metadata["OperationType"] ?? profile.metadata["Operation"] ?? ""
        guard let operation = Operation(rawValue: text.trimmingBlanks().lowercased()) else {
            throw profile.misconfigured("OperationType must be Evaluation or Remediation")
        }
        self.operation = operation
    }

    func run(_ call: ProfileCall) async throws -> HandlerOutcome {
        let id = (call["UserId"] ?? call.claims["objectId"])?.text.lowercased() ?? ""
        let user = id.isEmpty ? nil : try await call.services.users.user(User.ID(id), of: call.tenant.id)
        switch operation {
        case .evaluation: return try await evaluate(user, id, call)
        case .remediation: return try await remediate(user, call)
        }
    }

    private func evaluate(_ user: User?, _ id: String, _ call: ProfileCall) async throws -> HandlerOutcome {
        let rules = call.services.conditionalAccess.rules(of: call.tenant.id)
        let facts = try await facts(user, id, rules, call)
        let decision = ConditionalAccessDecision(rules, facts)
        let challenges = decision.challenges.map(\.rawValue).sorted()
        call.services.emit(
            ConditionalAccessEvent.evaluated(
                correlationID: call.environment.request.correlationID, user: id, challenges: challenges,
                rules: decision.applied))
        if challenges.isEmpty, let user { try await remember(user, call) }
        var values: JSON.Object = [
            "MultiConditionalAccessStatus": list(
                decision.applied.isEmpty ? ["notApplied"] : decision.applied, "MultiConditionalAccessStatus", call),
            "identityRisk": .string(facts.risk.rawValue), "IdentityRisk": .string(facts.risk.rawValue),
        ]
        // Policies look whether the claim is there at all.
        if !challenges.isEmpty { values["Challenges"] = list(challenges, "Challenges", call) }
        return .values(.object(values))
    }

    private func facts(
        _ user: User?, _ id: String, _ rules: ConditionalAccessRules, _ call: ProfileCall
    ) async throws -> ConditionalAccessFacts {
        let known = KnownPlaces(of: user)
        let country = country(call)
        let failures =
            if let user {
                try await RiskRecord(call.services, call.tenant).failures(of: user, at: call.environment.now)
            } else { 0 }
        return ConditionalAccessFacts(
            user: id, client: call.environment.request.parameters["client_id"] ?? "",
            policy: call.environment.policy.id.text, isNewDevice: !known.knows(device: call.device.id),
            country: country, isNewCountry: country.map { !known.knows(country: $0) } ?? false,
            risk: rules.risk(ofFailures: failures), isFederated: isTrue(call["IsFederated"]),
            isMFARegistered: isTrue(call["IsMfaRegistered"]),
            hasStrongAuthentication: methods(call["AuthenticationMethodsUsed"])
                .contains { !$0.isEmpty && !$0.equalsFolded("password") })
    }

    private func remediate(_ user: User?, _ call: ProfileCall) async throws -> HandlerOutcome {
        let satisfied = methods(call["ChallengesSatisfied"]).compactMap {
            ConditionalAccessRules.Challenge(rawValue: $0.lowercased())
        }
        // Who was blocked cannot make up for it.
        guard let user, !satisfied.contains(.block) else { return .values([:]) }
        try await remember(user, call)
        if !satisfied.isEmpty { try await RiskRecord(call.services, call.tenant).forget(user) }
        return .values([:])
    }

    private func remember(_ user: User, _ call: ProfileCall) async throws {
        let (device, country, now) = (call.device.id, country(call), call.environment.now)
        call.device.remember()
        guard KnownPlaces(of: user).isWorthKeeping(device: device, country: country, at: now) else { return }
        _ = try await call.services.users.update(user.id, of: call.tenant.id) { user in
            var known = KnownPlaces(of: user)
            known.add(device: device, country: country, at: now)
            user.attributes[KnownPlaces.attribute] = known.stored
        }
    }

    private func country(_ call: ProfileCall) -> String? {
        call.services.conditionalAccess.countries.country(of: call.environment.request.address)?.uppercased()
    }

    private func isTrue(_ value: ClaimValue?) -> Bool {
        value == .boolean(true) || value?.text.equalsFolded("true") == true
    }

    private func methods(_ value: ClaimValue?) -> [String] {
        if case .stringCollection(let items)? = value { return items }
        return value?.text.split(separator: ",").map { String($0).trimmingBlanks() } ?? []
    }

    /// As the claim that takes it wants it: a collection, or one text.
    private func list(_ items: [String], _ name: String, _ call: ProfileCall) -> JSON {
        let claim = call.profile.outputClaims.first { ($0.partnerClaimType ?? $0.claimType.text).equalsFolded(name) }
        let type = claim.flatMap { call.environment.policy.claimTypes[$0.claimType]?.dataType }
        return type == .stringCollection ? JSON(items) : .string(items.joined(separator: ","))
    }
}

package enum ConditionalAccessEvent: Event {
    case evaluated(correlationID: String, user: String, challenges: [String], rules: [String])

    package var name: String { "conditionalAccess.evaluated" }
    package var level: EventLevel { .info }
    package var fields: [(name: String, value: JSON)] {
        switch self {
        case .evaluated(let id, let user, let challenges, let rules):
            [
                ("correlationId", .string(id)), ("user", .string(user)), ("challenges", JSON(challenges)),
                ("rules", JSON(rules)),
            ]
        }
    }
}
