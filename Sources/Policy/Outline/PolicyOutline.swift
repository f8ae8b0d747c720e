/// A policy with all that it inherits, definition by definition: what `cardea policy show --origins` prints, cut up
/// for a page.
package struct PolicyOutline: Sendable {
    package struct Section: Sendable {
        /// `Technical profiles`.
        package let title: String
        package let definitions: [Definition]
    }

    package struct Definition: Sendable, Identifiable {
        /// Names it among all definitions of the policy: `TechnicalProfile-AAD-Common`.
        package let id: String
        package let name: String
        package let location: SourceLocation
        /// The element as XML, with a comment before each part that comes from another file than what surrounds it.
        package let xml: String
    }

    package let sections: [Section]

    /// - Parameter policy: a resolved policy's element (`PolicySet.element`).
    package init(_ policy: XMLElement) {
        let blocks = policy.children.filter { $0.name == "BuildingBlocks" }
        let providers = policy.items("ClaimsProviders", "ClaimsProvider")
        func inBlocks(_ collection: String, _ item: String) -> [XMLElement] {
            blocks.flatMap { $0.items(collection, item) }
        }
        let found: [(String, [XMLElement])] = [
            ("Relying party", policy.children.filter { $0.name == "RelyingParty" }),
            ("User journeys", policy.items("UserJourneys", "UserJourney")),
            ("Sub journeys", policy.items("SubJourneys", "SubJourney")),
            ("Technical profiles", providers.flatMap { $0.items("TechnicalProfiles", "TechnicalProfile") }),
            ("Claims transformations", inBlocks("ClaimsTransformations", "ClaimsTransformation")),
            ("Claims", inBlocks("ClaimsSchema", "ClaimType")),
            ("Predicates", inBlocks("Predicates", "Predicate")),
            ("Predicate validations", inBlocks("PredicateValidations", "PredicateValidation")),
            ("Content definitions", inBlocks("ContentDefinitions", "ContentDefinition")),
            ("Display controls", inBlocks("DisplayControls", "DisplayControl")),
            ("Localized resources", inBlocks("Localization", "LocalizedResources")),
        ]
        sections = found.filter { !$0.1.isEmpty }.map { title, elements in
            Section(title: title, definitions: elements.map(Definition.init))
        }
    }
}

extension PolicyOutline.Definition {
    fileprivate init(_ element: XMLElement) {
        let name = element.id?.text ?? element.name
        self.init(
            id: PolicyOutline.anchor(element.name, name), name: name, location: element.location,
            xml: XMLWriter.fragment(element))
    }
}

extension PolicyOutline {
    /// The id of a definition by its element and its own id.
    package static func anchor(_ element: String, _ id: String) -> String { "\(element)-\(id)" }
}
