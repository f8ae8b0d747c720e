extension PolicyCheck {
    /// Technical profiles: those that something runs must be complete; blanks and resolvers are looked at in all.
    mutating func profiles() {
        for (id, profile) in index.profiles {
            for item in profile.items("Metadata", "Item") { blanks(item, id) }
            handler(profile, id)
            metadata(profile, id)
            security(profile, id)
            guard index.used.contains(id) else { continue }
            complete(profile, id)
            resolvers(profile, id)
        }
        if let profile = root.child("RelyingParty")?.child("TechnicalProfile") { resolvers(profile, "PolicyProfile") }
    }

    private mutating func blanks(_ item: XMLElement, _ id: Name) {
        guard let key = item["Key"], key != key.trimmingBlanks() else { return }
        let message = "metadata key \"\(key)\" of \"\(id)\" has blanks at an end"
        diagnostics.add(
            .metadataBlanks, at: item.location, message,
            repair: Repair(item.location, .attribute("Key", from: key, to: key.trimmingBlanks())))
    }

    private mutating func handler(_ profile: XMLElement, _ id: Name) {
        guard let element = profile.child("Protocol"), element["Name"] == "Proprietary" else { return }
        guard let handler = element["Handler"], let name = ProfileKind.className(handler) else {
            diagnostics.add(.missingHandler, at: element.location, "technical profile \"\(id)\" names no handler")
            return
        }
        guard ProfileKind.rules[Name(name)] == nil else { return }
        let known = ProfileKind.rules.keys.map(\.text).filter { $0.hasSuffix("Provider") || $0.hasPrefix("Cardea.") }
        let nearest = Nearest.of(name, among: known)
        diagnostics.add(
            .unknownHandler, at: element.location, "\"\(id)\" has the unknown handler \(name)",
            remedy: nearest.map { "Write \($0)." },
            repair: nearest.map {
                Repair(element.location, .attribute("Handler", from: handler, to: handler.replacing(name, with: $0)))
            })
    }

    private mutating func complete(_ profile: XMLElement, _ id: Name) {
        guard let kind = ProfileKind.name(profile) else {
            if profile.child("Protocol") == nil {
                let message = "technical profile \"\(id)\" is used, but no file gives it a <Protocol>"
                diagnostics.add(.missingProtocol, at: profile.location, message)
            }
            return
        }
        let metadata = ProfileKind.metadata(profile)
        let rule = ProfileKind.rules[kind]
        for requirement in rule?.metadata ?? [] { check(requirement, metadata, profile, id) }
        let keys = Set(profile.references("CryptographicKeys", "Key", "Id"))
        for key in rule?.keys ?? [] where !keys.contains(Name(key)) { missingKey(key, profile, id) }
        if kind == "RestfulProvider" { authentication(metadata, keys, profile, id) }
        if kind == "AzureActiveDirectoryProvider" { directoryKey(profile, id) }
        factor(kind, metadata, profile, id)
        let validations = profile.items("ValidationTechnicalProfiles", "ValidationTechnicalProfile")
        if kind != "SelfAssertedAttributeProvider", let first = validations.first {
            let message = "\"\(id)\" is not self-asserted, so its validation profiles never run"
            diagnostics.add(.validationCaller, at: first.location, message)
        }
    }

    private mutating func check(
        _ requirement: ProfileKind.Requirement, _ metadata: [Name: String], _ profile: XMLElement, _ id: Name
    ) {
        let found = requirement.keys.lazy.compactMap { metadata[Name($0)] }.first?.trimmingBlanks()
        guard let found, !found.isEmpty else {
            guard let code = requirement.missing else { return }
            // On a sign-in page the step names the content definition.
            guard requirement.keys != ["ContentDefinitionReferenceId"] || !index.formProfiles.contains(id) else {
                return
            }
            let message = "technical profile \"\(id)\" needs metadata \(requirement.keys.joined(separator: " or "))"
            diagnostics.add(code, at: profile.location, message)
            return
        }
        guard !requirement.values.isEmpty, !requirement.values.contains(where: { Name($0) == Name(found) }) else {
            return
        }
        let place = profile.items("Metadata", "Item").first { $0.identifier("Key") == Name(requirement.keys[0]) }
        let message =
            "\(requirement.keys[0]) of \"\(id)\" is \(found); expected is one of "
            + requirement.values.joined(separator: ", ")
        guard !Settings.mayHold(found) else { return }
        let nearest = Nearest.of(found, among: requirement.values)
        diagnostics.add(
            .badMetadata, at: place?.location ?? profile.location, message,
            remedy: nearest.map { "Write \($0)." },
            repair: place.flatMap { place in
                nearest.map { Repair(place.location, .text(from: found, to: $0)) }
            })
    }

    private mutating func missingKey(_ key: String, _ profile: XMLElement, _ id: Name) {
        let message = "technical profile \"\(id)\" needs the key \(key)"
        diagnostics.add(.missingKey, at: profile.location, message)
    }

    private mutating func authentication(
        _ metadata: [Name: String], _ keys: Set<Name>, _ profile: XMLElement, _ id: Name
    ) {
        let needed: [String]
        switch Name(metadata["AuthenticationType"]?.trimmingBlanks() ?? "") {
        case "Basic": needed = ["BasicAuthenticationUsername", "BasicAuthenticationPassword"]
        case "Bearer": needed = metadata["UseClaimAsBearerToken"] == nil ? ["BearerAuthenticationToken"] : []
        case "ClientCertificate": needed = ["ClientCertificate"]
        case "ApiKeyHeader": needed = keys.isEmpty ? ["that names the header"] : []
        case "None": return insecure(metadata, profile, id)
        default: needed = []
        }
        for key in needed where !keys.contains(Name(key)) { missingKey(key, profile, id) }
    }

    private mutating func insecure(_ metadata: [Name: String], _ profile: XMLElement, _ id: Name) {
        let mode = root["DeploymentMode"] ?? "Production"
        guard mode == "Production", XMLElement.bool(metadata["AllowInsecureAuthInProduction"]) != true else { return }
        let message = "\"\(id)\" calls its service without authentication"
        diagnostics.add(.insecureAuthentication, at: profile.location, message)
    }

    private mutating func directoryKey(_ profile: XMLElement, _ id: Name) {
        let claims = profile.items("InputClaims", "InputClaim")
        guard claims.count != 1 else { return }
        let message = "directory profile \"\(id)\" has \(claims.count) input claims"
        diagnostics.add(.directoryKey, at: profile.location, message)
    }
}
