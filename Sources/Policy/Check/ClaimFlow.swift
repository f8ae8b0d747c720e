extension PolicyCheck {
    /// Follows the claims through the journeys of the relying party: what is taken must be given before
    /// (b2c-reference §3, item 5). Branches are not told apart: a claim that one of them may give counts as given, so
    /// what is reported is never given.
    mutating func claimFlow() {
        guard let party = root.child("RelyingParty") else { return }
        let profile = party.child("TechnicalProfile")
        let given = (profile?.items("InputClaims", "InputClaim") ?? []).compactMap {
            $0.identifier("ClaimTypeReferenceId")
        }
        let main = party.child("DefaultUserJourney")?.identifier("ReferenceId")
        let others = party.items("Endpoints", "Endpoint").map { $0.identifier("UserJourneyReferenceId") }
        var seen: Set<Name> = []
        for case let id? in [main] + others {
            guard let journey = index.journeys[id], seen.insert(id).inserted else { continue }
            var flow = ClaimFlow(
                index: index, journey: id, ownFiles: ownFiles, known: Set(given).union(index.sessionClaims))
            flow.run(journey)
            if id == main, let profile { flow.issue(profile) }
            if flow.work > 0 {
                diagnostics.add(flow.diagnostics)
            } else {
                // What was followed halfway says nothing.
                let message = "the claims of journey \"\(id)\" were not followed: its steps lead to too many profiles"
                diagnostics.add(.flowNotFollowed, at: journey.location, message)
            }
        }
    }
}

private struct ClaimFlow {
    let index: PolicyIndex
    let journey: Name
    let ownFiles: Set<String>
    /// Every claim that may have a value by now.
    var known: Set<Name>
    /// With what only validations saw: nobody is told that those are missing in a token.
    private var seen: Set<Name> = []
    var diagnostics = Diagnostics()
    /// Profiles may validate with each other, and journeys call each other: ways multiply. A real policy takes a
    /// hundredth of this.
    var work = 300_000
    /// The step under way, and where it stands.
    private var step = ""
    private var place: SourceLocation?

    init(index: PolicyIndex, journey: Name, ownFiles: Set<String>, known: Set<Name>) {
        self.index = index
        self.journey = journey
        self.ownFiles = ownFiles
        self.known = known
    }

    mutating func run(_ journey: XMLElement) {
        if let authorization = journey.child("Authorization") {
            let profiles = authorization.references(
                "AuthorizationTechnicalProfiles", "AuthorizationTechnicalProfile", "ReferenceId")
            for id in profiles { index.profiles[id].map { add(claims($0, "OutputClaims")) } }
        }
        guard work > 0 else { return }
        for element in JourneySteps(journey).all {
            guard spend() else { return }
            step = element["Order"] ?? ""
            place = element.location
            preconditions(element)
            exchanges(element)
            for id in element.references("JourneyList", "Candidate", "SubJourneyReferenceId") {
                if let subJourney = index.subJourneys[id], journey.name == "UserJourney" { run(subJourney) }
            }
        }
    }

    /// One more step or profile: sets of all claims so far are made for it.
    private mutating func spend(_ profile: XMLElement? = nil) -> Bool {
        work -= 8 + known.count / 8 + (profile?.children.reduce(0) { $0 + $1.children.count } ?? 0)
        return work > 0
    }

    /// The claims of the token.
    mutating func issue(_ profile: XMLElement) {
        for claim in profile.items("OutputClaims", "OutputClaim") where claim["DefaultValue"] == nil {
            guard let id = claim.identifier("ClaimTypeReferenceId") else { continue }
            guard !known.contains(id), !seen.contains(id) else { continue }
            let message = "the token's claim \"\(id)\" never has a value: no step of journey \"\(journey)\" gives it"
            diagnostics.add(.tokenNeverHas, at: claim.location, message)
        }
    }

    private mutating func exchanges(_ element: XMLElement) {
        // Exchanges of one step stand beside each other, so none of them gives to another.
        let before = known
        var after = known
        let profiles = element.references("ClaimsExchanges", "ClaimsExchange", "TechnicalProfileReferenceId")
        for id in profiles + [element.identifier("CpimIssuerTechnicalProfileReferenceId")].compactMap({ $0 }) {
            known = before
            run(id, depth: 0)
            after.formUnion(known)
        }
        known = after
    }

    private mutating func run(_ id: Name, depth: Int) {
        guard let profile = index.profiles[id], depth < 8, spend(profile) else { return }
        transform(profile, "InputClaimsTransformation", id)
        // An issuer of errors makes the claims that it sends.
        if ProfileKind.name(profile) == "Issuer:OAuth2Error" { transform(profile, "OutputClaimsTransformation", id) }
        for claim in profile.items("InputClaims", "InputClaim") {
            // A default value is in the bag while the profile runs.
            if claim["DefaultValue"] == nil { take(claim, profile, id) } else { add([claim].compactMap(claimType)) }
        }
        var scope = self
        scope.add(claims(profile, "DisplayClaims") + claims(profile, "OutputClaims"))
        scope.controls(of: profile, depth: depth)
        let validations = profile.items("ValidationTechnicalProfiles", "ValidationTechnicalProfile")
        scope.work -= validations.count
        for element in validations where scope.work > 0 {
            scope.preconditions(element)
            if let reference = element.identifier("ReferenceId") { scope.run(reference, depth: depth + 1) }
        }
        work = scope.work
        diagnostics.add(scope.diagnostics)
        seen.formUnion(scope.known)
        seen.formUnion(scope.seen)
        add(claims(profile, "OutputClaims") + session(of: profile))
        if let address = ProfileKind.metadata(profile)["IpAddressClaimReferenceId"] { add([Name(address)]) }
        // The page's output transformations see what its validations brought (§11.2).
        let page = known
        known.formUnion(scope.known)
        transform(profile, "OutputClaimsTransformation", id)
        let made = profile.references("OutputClaimsTransformations", "OutputClaimsTransformation", "ReferenceId")
        known = page.union(made.flatMap(outputs))
        persist(profile, id, scope.known)
    }

    /// Fields that a page shows prefilled may be empty, and telemetry tells what there is; everything else that never
    /// has a value is a likely mistake.
    private mutating func take(_ claim: XMLElement, _ profile: XMLElement, _ id: Name) {
        let kind = ProfileKind.name(profile)
        guard kind != "SelfAssertedAttributeProvider", kind != "AzureApplicationInsightsProvider" else { return }
        guard let type = claimType(claim), !known.contains(type) else { return }
        report(.inputNeverOutput, claim, "technical profile \"\(id)\" takes claim \"\(type)\"")
    }

    private mutating func persist(_ profile: XMLElement, _ id: Name, _ scope: Set<Name>) {
        guard ProfileKind.name(profile) == "AzureActiveDirectoryProvider",
            ProfileKind.metadata(profile)["Operation"]?.trimmingBlanks() == "Write"
        else { return }
        for claim in profile.items("PersistedClaims", "PersistedClaim") where claim["DefaultValue"] == nil {
            guard let type = claimType(claim), !known.contains(type), !scope.contains(type) else { continue }
            // Every pack stores what only some journeys know.
            guard ownFiles.contains(claim.location.file) else { continue }
            report(.persistedNeverSet, claim, "technical profile \"\(id)\" stores claim \"\(type)\"")
        }
    }

    private mutating func preconditions(_ element: XMLElement) {
        for condition in element.items("Preconditions", "Precondition") {
            guard let precondition = Precondition(condition) else { continue }
            let names: [Name] =
                switch precondition.test {
                case .claimsExist(let names): names
                case .claimEquals(let name, _): [name]
                }
            for name in names where !known.contains(name) && index.claimTypes[name] != nil {
                report(.preconditionNeverSet, condition, "a precondition looks at claim \"\(name)\"")
            }
        }
    }

    private mutating func report(_ code: DiagnosticCode, _ element: XMLElement, _ what: String) {
        // What a base policy takes and this folder does not give is this folder's affair.
        let location = ownFiles.contains(element.location.file) ? element.location : place ?? element.location
        diagnostics.add(
            code, at: location, "\(what) in step \(step) of journey \"\(journey)\", which no earlier step gives")
    }

    private mutating func controls(of profile: XMLElement, depth: Int) {
        for id in profile.references("DisplayClaims", "DisplayClaim", "DisplayControlReferenceId") {
            guard let control = index.displayControls[id] else { continue }
            add(claims(control, "InputClaims") + claims(control, "DisplayClaims") + claims(control, "OutputClaims"))
            let before = known
            // The answer to a captcha goes with what its task has brought.
            let keeps = control["UserInterfaceControlType"] == "CaptchaControl"
            for action in control.items("Actions", "Action") {
                if !keeps { known = before }
                let items = action.items("ValidationClaimsExchange", "ValidationClaimsExchangeTechnicalProfile")
                for id in items.compactMap({ $0.identifier("TechnicalProfileReferenceId") }) {
                    run(id, depth: depth + 1)
                }
            }
            known = before
        }
    }

    /// What the session may have kept of an earlier sign-in.
    private func session(of profile: XMLElement) -> [Name] {
        guard let id = profile.child("UseTechnicalProfileForSessionManagement")?.identifier("ReferenceId"),
            let provider = index.profiles[id]
        else { return [] }
        return claims(provider, "PersistedClaims") + claims(provider, "OutputClaims")
    }

    private mutating func transform(_ profile: XMLElement, _ item: String, _ id: Name) {
        for name in profile.references(item + "s", item, "ReferenceId") {
            guard let transformation = index.transformations[name] else { continue }
            let inputs = claims(transformation, "InputClaims")
            let missing = inputs.filter { !known.contains($0) }
            if !inputs.isEmpty, missing.count == inputs.count, needsInput(transformation) {
                let names = missing.map { "\"\($0)\"" }.joined(separator: ", ")
                report(
                    .transformationNeverSet, profile,
                    "claims transformation \"\(name)\" of \"\(id)\" takes \(names)")
            }
            add(outputs(name))
        }
    }

    /// Some methods are there to see whether a claim has a value.
    private func needsInput(_ transformation: XMLElement) -> Bool {
        guard let method = transformation.identifier("TransformationMethod") else { return false }
        return !["DoesClaimExist", "NullClaim", "AssertDateTimeIsGreaterThan", "IsTermsOfUseConsentRequired"].contains(
            method)
    }

    private func outputs(_ transformation: Name) -> [Name] {
        index.transformations[transformation].map { claims($0, "OutputClaims") } ?? []
    }

    private mutating func add(_ names: [Name]) { known.formUnion(names) }

    private func claimType(_ element: XMLElement) -> Name? { element.identifier("ClaimTypeReferenceId") }

    private func claims(_ element: XMLElement, _ collection: String) -> [Name] {
        element.references(collection, String(collection.dropLast()), "ClaimTypeReferenceId")
    }
}
