extension TechnicalProfile {
    init(_ element: XMLElement, _ id: Name) {
        self.init(id: id, location: element.location)
        displayName = element.value("DisplayName") ?? id.text
        domains = element.domains
        protocolName = element.child("Protocol")?.attribute("Name", as: ProtocolName.self)
        handler = element.child("Protocol")?["Handler"].flatMap(ProfileKind.className)
        inputTokenFormat = element.value("InputTokenFormat")
        outputTokenFormat = element.value("OutputTokenFormat")
        metadata = Metadata(element)
        cryptographicKeys = element.items("CryptographicKeys", "Key").compactMap(CryptographicKey.init)
        includeInSSO = XMLElement.bool(element.value("IncludeInSso")) ?? true
        inputClaimsTransformations = element.references(
            "InputClaimsTransformations", "InputClaimsTransformation", "ReferenceId")
        inputClaims = element.items("InputClaims", "InputClaim").compactMap(ClaimReference.init)
        displayClaims = element.items("DisplayClaims", "DisplayClaim").compactMap(DisplayClaim.init)
        persistedClaims = element.items("PersistedClaims", "PersistedClaim").compactMap(ClaimReference.init)
        outputClaims = element.items("OutputClaims", "OutputClaim").compactMap(ClaimReference.init)
        outputClaimsTransformations = element.references(
            "OutputClaimsTransformations", "OutputClaimsTransformation", "ReferenceId")
        validationTechnicalProfiles = element.items("ValidationTechnicalProfiles", "ValidationTechnicalProfile")
            .compactMap { ValidationTechnicalProfile($0, reference: "ReferenceId") }
        subjectNamingInfo = element.child("SubjectNamingInfo").flatMap(SubjectNamingInfo.init)
        sessionManagement = element.child("UseTechnicalProfileForSessionManagement")?.identifier("ReferenceId")
        enabledForUserJourneys =
            element.value("EnabledForUserJourneys").flatMap { EnabledForUserJourneys(written: $0) } ?? .always
    }
}

extension TechnicalProfile.EnabledForUserJourneys {
    init?(written text: String) {
        switch text {
        case "true": self = .always
        case "false": self = .never
        default: self.init(rawValue: text)
        }
    }
}

extension TechnicalProfile.Metadata {
    /// The `Metadata` child of `element`.
    init(_ element: XMLElement) {
        self.init(
            element.items("Metadata", "Item").compactMap { item in
                item["Key"].map { Item(key: $0, value: item.text, location: item.location) }
            })
    }
}

extension TechnicalProfile.CryptographicKey {
    init?(_ element: XMLElement) {
        guard let id = element.id, let storage = element.identifier("StorageReferenceId") else { return nil }
        self.init(id: id, storageReference: storage)
    }
}

extension TechnicalProfile.SubjectNamingInfo {
    init?(_ element: XMLElement) {
        guard let claimType = element["ClaimType"] else { return nil }
        self.init(claimType: claimType, format: element["Format"], excludeAsClaim: element.bool("ExcludeAsClaim"))
    }
}

extension ClaimReference {
    init?(_ element: XMLElement) {
        guard let claimType = element.identifier("ClaimTypeReferenceId") else { return nil }
        self.init(
            claimType: claimType, partnerClaimType: element["PartnerClaimType"], defaultValue: element["DefaultValue"],
            alwaysUseDefaultValue: element.bool("AlwaysUseDefaultValue"), required: element.bool("Required"))
    }
}

extension DisplayClaim {
    init?(_ element: XMLElement) {
        let reference: Reference
        if let claim = element.identifier("ClaimTypeReferenceId") {
            reference = .claim(claim)
        } else if let control = element.identifier("DisplayControlReferenceId") {
            reference = .displayControl(control)
        } else {
            return nil
        }
        self.init(
            reference: reference, required: element.bool("Required"), controlClaimType: element["ControlClaimType"])
    }
}

extension ValidationTechnicalProfile {
    init?(_ element: XMLElement, reference: String) {
        guard let profile = element.identifier(reference) else { return nil }
        self.init(
            profile: profile, continueOnError: element.bool("ContinueOnError"),
            continueOnSuccess: element.bool("ContinueOnSuccess", default: true), preconditions: element.preconditions)
    }
}

extension Precondition {
    init?(_ element: XMLElement) {
        let values = element.children("Value").map { $0.text.trimmingBlanks() }
        let test: Test
        switch element["Type"]?.trimmingBlanks() {
        case "ClaimsExist":
            guard !values.isEmpty else { return nil }
            test = .claimsExist(values.map { Name($0) })
        case "ClaimEquals":
            guard values.count == 2 else { return nil }
            test = .claimEquals(Name(values[0]), values[1])
        default: return nil
        }
        self.init(test: test, executeActionsIf: element.bool("ExecuteActionsIf"), location: element.location)
    }
}
