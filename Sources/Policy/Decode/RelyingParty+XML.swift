extension RelyingParty {
    init?(_ element: XMLElement) {
        guard let journey = element.child("DefaultUserJourney")?.identifier("ReferenceId"),
            let profile = element.child("TechnicalProfile"), let id = profile.id
        else { return nil }
        self.init(defaultUserJourney: journey, profile: TechnicalProfile(profile, id))
        endpoints = Dictionary(element.items("Endpoints", "Endpoint")) { endpoint, _ in
            endpoint.identifier("UserJourneyReferenceId")
        }
        description = profile.value("Description")
        if let element = element.child("UserJourneyBehaviors") { behaviors = UserJourneyBehaviors(element) }
    }
}

extension UserJourneyBehaviors {
    init(_ element: XMLElement) {
        self.init()
        if let sso = element.child("SingleSignOn") {
            ssoScope = sso.attribute("Scope", as: SSOScope.self) ?? .tenant
            keepAliveInDays = max(0, sso.int("KeepAliveInDays") ?? 0)
            enforcesIDTokenHintOnLogout = sso.bool("EnforceIdTokenHintOnLogout")
        }
        sessionExpiry = element.value("SessionExpiryType", as: SessionExpiry.self) ?? .rolling
        if let seconds = element.value("SessionExpiryInSeconds").flatMap({ Int($0) }), seconds > 0 {
            sessionExpiryInSeconds = seconds
        }
        allowsScript = element.value("ScriptExecution") == "Allow"
        if let framing = element.child("JourneyFraming"), framing.bool("Enabled") {
            journeyFraming = framing["Sources"]?.split(whereSeparator: \.isWhitespace).map(String.init)
        }
        onError = element.child("OnError")?.attribute("Mode", as: OnErrorMode.self)
        contentDefinitionParameters = element.items("ContentDefinitionParameters", "Parameter").compactMap { item in
            item["Name"].map { ($0, item.text.trimmingBlanks()) }
        }
    }
}
