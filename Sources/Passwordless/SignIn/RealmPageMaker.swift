import Base
import Directory
import HTTP
import OpenIDProvider
import Pages

/// Puts a realm's pages into its frame: language, colours, names.
struct RealmPageMaker: Sendable {
    let realms: RealmDirectory
    let random: Random
    let now: Now

    /// `hint` is the request's `ui_locales`.
    func language(_ http: Request, hint: String?) -> String {
        LanguageCookie.read(http)
            ?? Language.choose(
                uiLocales: hint ?? http.query["ui_locales"], acceptLanguage: http.headers["Accept-Language"],
                supported: RealmTexts.languages, fallback: "en")
    }

    func frame(
        _ realm: RealmContext, _ http: Request, language hint: String? = nil, client: Client? = nil
    ) -> RealmFrame {
        let theme = realm.settings.theme
        var frame = RealmFrame(
            texts: RealmTexts(language: language(http, hint: hint), own: theme.texts),
            name: realm.realm.displayName, base: URL(realm.base)?.path ?? "", nonce: Base64.encode(random.bytes(16)))
        (frame.logo, frame.logoDark, frame.palettes) = (theme.logo, theme.logoDark, theme.palettes)
        frame.application = client?.name
        frame.applicationLogo = client?.logo
        frame.embedders = client?.embeddingOrigins ?? []
        frame.path = LanguageCookie.path(back: http, in: realm)
        return frame
    }

    /// For addresses that no realm is known of.
    private func plainFrame(_ http: Request) -> RealmFrame {
        RealmFrame(
            texts: RealmTexts(language: language(http, hint: nil)),
            name: URL(http.origin)?.host ?? "", base: "", nonce: Base64.encode(random.bytes(16)))
    }

    var providerPages: ProviderPages {
        ProviderPages(
            texts: { [self] in Texts(language: language($0, hint: nil)) }, random: random
        ) { [self] error, http in
            var page = RealmMessagePage(
                heading: "", text: "", reference: error.correlationID, time: error.timestamp)
            let frame = plainFrame(http)
            page.heading = frame.texts("error.heading")
            page.text = frame.texts(Self.text(status: error.status), ["realm": frame.name])
            page.detail = error.text
            return page.response(in: frame, status: error.status)
        }
    }

    /// What nobody has foreseen: with the reference that leads to the log line.
    func failure(_ status: Int, _ realm: RealmContext?, _ http: Request) -> Response {
        let frame = realm.map { self.frame($0, http) } ?? plainFrame(http)
        let page = RealmMessagePage(
            heading: frame.texts("error.heading"), text: frame.texts(Self.text(status: status), ["realm": frame.name]),
            reference: http.correlationID, time: now())
        return page.response(in: frame, status: status)
    }

    private static func text(status: Int) -> String {
        switch status {
        case 404: "error.missing"
        case 429, 503: "error.busy"
        case 500...: "error.intro"
        default: "error.request"
        }
    }

    func lost(_ realm: RealmContext, _ http: Request) -> Response {
        let frame = frame(realm, http)
        let page = RealmMessagePage(
            heading: frame.texts("lost.heading"), text: frame.texts("lost.intro"), reference: http.correlationID,
            time: now(),
            actions: [
                .init(frame.texts("lost.account"), "\(frame.base)/account", isForm: false, isPrimary: false)
            ])
        return page.response(in: frame, status: 410)
    }

    /// An action is over, and there is nowhere to go: nobody has said where, or whoever opened the page in a pop-up is
    /// told, at this one origin, with the token to validate.
    func over(
        _ isPassed: Bool, told: (origin: String, token: String)? = nil, _ realm: RealmContext, _ http: Request
    ) -> Response {
        var frame = frame(realm, http)
        frame.embedders = told.map { [$0.origin] } ?? []
        let name = isPassed ? "over" : "failed"
        var page = RealmMessagePage(
            heading: frame.texts("\(name).heading"), text: frame.texts("\(name).intro", ["realm": frame.name]))
        page.isOver = true
        page.token = told?.token
        return page.response(in: frame)
    }

    func signedOut(_ frames: [String], continueTo: String?, _ realm: RealmContext, _ http: Request) -> Response {
        var response = RealmSignedOutPage(frames: frames, continueTo: continueTo).response(in: frame(realm, http))
        // The frames have had their time by then; without any the browser was sent on at once.
        if let continueTo { response.headers["Refresh"] = "3; url=\(continueTo)" }
        return response
    }

    func signOutQuestion(
        _ parameters: Parameters, confirm: String, _ realm: RealmContext, _ http: Request
    ) -> Response {
        let frame = frame(realm, http)
        var fields = parameters.items.filter { $0.name != "confirm" }.map { (name: $0.name, value: $0.value) }
        fields.append((name: "confirm", value: confirm))
        let page = RealmMessagePage(
            heading: frame.texts("signout.heading"), text: frame.texts("signout.intro", ["realm": frame.name]),
            actions: [
                .init(frame.texts("signout.button"), "\(URL(realm.issuer)?.path ?? "")/session/end", fields: fields)
            ])
        return page.response(in: frame)
    }
}
