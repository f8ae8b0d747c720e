import Base
import Journey
import Policy

/// What a browser's session holds: one part for each scope in which people signed in, and who must hear of the end.
struct SessionContent: Equatable, Sendable {
    /// By `SSOScope` key: `tenant`, `application:{client id}`, `policy:{id}`.
    var parts: [String: Part] = [:]
    var applications: [Application] = []

    struct Part: Equatable, Sendable {
        var session: SSOSession
        var authenticatedAt: Timestamp
        /// The person's object id, where the journey knew one.
        var user: String?
        /// Names this sign-in to relying parties (`sid`).
        var id: String
        var expiresAt: Timestamp
    }

    /// A relying party that took part.
    struct Application: Equatable, Sendable {
        var client: String
        var policy: String
        /// The `sid` that it knows the sign-in by.
        var sessionID: String?
    }

    mutating func register(_ application: Application) {
        if !applications.contains(application) { applications.append(application) }
    }
}

extension SessionContent {
    var stored: JSON {
        let parts = self.parts.sorted { $0.key < $1.key }.map { key, part in
            var object: JSON.Object = [
                "session": part.session.stored, "authenticated": .integer(part.authenticatedAt.milliseconds),
                "id": .string(part.id), "expires": .integer(part.expiresAt.milliseconds),
            ]
            object["user"] = part.user.map { .string($0) }
            return (key, JSON.object(object))
        }
        let applications = self.applications.map { JSON([$0.client, $0.policy] + [$0.sessionID].compactMap(\.self)) }
        return ["parts": .object(JSON.Object(parts)), "applications": .array(applications)]
    }

    init?(stored json: JSON) {
        guard let parts = json["parts"]?.object, let applications = json["applications"]?.array else { return nil }
        self.init(parts: [:], applications: [])
        for member in parts.members {
            guard let session = member.value["session"].flatMap({ SSOSession(stored: $0) }),
                let authenticated = member.value["authenticated"]?.integer,
                let expires = member.value["expires"]?.integer, let id = member.value["id"]?.string
            else { return nil }
            self.parts[member.name] = Part(
                session: session, authenticatedAt: Timestamp(milliseconds: authenticated),
                user: member.value["user"]?.string, id: id, expiresAt: Timestamp(milliseconds: expires))
        }
        for item in applications {
            guard let texts = item.strings, (2...3).contains(texts.count) else { return nil }
            self.applications.append(
                Application(client: texts[0], policy: texts[1], sessionID: texts.count == 3 ? texts[2] : nil))
        }
    }
}

extension UserJourneyBehaviors {
    /// The part of a session that journeys of this policy share; nil: none (§9.1).
    func sessionScope(client: String, policy: Name) -> String? {
        switch ssoScope {
        case .tenant, .trustFramework: "tenant"
        case .application: "application:\(client)"
        case .policy: "policy:\(policy.folded)"
        case .suppressed: nil
        }
    }
}
