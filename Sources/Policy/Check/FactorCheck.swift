import Base

/// What the profiles of our own need beyond their metadata (docs/passkeys-in-policies.md): claims, rules, a realm.
extension PolicyCheck {
    mutating func factor(_ kind: Name, _ metadata: [Name: String], _ profile: XMLElement, _ id: Name) {
        let operation = Name(metadata["Operation"]?.trimmingBlanks() ?? "")
        switch kind {
        case "Cardea.Passkey": passkey(operation, profile, id)
        case "Cardea.OneTimeCode":
            let isText = Name(metadata["Channel"]?.trimmingBlanks() ?? "") == "TextMessage"
            oneTimeCode(operation, address: isText ? "phoneNumber" : "email", metadata, profile, id)
        case "Cardea.Decision": decision(operation, metadata, profile, id)
        default: return
        }
        realm(metadata, profile, id)
    }

    private mutating func passkey(_ operation: Name, _ profile: XMLElement, _ id: Name) {
        switch operation {
        case "Register": need(["objectId"], "InputClaims", profile, id, "whose passkey it is to be")
        case "Authenticate": expect(["objectId"], profile, id, "nobody learns who has signed in")
        default: break
        }
    }

    private mutating func oneTimeCode(
        _ operation: Name, address: String, _ metadata: [Name: String], _ profile: XMLElement, _ id: Name
    ) {
        switch operation {
        case "Send": need([address, "identifier"], "InputClaims", profile, id, "where the code goes")
        case "Verify":
            need([address, "identifier"], "InputClaims", profile, id, "where the code went")
            need(["code", "otpToVerify", "verificationCode"], "InputClaims", profile, id, "what was typed")
        default:
            guard metadata["ContentDefinitionReferenceId"] == nil else { return }
            let message = "technical profile \"\(id)\" needs metadata ContentDefinitionReferenceId"
            diagnostics.add(.missingMetadata, at: profile.location, message)
        }
        if XMLElement.bool(metadata["SendOnlyToAccounts"]) == true {
            need(["objectId"], "InputClaims", profile, id, "whether there is an account")
        }
    }

    private mutating func decision(
        _ operation: Name, _ metadata: [Name: String], _ profile: XMLElement, _ id: Name
    ) {
        guard operation != "Complete" else { return }
        let raises = XMLElement.bool(metadata["RaiseErrorIfBlocked"]) == true || metadata["UserMessageIfBlocked"] != nil
        if !raises { expect(["state"], profile, id, "nothing comes of the decision") }
        if let fault = rulesFault(metadata) { badRules("Rules", fault, profile, id) }
        if let fault = listsFault(metadata) { badRules("ValueLists", fault, profile, id) }
        let isEmpty = ["Realm", "Rules", "DefaultResult"].allSatisfy { metadata[Name($0)] == nil }
        guard isEmpty else { return }
        let message = "\"\(id)\" names no Realm and has no Rules, so it always decides CHALLENGE"
        diagnostics.add(.decisionWithoutRules, at: profile.location, message)
    }

    /// What can be told without the rules' own language: their shape.
    private func rulesFault(_ metadata: [Name: String]) -> String? {
        guard let text = held(metadata["Rules"]) else { return nil }
        guard text.utf8.count <= 32 << 10 else { return "is longer than 32 KiB" }
        guard let json = try? JSON(parsing: Bytes(utf8: text)) else { return "is not JSON" }
        guard let rules = json.array ?? json["rules"]?.array else { return "is neither a list of rules nor an object" }
        guard rules.count <= 200 else { return "has more than 200 rules" }
        var seen: Set<String> = []
        for (index, rule) in rules.enumerated() {
            for name in ["ruleId", "name", "type"] where rule[name]?.string?.isEmpty != false {
                return "has no \(name) in rule \(index + 1)"
            }
            let type = rule["type"]?.string ?? ""
            guard ["ALLOW", "CHALLENGE", "REVIEW", "BLOCK"].contains(type) else {
                return
                    "has the type \(type.prefix(40)) in rule \(index + 1); it must be ALLOW, CHALLENGE, REVIEW or BLOCK"
            }
            guard rule["conditions"] != nil else { return "has no conditions in rule \(index + 1)" }
            guard seen.insert(rule["ruleId"]?.string ?? "").inserted else {
                return "has one ruleId twice, in rule \(index + 1)"
            }
        }
        return nil
    }

    private func listsFault(_ metadata: [Name: String]) -> String? {
        guard let text = held(metadata["ValueLists"]) else { return nil }
        guard let lists = (try? JSON(parsing: Bytes(utf8: text)))?.object else { return "is not a JSON object" }
        return lists.members.allSatisfy { $0.value.array != nil } ? nil : "must hold lists"
    }

    /// Nil where the value is another environment's to say.
    private func held(_ text: String?) -> String? {
        guard let text = text?.trimmingBlanks(), !text.isEmpty, !Settings.mayHold(text) else { return nil }
        return text
    }

    private mutating func badRules(_ key: Name, _ fault: String, _ profile: XMLElement, _ id: Name) {
        let item = profile.items("Metadata", "Item").first { $0.identifier("Key") == key }
        diagnostics.add(.badRules, at: item?.location ?? profile.location, "\(key) of \"\(id)\" \(fault)")
    }

    private mutating func realm(_ metadata: [Name: String], _ profile: XMLElement, _ id: Name) {
        guard let realms, let name = held(metadata["Realm"]), !realms.contains(Name(name)) else { return }
        let item = profile.items("Metadata", "Item").first { $0.identifier("Key") == "Realm" }
        let nearest = Nearest.of(name, among: realms.map(\.text))
        diagnostics.add(
            .unknownRealm, at: item?.location ?? profile.location,
            "\"\(id)\" names the realm \(name.prefix(80)), which no file of realms/ has",
            remedy: nearest.map { "Write \($0)." },
            repair: item.flatMap { item in nearest.map { Repair(item.location, .text(from: name, to: $0)) } })
    }

    private func names(_ collection: String, _ profile: XMLElement) -> Set<Name> {
        let claims = profile.items(collection, String(collection.dropLast()))
        return Set(
            claims.compactMap { claim in
                claim["PartnerClaimType"].map { Name($0.trimmingBlanks()) } ?? claim.identifier("ClaimTypeReferenceId")
            })
    }

    private mutating func need(
        _ claims: [String], _ collection: String, _ profile: XMLElement, _ id: Name, _ what: String
    ) {
        guard names(collection, profile).isDisjoint(with: claims.map { Name($0) }) else { return }
        let message = "\"\(id)\" takes no claim \(claims.joined(separator: " or ")), which says \(what)"
        diagnostics.add(.factorInput, at: profile.location, message)
    }

    private mutating func expect(_ claims: [String], _ profile: XMLElement, _ id: Name, _ what: String) {
        guard names("OutputClaims", profile).isDisjoint(with: claims.map { Name($0) }) else { return }
        let message = "\"\(id)\" gives no claim \(claims.joined(separator: " or ")): \(what)"
        diagnostics.add(.factorOutput, at: profile.location, message)
    }
}
