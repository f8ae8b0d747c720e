import Base
import Directory
import HTTP
import Pages

/// Where the links of mails lead (`MagicLinks`): to a button, in the browser that asked; to the number, in any other.
struct LinkEndpoints: Sendable {
    let flow: SignInFlow

    var routes: [Route] {
        let routes = RealmPageRoutes(flow: flow)
        return routes.route(.get, "/link/{token}") { realm, http, path in
            try await page(path["token"], realm, http)
        }
            + routes.route(.post, "/link/{token}") { realm, http, path in
                try await approve(path["token"], realm, http)
            }
    }

    private func page(
        _ token: String, _ realm: RealmContext, _ http: Request, triesLeft: Int? = nil
    ) async throws -> Response {
        guard let link = try await flow.desks.links.link(token, in: realm.tenant) else { return gone(realm, http) }
        let frame = flow.pages.frame(realm, http)
        if let address = LinkCookie.awaiting(token, realm, http) {
            return RealmOpenedLinkPage(
                address: "\(frame.base)/signin/\(address)", fields: [(name: "token", value: token)], asker: nil,
                needsNumber: false
            ).response(in: frame)
        }
        if link.isApproved { return approved(realm, http) }
        var page = RealmOpenedLinkPage(
            address: "\(frame.base)/link/\(token)", fields: [],
            asker: "\(DeviceName.of(link.userAgent)), \(link.address)", needsNumber: link.needsNumber)
        page.problem = triesLeft.map {
            "\(frame.texts("trouble.wrong")) \(frame.texts("trouble.left", ["left": String($0)]))"
        }
        return page.response(in: frame)
    }

    private func approve(_ token: String, _ realm: RealmContext, _ http: Request) async throws -> Response {
        let number = try http.form()["number"]
        switch try await flow.desks.links.approve(token, number: number, in: realm.tenant) {
        case .approved: return approved(realm, http)
        case .wrong(let left): return try await page(token, realm, http, triesLeft: left)
        case .gone: return gone(realm, http)
        }
    }

    private func approved(_ realm: RealmContext, _ http: Request) -> Response {
        let frame = flow.pages.frame(realm, http)
        return RealmMessagePage(
            heading: frame.texts("link.approved"), text: frame.texts("link.approvedIntro")
        ).response(in: frame)
    }

    private func gone(_ realm: RealmContext, _ http: Request) -> Response {
        let frame = flow.pages.frame(realm, http)
        return RealmMessagePage(heading: frame.texts("link.gone"), text: frame.texts("link.goneIntro"))
            .response(in: frame, status: 410)
    }
}

/// Tells the page of a link which sign-in of this browser waits for it. Proves nothing: the sign-in's own cookie does.
enum LinkCookie {
    /// Several tabs may wait, each for its own.
    private static let maximum = 4
    private static let seconds = 900

    /// `path` is that of the answer: `…/with/EMAIL_MAGIC_LINK/answer`.
    static func make(_ signIn: SignIn, _ task: FactorTask, isSetUp: Bool, _ realm: RealmContext, _ http: Request)
        -> SetCookie?
    {
        guard let link = task.kept["link"]?.string else { return nil }
        let entry = "\(link.prefix(12)).\(isSetUp ? "a" : "s").\(signIn.id)"
        let value = ([entry] + entries(realm, http)).prefix(maximum).joined(separator: "~")
        return .ofRealm(name(realm), value, in: realm, below: "/link", maximumAge: seconds, http)
    }

    /// The address of the answer, below `/signin/`.
    static func awaiting(_ token: String, _ realm: RealmContext, _ http: Request) -> String? {
        let link = MagicLinks.id(of: token).prefix(12)
        for entry in entries(realm, http) {
            let parts = entry.split(separator: ".", maxSplits: 2)
            guard parts.count == 3, parts[0] == link else { continue }
            return "\(parts[2])/\(parts[1] == "a" ? "set-up" : "with")/EMAIL_MAGIC_LINK/answer"
        }
        return nil
    }

    private static func entries(_ realm: RealmContext, _ http: Request) -> [String] {
        let value = http.cookies[name(realm)] ?? ""
        return value.split(separator: "~").map { String($0) }.filter { entry in
            entry.utf8.count <= 64 && entry.allSatisfy { $0.isASCII && !"/?#\\".contains($0) }
        }
    }

    private static func name(_ realm: RealmContext) -> String { "cardea.link.\(realm.cookieSuffix)" }
}
