import Base
import Cryptography
import Directory
import HTTP

/// Browsers' sessions with realms: found by a cookie, made at the end of a sign-in, ended by a log-out, by their owner
/// from elsewhere, by time.
struct RealmSessions: Sendable {
    let sessions: any Sessions
    let users: any Users
    let random: Random
    let now: Now

    struct Found: Sendable {
        let session: Session
        var content: RealmSession
        let user: User
    }

    /// Nil where there is none, it is too old or unused for too long, or its person is gone, disabled, or signed out
    /// everywhere since.
    func find(_ realm: RealmContext, _ http: Request) async throws -> Found? {
        let time = now()
        for value in http.cookies.all(cookieName(realm)) {
            guard let session = try await sessions.session(Self.id(of: value), of: realm.tenant, at: time),
                let content = RealmSession(stored: session.content),
                let user = try await users.user(content.user, of: realm.tenant), user.isEnabled,
                user.tokensValidFrom <= session.createdAt
            else { continue }
            return Found(session: session, content: content, user: user)
        }
        return nil
    }

    /// Keeps a sign-in, under a new name each time that something was proven, so that nobody can have planted it or
    /// keeps the weaker one's (ASVS 7.2.4). Answers the cookie.
    func keep(
        _ content: RealmSession, over found: Found?, outlastsBrowser: Bool, in realm: RealmContext, _ http: Request
    ) async throws -> SetCookie {
        let (time, settings) = (now(), realm.settings.sessions)
        let began = found.flatMap { $0.content.user == content.user ? $0.session.createdAt : nil } ?? time
        let ends = min(time.adding(seconds: settings.idle), began.adding(seconds: settings.absolute))
        let value = random.token()
        var session = Session(
            id: Self.id(of: value), tenant: realm.tenant, createdAt: began, expiresAt: ends, content: content.stored)
        session.usedAt = time
        try await sessions.save(session)
        if let found { try await sessions.end(found.session.id) }
        return .ofRealm(
            cookieName(realm), value, in: realm, maximumAge: outlastsBrowser ? Int(settings.absolute) : nil, http)
    }

    /// Notes that it was used, and by which client. False where it was ended since it was found: whoever has ended it
    /// must not see it come back.
    func touch(_ found: Found, client: String?, in realm: RealmContext) async throws -> Bool {
        var (session, content) = (found.session, found.content)
        let time = now()
        if let client, !content.clients.contains(client) { content.clients.append(client) }
        // Each request need not be a write.
        let isStale = session.usedAt.adding(seconds: 60) < time
        guard isStale || content != found.content else { return true }
        session.usedAt = time
        let settings = realm.settings.sessions
        session.expiresAt = min(
            time.adding(seconds: settings.idle), session.createdAt.adding(seconds: settings.absolute))
        session.content = content.stored
        return try await sessions.update(session, at: time)
    }

    func end(_ found: Found) async throws { try await sessions.end(found.session.id) }

    func all(of user: User.ID, in realm: RealmContext) async throws -> [Session] {
        try await sessions.sessions(of: user, in: realm.tenant, at: now())
    }

    /// For a browser whose session has ended.
    func expired(_ realm: RealmContext, _ http: Request) -> SetCookie {
        .ofRealm(cookieName(realm), "", in: realm, maximumAge: 0, http)
    }

    private func cookieName(_ realm: RealmContext) -> String { "cardea.session.\(realm.cookieSuffix)" }

    private static func id(of value: String) -> Session.ID {
        Session.ID(Base64.encodeURL(Hash.sha256(Bytes(utf8: value))))
    }
}

extension SetCookie {
    /// For the realm's pages alone. They may stand in a frame of another site, and browsers send cookies along with
    /// that only if they are `SameSite=None`, which needs https; every form of ours proves besides that it is ours.
    static func ofRealm(
        _ name: String, _ value: String, in realm: RealmContext, below path: String = "", maximumAge: Int? = nil,
        _ http: Request
    ) -> SetCookie {
        let base = path.isEmpty ? realm.cookieRoot : URL(realm.base)?.path ?? ""
        var cookie = SetCookie(
            name, value, path: "\(base)\(path)".isEmpty ? "/" : "\(base)\(path)",
            sameSite: http.isSecure ? .none : .lax, isSecure: http.isSecure, maximumAge: maximumAge)
        // A browser that keeps other sites' frames from their cookies says so, and keeps those of that one site.
        let access = http.headers["Sec-Fetch-Storage-Access"]
        cookie.isPartitioned = http.isSecure && (access == "none" || access == "inactive")
        return cookie
    }
}

extension RealmContext {
    /// The path that its pages and its issuer have in common; empty: none.
    fileprivate var cookieRoot: String {
        let base = URL(base)?.path ?? ""
        return issuer.hasPrefix("\(self.base)/") ? base : ""
    }

    /// What names cookies: two realms may answer at one host.
    var cookieSuffix: String {
        String(realm.id.text.map { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-" || $0 == "_") ? $0 : "_" })
    }
}
