extension PolicyCheck {
    /// Content definitions that something shows, the contract that display controls need, and predicates.
    mutating func pages() {
        let shown = shown
        for (id, definition) in index.contentDefinitions where shown.contains(id) {
            for part in ["LoadUri", "DataUri"] where definition.value(part)?.isEmpty ?? true {
                let message = "content definition \"\(id)\" has no <\(part)>"
                diagnostics.add(.incompleteContentDefinition, at: definition.location, message)
            }
        }
        for (id, profile) in index.profiles { contract(of: profile, id) }
        for (id, predicate) in index.predicates where Predicate.Method(predicate) == nil {
            let message = "predicate \"\(id)\": method \(predicate["Method"] ?? "") is unknown or lacks a parameter"
            diagnostics.add(.badPredicate, at: predicate.location, message)
        }
    }

    private var shown: Set<Name> {
        let profiles = index.used.compactMap {
            index.profiles[$0].flatMap { ProfileKind.metadata($0)["ContentDefinitionReferenceId"] }
        }
        let journeys = Array(index.journeys.values) + Array(index.subJourneys.values)
        let steps = journeys.flatMap {
            JourneySteps($0).all.compactMap { $0.identifier("ContentDefinitionReferenceId") }
        }
        return Set(profiles.map { Name($0.trimmingBlanks()) } + steps)
    }

    private mutating func contract(of profile: XMLElement, _ id: Name) {
        guard
            profile.items("DisplayClaims", "DisplayClaim").contains(where: { $0["DisplayControlReferenceId"] != nil }),
            let reference = ProfileKind.metadata(profile)["ContentDefinitionReferenceId"],
            let definition = index.contentDefinitions[Name(reference.trimmingBlanks())],
            let page = ContentDefinition(definition, Name(reference)).page
        else { return }
        guard page.name == "selfasserted", !page.isContract || page.version < PageVersion("2.0.0") else { return }
        let contract = definition.value("DataUri") ?? ""
        let message = "technical profile \"\(id)\" shows display controls on \(contract)"
        diagnostics.add(.contractTooOld, at: definition.child("DataUri")?.location ?? definition.location, message)
    }
}
