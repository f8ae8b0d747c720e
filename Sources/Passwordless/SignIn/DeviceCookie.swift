import Base
import Directory
import HTTP

/// Names a browser, so that its person's account knows it again. Proves nothing.
enum DeviceCookie {
    static func read(_ realm: RealmContext, _ http: Request) -> Device.ID? {
        http.cookies.all(name(realm)).first { (16...64).contains($0.utf8.count) }.map { Device.ID($0) }
    }

    static func make(_ id: Device.ID, _ realm: RealmContext, _ http: Request) -> SetCookie {
        .ofRealm(name(realm), id.text, in: realm, maximumAge: Int(realm.settings.sessions.remembered), http)
    }

    private static func name(_ realm: RealmContext) -> String { "cardea.device.\(realm.cookieSuffix)" }
}

/// What people call a browser: "Firefox on Windows". Made of the user agent, which says what it likes.
enum DeviceName {
    static func of(_ userAgent: String) -> String {
        let browser = browsers.first { userAgent.contains($0.mark) }?.name ?? "Browser"
        guard let system = systems.first(where: { userAgent.contains($0.mark) })?.name else { return browser }
        return "\(browser) · \(system)"
    }

    static func isPhone(_ userAgent: String) -> Bool { ["iPhone", "Android"].contains { userAgent.contains($0) } }

    // The first that is found: each of them names some of those below it.
    private static let browsers = [
        (mark: "Edg", name: "Edge"), (mark: "OPR/", name: "Opera"), (mark: "SamsungBrowser", name: "Samsung Internet"),
        (mark: "Firefox", name: "Firefox"), (mark: "FxiOS", name: "Firefox"), (mark: "CriOS", name: "Chrome"),
        (mark: "Chrome", name: "Chrome"), (mark: "Safari", name: "Safari"),
    ]

    private static let systems = [
        (mark: "iPhone", name: "iPhone"), (mark: "iPad", name: "iPad"), (mark: "Android", name: "Android"),
        (mark: "Windows", name: "Windows"), (mark: "CrOS", name: "ChromeOS"), (mark: "Mac OS X", name: "Mac"),
        (mark: "Linux", name: "Linux"),
    ]
}
