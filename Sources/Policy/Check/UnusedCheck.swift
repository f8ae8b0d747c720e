import Base

/// Definitions of a folder that none of its policies refers to.
///
/// A hint, and only where a relying party says what is used: a folder of base policies is there for others.
struct UnusedCheck {
    private var used: [ReferenceTable.Kind: Set<Name>] = [:]
    /// Every word that stands where a claim may be named in text: `{Claim:x}`, `{x}` in an address, a metadata value.
    private var words: Set<Name> = []

    static func check(_ trees: [XMLElement], own: [PolicyDocument]) -> Diagnostics {
        guard own.contains(where: \.isRelyingParty) else { return Diagnostics() }
        var check = UnusedCheck()
        for tree in trees { check.collect(tree) }
        // Inclusion is gone from the trees, and a fragment may be written for a profile that is never reached.
        for document in own { check.collect(document.root) }
        var diagnostics = Diagnostics()
        for document in own { check.report(document.root, &diagnostics) }
        return diagnostics
    }

    private mutating func collect(_ element: XMLElement) {
        for reference in ReferenceTable.references(of: element) {
            used[reference.kind, default: []].insert(reference.name)
        }
        switch element.name {
        case "IncludeTechnicalProfile":
            if let id = element.identifier("ReferenceId") { used[.technicalProfile, default: []].insert(id) }
        case "Item", "LocalizedString", "LocalizedCollection", "SubjectNamingInfo", "Parameter", "InputParameter":
            names(in: element)
        default: break
        }
        for attribute in element.attributes where attribute.value.utf8.contains(UInt8(ascii: "{")) {
            placeholders(attribute.value)
        }
        for child in element.children { collect(child) }
    }

    private mutating func names(in element: XMLElement) {
        for name in ["ElementId", "ClaimType", "Value"] {
            if let word = element.identifier(name) { words.insert(word) }
        }
        if element.name == "Item" {
            words.insert(Name(element.text.trimmingBlanks()))
            placeholders(element.text)
        }
    }

    private mutating func placeholders(_ text: String) {
        for part in text.split(byte: "{").dropFirst(text.hasPrefix("{") ? 0 : 1) {
            guard let end = part.firstIndex(of: "}") else { continue }
            words.insert(Name(String(part[..<end].split(byte: ":").last ?? "")))
        }
    }

    private func report(_ root: XMLElement, _ diagnostics: inout Diagnostics) {
        let blocks = root.child("BuildingBlocks") ?? XMLElement("BuildingBlocks", location: root.location)
        report(blocks.items("ClaimsSchema", "ClaimType"), .claimType, &diagnostics)
        report(blocks.items("Predicates", "Predicate"), .predicate, &diagnostics)
        report(blocks.items("PredicateValidations", "PredicateValidation"), .predicateValidation, &diagnostics)
        report(blocks.items("ClaimsTransformations", "ClaimsTransformation"), .claimsTransformation, &diagnostics)
        report(blocks.items("ContentDefinitions", "ContentDefinition"), .contentDefinition, &diagnostics)
        report(blocks.items("DisplayControls", "DisplayControl"), .displayControl, &diagnostics)
        report(blocks.items("Localization", "LocalizedResources"), .localizedResources, &diagnostics)
        let providers = root.items("ClaimsProviders", "ClaimsProvider")
        report(providers.flatMap(ProviderMerge.profiles), .technicalProfile, &diagnostics)
        report(root.items("UserJourneys", "UserJourney"), .userJourney, &diagnostics)
        report(root.items("SubJourneys", "SubJourney"), .subJourney, &diagnostics)
    }

    private func report(
        _ elements: [XMLElement], _ kind: ReferenceTable.Kind, _ diagnostics: inout Diagnostics
    ) {
        for element in elements {
            guard let id = element.id, !(used[kind]?.contains(id) ?? false) else { continue }
            guard !isUsedOtherwise(element, id, kind) else { continue }
            diagnostics.add(.unused, at: element.location, "nothing refers to the \(kind.rawValue) \"\(id)\"")
        }
    }

    private func isUsedOtherwise(_ element: XMLElement, _ id: Name, _ kind: ReferenceTable.Kind) -> Bool {
        switch kind {
        case .claimType: words.contains(id)
        // Pages that the service itself takes by their name.
        case .contentDefinition: id.folded.hasPrefix("api.") || words.contains(id)
        // The placeholder profile of every starter pack.
        case .technicalProfile:
            ProfileKind.metadata(element)["url"] != nil && element.child("Protocol")?["Name"] == "None"
        case .predicate, .predicateValidation, .inputValidation, .claimsTransformation, .clientDefinition,
            .displayControl, .localizedResources, .userJourney, .subJourney:
            false
        }
    }
}
