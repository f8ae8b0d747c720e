import Base
import Cryptography
import Directory
import HTTP
import Journey
import Policy

/// The browser's single sign-on session: found by its cookie, made at the end of a journey, ended by a log-out.
struct BrowserSessions: Sendable {
    let sessions: any Sessions
    let users: any Users
    let random: Random

    /// What a journey finds: the part for its scope, if it is still good.
    struct Found: Sendable {
        var session: Session
        var content: SessionContent
    }

    func find(_ tenant: Tenant, http: Request, at now: Timestamp) async throws -> Found? {
        guard let value = http.cookies[BrowserSessions.cookieName(tenant)],
            let session = try await sessions.session(id(of: value), of: tenant.id, at: now),
            let content = SessionContent(stored: session.content)
        else { return nil }
        return Found(session: session, content: content)
    }

    /// The part of the session that a journey of this scope may use. Its person must still be there, enabled, and
    /// must not have had their sessions revoked since.
    func part(_ scope: String?, of found: Found?, tenant: Tenant, at now: Timestamp) async throws -> SessionContent
        .Part?
    {
        guard let scope, let part = found?.content.parts[scope], now < part.expiresAt else { return nil }
        guard let user = part.user else { return part }
        guard let known = try await users.user(User.ID(user), of: tenant.id), known.isEnabled,
            known.tokensValidFrom <= part.authenticatedAt
        else { return nil }
        return part
    }

    /// Keeps what the journey leaves behind and answers the cookie. A fresh sign-in gets a session of a new name, so
    /// that nobody can have planted it; one that goes on keeps its name, since other tabs may be using it right now.
    func keep(
        _ part: SessionContent.Part, scope: String, application: SessionContent.Application?, over found: Found?,
        continues: Bool, policy: ResolvedPolicy, isPersistent: Bool, tenant: Tenant, http: Request, at now: Timestamp
    ) async throws -> SetCookie {
        let behaviors = policy.relyingParty?.behaviors ?? UserJourneyBehaviors()
        let isPersistent = isPersistent || (continues && found?.session.isPersistent == true)
        let lifetime =
            isPersistent ? Int64(behaviors.keepAliveInDays) * 86_400 : Int64(behaviors.sessionExpiryInSeconds)
        var part = part
        let mayExtend = behaviors.sessionExpiry == .rolling || !continues
        if mayExtend { part.expiresAt = now.adding(seconds: lifetime) }
        var content = found?.content ?? SessionContent(parts: [:], applications: [])
        if !continues, let old = content.parts[scope], old.user == nil || old.user != part.user {
            // Somebody else's applications are none of this person's.
            content.applications.removeAll { $0.sessionID == nil || $0.sessionID == old.id }
        }
        content.parts[scope] = part
        if let application { content.register(application) }
        let known = continues ? http.cookies[BrowserSessions.cookieName(tenant)] : nil
        let value = known ?? random.token()
        var session = Session(
            id: id(of: value), tenant: tenant.id, createdAt: found?.session.createdAt ?? now,
            expiresAt: content.parts.values.map { $0.expiresAt }.max() ?? part.expiresAt, content: content.stored)
        session.usedAt = now
        session.isPersistent = isPersistent
        // What goes on may have been ended in another tab since: then it stays so.
        if known != nil { _ = try await sessions.update(session, at: now) } else { try await sessions.save(session) }
        if let found, found.session.id != session.id { try await sessions.end(found.session.id) }
        let remaining = Int((session.expiresAt.milliseconds - now.milliseconds) / 1000)
        return .ofBrowser(
            BrowserSessions.cookieName(tenant), value, maximumAge: isPersistent ? remaining : nil, http: http)
    }

    /// Ends the session and says what it was: who must hear of its end.
    func end(_ tenant: Tenant, http: Request, at now: Timestamp) async throws -> (
        content: SessionContent, cookie: SetCookie
    ) {
        let expired = SetCookie.ofBrowser(BrowserSessions.cookieName(tenant), "", maximumAge: 0, http: http)
        guard let found = try await find(tenant, http: http, at: now) else { return (SessionContent(), expired) }
        try await sessions.end(found.session.id)
        return (found.content, expired)
    }

    static func cookieName(_ tenant: Tenant) -> String { "x-ms-cpim-sso:\(tenant.name)_0" }

    private func id(of value: String) -> Session.ID { Session.ID(Base64.encodeURL(Hash.sha256(Bytes(utf8: value)))) }
}
