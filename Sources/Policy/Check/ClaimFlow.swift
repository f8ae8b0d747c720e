extension PolicyCheck {
    /// Follows the claims through the journeys of the relying party: what a profile takes, an earlier step must give
    /// (b2c-reference §3, item 5). Branches are not told apart: a claim that one of them gives counts as given.
    mutating func claimFlow() {
        guard let party = root.child("RelyingParty") else { return }
        let given = party.items("TechnicalProfile", "InputClaims").flatMap(\.children)
        let start = Set(given.compactMap { $0.identifier("ClaimTypeReferenceId") })
        let journeys =
            [party.child("DefaultUserJourney")?.identifier("ReferenceId")]
            + party.items("Endpoints", "Endpoint").map { $0.identifier("UserJourneyReferenceId") }
        for case let id? in journeys {
            guard let journey = index.journeys[id] else { continue }
            var flow = ClaimFlow(index: index, journey: id, known: start)
            flow.run(journey)
            diagnostics.add(flow.diagnostics)
        }
    }
}

private struct ClaimFlow {
    let index: PolicyIndex
    let journey: Name
    var known: Set<Name>
    var diagnostics = Diagnostics()

    mutating func run(_ journey: XMLElement) {
        for step in JourneySteps(journey).all {
            let order = step["Order"] ?? ""
            // Exchanges of one step stand beside each other, so none of them gives to another.
            let before = known
            var after = known
            let profiles = step.references("ClaimsExchanges", "ClaimsExchange", "TechnicalProfileReferenceId")
            for id in profiles + [step.identifier("CpimIssuerTechnicalProfileReferenceId")].compactMap({ $0 }) {
                known = before
                run(id, step: order, depth: 0)
                after.formUnion(known)
            }
            known = after
            for id in step.references("JourneyList", "Candidate", "SubJourneyReferenceId") {
                if let subJourney = index.subJourneys[id], journey.name == "UserJourney" { run(subJourney) }
            }
        }
    }

    private mutating func run(_ id: Name, step: String, depth: Int) {
        guard let profile = index.profiles[id], depth < 8 else { return }
        add(transformations(profile, "InputClaimsTransformation"))
        for claim in profile.items("InputClaims", "InputClaim") where claim["DefaultValue"] == nil {
            take(claim, id, step, isOptional: ProfileKind.name(profile) == "SelfAssertedAttributeProvider")
        }
        var scope = self
        scope.add(claims(profile, "DisplayClaims") + claims(profile, "OutputClaims"))
        scope.controls(of: profile)
        for reference in profile.references("ValidationTechnicalProfiles", "ValidationTechnicalProfile", "ReferenceId")
        {
            scope.run(reference, step: step, depth: depth + 1)
        }
        diagnostics.add(scope.diagnostics)
        add(claims(profile, "OutputClaims") + transformations(profile, "OutputClaimsTransformation"))
    }

    /// Fields that a page shows prefilled may be empty; everything else that has no value is a likely mistake.
    private mutating func take(_ claim: XMLElement, _ profile: Name, _ step: String, isOptional: Bool) {
        guard !isOptional, let id = claim.identifier("ClaimTypeReferenceId"), !known.contains(id) else { return }
        let message =
            "technical profile \"\(profile)\" takes claim \"\(id)\" in step \(step) of journey \"\(journey)\", "
        diagnostics.add(.inputNeverOutput, at: claim.location, message + "which no earlier step gives")
    }

    private mutating func controls(of profile: XMLElement) {
        for id in profile.references("DisplayClaims", "DisplayClaim", "DisplayControlReferenceId") {
            guard let control = index.displayControls[id] else { continue }
            add(claims(control, "DisplayClaims") + claims(control, "OutputClaims"))
        }
    }

    private mutating func add(_ names: [Name]) { known.formUnion(names) }

    private func claims(_ element: XMLElement, _ collection: String) -> [Name] {
        element.references(collection, String(collection.dropLast()), "ClaimTypeReferenceId")
    }

    private func transformations(_ profile: XMLElement, _ item: String) -> [Name] {
        profile.references(item + "s", item, "ReferenceId").flatMap { id in
            index.transformations[id].map { claims($0, "OutputClaims") } ?? []
        }
    }
}
