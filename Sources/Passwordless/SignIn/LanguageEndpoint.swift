import Base
import HTTP
import Pages

/// Where somebody says which language they read: the list below every page.
struct LanguageEndpoint: Sendable {
    let flow: SignInFlow

    var routes: [Route] {
        RealmPageRoutes(flow: flow).route(.post, "/language") { realm, http, _ in
            let form = try http.form()
            let back = form["return"].flatMap { LanguageCookie.isPath($0, in: realm) ? "\(realm.origin)\($0)" : nil }
            let response = Response.redirect(to: back ?? "\(realm.base)/account", status: 303)
            return response.setting([LanguageCookie.make(form["language"] ?? "", realm, http)].compactMap(\.self))
        }
    }
}

/// The language that the person has chosen in this browser. It comes before what the application and the browser say.
enum LanguageCookie {
    private static let name = "cardea.language"
    private static let seconds = 400 * 86_400
    private static let maximumPath = 4096

    static func read(_ http: Request) -> String? {
        http.cookies.all(name).first { RealmTexts.languages.contains($0) }
    }

    /// Nil for what is no language of ours.
    static func make(_ language: String, _ realm: RealmContext, _ http: Request) -> SetCookie? {
        guard RealmTexts.languages.contains(language) else { return nil }
        return .ofRealm(name, language, in: realm, maximumAge: seconds, http)
    }

    /// Back to the page of this request. What was posted is not posted again: each form's address has a page.
    static func path(back http: Request, in realm: RealmContext) -> String? {
        let query = http.query.urlEncoded
        let path = query.isEmpty ? http.path : "\(http.path)?\(query)"
        return isPath(path, in: realm) ? path : nil
    }

    /// A page of this realm, at this server.
    static func isPath(_ text: String, in realm: RealmContext) -> Bool {
        let base = URL(realm.base)?.path ?? ""
        return text.utf8.count <= maximumPath && text.hasPrefix("\(base)/") && !text.hasPrefix("//")
            && text.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7f && $0 != 0x5c }
    }
}
