extension PolicyCheck {
    mutating func relyingParty() {
        guard let party = root.child("RelyingParty") else { return }
        if party.child("DefaultUserJourney") == nil {
            diagnostics.add(.noDefaultJourney, at: party.location, "the relying party has no <DefaultUserJourney>")
        }
        guard let profile = party.child("TechnicalProfile"), profile.child("Protocol") != nil else {
            let message = "the relying party has no technical profile with a protocol"
            diagnostics.add(.noPolicyProfile, at: party.location, message)
            return
        }
        subject(profile)
    }

    /// `SubjectNamingInfo` names an output claim by its own name, its wire name, or the name that its type gives it.
    private mutating func subject(_ profile: XMLElement) {
        guard let naming = profile.child("SubjectNamingInfo") else {
            diagnostics.add(.noSubject, at: profile.location, "the profile has no <SubjectNamingInfo>")
            return
        }
        guard let subject = naming.identifier("ClaimType") else { return }
        let outputs = profile.items("OutputClaims", "OutputClaim")
        let names = outputs.flatMap { [$0.identifier("PartnerClaimType"), $0.identifier("ClaimTypeReferenceId")] }
        let types = outputs.compactMap { $0.identifier("ClaimTypeReferenceId").flatMap { index.claimTypes[$0] } }
        let defaults = types.flatMap { $0.items("DefaultPartnerClaimTypes", "Protocol") }
        let known = names.compactMap { $0 } + defaults.compactMap { $0.identifier("PartnerClaimType") }
        guard !known.contains(subject) else { return }
        let message = "SubjectNamingInfo names \"\(subject)\", which no output claim is called"
        diagnostics.add(.noSubject, at: naming.location, message)
    }
}
