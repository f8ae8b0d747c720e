extension ContentDefinition {
    init(_ element: XMLElement, _ id: Name) {
        self.init(id: id, loadURI: element.value("LoadUri") ?? "", location: element.location)
        recoveryURI = element.value("RecoveryUri")
        dataURI = element.value("DataUri")
        metadata = TechnicalProfile.Metadata(element)
        for item in element.items("LocalizedResourcesReferences", "LocalizedResourcesReference") {
            // A language that stands twice in one file is told to the author (CAR0110); the first counts.
            guard let language = item.identifier("Language"), localizedResources[language] == nil else { continue }
            localizedResources[language] = item.identifier("LocalizedResourcesReferenceId")
        }
    }
}

extension Localization {
    init(_ element: XMLElement) {
        self.init()
        isEnabled = element.bool("Enabled", default: true)
        if let languages = element.child("SupportedLanguages") {
            defaultLanguage = languages["DefaultLanguage"]
            supportedLanguages = languages.children("SupportedLanguage").map { $0.text.trimmingBlanks() }
        }
        resources = Dictionary(element.children.filter { $0.name == "LocalizedResources" }) {
            LocalizedResources($0, $1)
        }
    }
}

extension LocalizedResources {
    init(_ element: XMLElement, _ id: Name) {
        self.init(id: id)
        for item in element.items("LocalizedStrings", "LocalizedString") {
            guard let type = item.identifier("ElementType"), let string = item.identifier("StringId") else { continue }
            let key = Key(elementType: type, elementID: item.identifier("ElementId"), stringID: string)
            if strings[key] == nil { strings[key] = item.text }
        }
        for item in element.items("LocalizedCollections", "LocalizedCollection") {
            guard let claim = item.identifier("ElementId"), collections[claim] == nil else { continue }
            collections[claim] = item.children("Item").map { EnumerationItem($0) }
        }
    }
}

extension DisplayControl {
    init?(_ element: XMLElement, _ id: Name) {
        guard let kind = element.identifier("UserInterfaceControlType") else { return nil }
        self.init(id: id, kind: kind, location: element.location)
        displayName = element["DisplayName"]
        inputClaims = element.items("InputClaims", "InputClaim").compactMap(ClaimReference.init)
        displayClaims = element.items("DisplayClaims", "DisplayClaim").compactMap(DisplayClaim.init)
        outputClaims = element.items("OutputClaims", "OutputClaim").compactMap(ClaimReference.init)
        actions = Dictionary(element.items("Actions", "Action")) { action, _ in
            action.items("ValidationClaimsExchange", "ValidationClaimsExchangeTechnicalProfile")
                .compactMap { ValidationTechnicalProfile($0, reference: "TechnicalProfileReferenceId") }
        }
    }
}
