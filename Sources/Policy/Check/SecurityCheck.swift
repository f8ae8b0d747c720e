extension PolicyCheck {
    /// Settings that work and should not be kept.
    mutating func security(_ profile: XMLElement, _ id: Name) {
        let metadata = ProfileKind.metadata(profile)
        let kind = ProfileKind.name(profile)
        for item in profile.items("Metadata", "Item") { addresses(item, id) }
        secrets(profile, id)
        switch kind {
        case "OpenIdConnect"?, "OAuth2"?:
            guard !isPasswordCheck(profile, metadata) else { return }
            federation(profile, metadata, id)
        case "RestfulProvider"?: allowed(profile, metadata, id)
        case "AzureActiveDirectoryProvider"?: password(profile, id)
        case "SAML2"?, "Issuer:SAML2"?, "SamlSSOSessionProvider"?: saml(profile, id)
        default: break
        }
        if index.inboundProfiles.contains(id) { hint(profile, metadata, id) }
    }

    /// Once for the policy.
    mutating func deployment(_ chain: [PolicyDocument]) {
        for document in chain {
            guard let mode = document.root["DeploymentMode"]?.trimmingBlanks(), mode == "Development" else { continue }
            guard document.root["UserJourneyRecorderEndpoint"] != nil else { continue }
            diagnostics.add(
                .recordsPeople, at: document.root.location,
                "DeploymentMode is Development and UserJourneyRecorderEndpoint is set: claims of people are recorded")
        }
        if root.child("RelyingParty")?.child("TechnicalProfile")?.child("Protocol")?["Name"] == "SAML2" {
            let place = root.child("RelyingParty")?.child("TechnicalProfile")?.location ?? root.location
            diagnostics.add(.samlLater, at: place, "the relying party is called with SAML")
        }
    }

    private mutating func saml(_ profile: XMLElement, _ id: Name) {
        guard index.used.contains(id) else { return }
        diagnostics.add(.samlLater, at: profile.location, "\"\(id)\" speaks SAML")
    }

    private mutating func addresses(_ item: XMLElement, _ id: Name) {
        guard let key = item.identifier("Key") else { return }
        let text = item.text.trimmingBlanks()
        let isEndpoint = key == "METADATA" || key == "ServiceUrl" || key.folded.hasSuffix("endpoint") || key == "JWKS"
        if isEndpoint, SecurityRules.isPlain(text) {
            diagnostics.add(
                .plainHTTP, at: item.location, "\(key) of \"\(id)\" is \(text.prefix(120)), which is not https")
        }
        if SecurityRules.namesSecret(key.text), SecurityRules.looksSecret(text) {
            diagnostics.add(.secretInPolicy, at: item.location, "\(key) of \"\(id)\" holds a secret")
        } else if let parameter = SecurityRules.secretParameter(text) {
            diagnostics.add(.secretInPolicy, at: item.location, "\(key) of \"\(id)\" holds a secret: \(parameter)=…")
        }
    }

    /// Default values that are sent as secrets.
    private mutating func secrets(_ profile: XMLElement, _ id: Name) {
        for claim in profile.items("InputClaims", "InputClaim") {
            guard let value = claim["DefaultValue"], let type = claim["ClaimTypeReferenceId"] else { continue }
            guard SecurityRules.looksSecret(value) else { continue }
            guard [type, claim["PartnerClaimType"] ?? ""].contains(where: SecurityRules.namesSecret) else { continue }
            let message = "the default value of claim \"\(type)\" of \"\(id)\" looks like a secret"
            diagnostics.add(.secretInPolicy, at: claim.location, message)
        }
    }

    /// The resource owner's password, checked without a browser (§11.5).
    private func isPasswordCheck(_ profile: XMLElement, _ metadata: [Name: String]) -> Bool {
        if metadata["grant_type"].map({ Name($0.trimmingBlanks()) }) == "password" { return true }
        return profile.items("InputClaims", "InputClaim").contains { claim in
            let name = claim.identifier("PartnerClaimType") ?? claim.identifier("ClaimTypeReferenceId")
            return name == "grant_type" && claim["DefaultValue"]?.trimmingBlanks() == "password"
        }
    }

    private mutating func federation(_ profile: XMLElement, _ metadata: [Name: String], _ id: Name) {
        let words = (metadata["response_types"] ?? "code").split(whereSeparator: \.isWhitespace).map(String.init)
        if !words.contains("code"), !words.isEmpty {
            let message = "\"\(id)\" takes tokens from the browser (response_types \(words.joined(separator: " ")))"
            diagnostics.add(.implicitFlow, at: place("response_types", profile), message)
        }
        if XMLElement.bool(metadata["UsePKCE"]) == false {
            diagnostics.add(.withoutPKCE, at: place("UsePKCE", profile), "\"\(id)\" signs in without PKCE")
        }
        let prefixes = (metadata["ValidTokenIssuerPrefixes"] ?? "").split(separator: ",").map {
            String($0).trimmingBlanks()
        }
        for prefix in prefixes where prefix == "*" || ["https://", "https:", "http://"].contains(prefix.lowercased()) {
            let message = "\"\(id)\" accepts tokens of every issuer (ValidTokenIssuerPrefixes \(prefix))"
            diagnostics.add(.anyIssuer, at: place("ValidTokenIssuerPrefixes", profile), message)
        }
    }

    private mutating func allowed(_ profile: XMLElement, _ metadata: [Name: String], _ id: Name) {
        guard Name(metadata["AuthenticationType"]?.trimmingBlanks() ?? "") == "None" else { return }
        guard XMLElement.bool(metadata["AllowInsecureAuthInProduction"]) == true else { return }
        // A claim that carries a bearer token, or a key that the service reads out of the body, is authentication too.
        guard metadata["UseClaimAsBearerToken"] == nil else { return }
        let message = "\"\(id)\" calls its service without authentication, also in production"
        diagnostics.add(.insecureAllowed, at: place("AllowInsecureAuthInProduction", profile), message)
    }

    /// A hint proves something only when it is known who made it, and for whom.
    private mutating func hint(_ profile: XMLElement, _ metadata: [Name: String], _ id: Name) {
        guard metadata["METADATA"] == nil else { return }
        for key in ["issuer", "IdTokenAudience"] where metadata[Name(key)] == nil {
            let what = key == "issuer" ? "every issuer" : "every audience"
            diagnostics.add(
                .hintUnchecked, at: profile.location, "\"\(id)\" accepts an id_token_hint of \(what)",
                remedy: "Add <Item Key=\"\(key)\"> to <Metadata>.")
        }
    }

    /// Passwords that the directory does not judge must be judged by the policy.
    private mutating func password(_ profile: XMLElement, _ id: Name) {
        let claims = profile.items("PersistedClaims", "PersistedClaim")
        guard claims.contains(where: { $0["DefaultValue"]?.contains("DisableStrongPassword") ?? false }) else { return }
        for claim in claims {
            guard let type = claim.identifier("ClaimTypeReferenceId") else { continue }
            guard Name(claim["PartnerClaimType"] ?? type.text) == "password" else { continue }
            guard let definition = index.claimTypes[type], isWeak(definition) else { continue }
            let message = "\"\(id)\" stores claim \"\(type)\" as a password of fewer than 8 characters or of any length"
            diagnostics.add(.weakPassword, at: claim.location, message)
        }
    }

    private func isWeak(_ claimType: XMLElement) -> Bool {
        // A pattern may ask for anything; it is the author's word.
        guard claimType.child("Restriction")?.child("Pattern") == nil else { return false }
        guard claimType.value("UserInputType") == "Password" else { return false }
        guard let validation = claimType.child("PredicateValidationReference")?.id,
            let groups = index.predicateValidations[validation]
        else { return true }
        let names = groups.items("PredicateGroups", "PredicateGroup").flatMap {
            $0.references("PredicateReferences", "PredicateReference", "Id")
        }
        let methods = names.compactMap { index.predicates[$0].flatMap(Predicate.Method.init) }
        return !methods.contains { method in
            switch method {
            case .isLengthRange(let minimum, _): minimum >= 8
            case .matchesRegex: true
            case .includesCharacters, .isDateRange: false
            }
        }
    }

    private func place(_ key: Name, _ profile: XMLElement) -> SourceLocation {
        profile.items("Metadata", "Item").first { $0.identifier("Key") == key }?.location ?? profile.location
    }
}
