import Base
import Directory

/// What `Grant.content` holds: the sign-in and what was granted, enough to issue tokens again.
struct GrantContent: Sendable, Equatable {
    let authentication: Authentication
    let platform: RedirectURI.Platform
    let wantsClientInfo: Bool

    init(authentication: Authentication, platform: RedirectURI.Platform, wantsClientInfo: Bool) {
        self.authentication = authentication
        self.platform = platform
        self.wantsClientInfo = wantsClientInfo
    }

    /// Nil where a grant holds something else, which only a damaged store can do.
    init?(of grant: Grant) {
        let content = grant.content
        guard let subject = content["sub"]?.string, let claims = content["claims"]?.object,
            let platform = content["platform"]?.string.flatMap(RedirectURI.Platform.init(rawValue:))
        else { return nil }
        self.platform = platform
        wantsClientInfo = content["clientInfo"]?.bool ?? false
        authentication = Authentication(
            subject: subject, user: grant.user, authenticatedAt: grant.authenticatedAt, claims: claims,
            stored: content["stored"] ?? .null, name: content["name"]?.string,
            preferredUsername: content["preferredUsername"]?.string,
            identityProvider: content["idp"]?.string, sessionID: content["sid"]?.string,
            isProven: content["proven"]?.bool ?? true)
    }

    var json: JSON {
        var content: JSON.Object = [
            "sub": .string(authentication.subject), "claims": .object(authentication.claims),
            "platform": .string(platform.rawValue), "clientInfo": .bool(wantsClientInfo),
        ]
        if authentication.stored != .null { content["stored"] = authentication.stored }
        content["name"] = authentication.name.map(JSON.string)
        content["preferredUsername"] = authentication.preferredUsername.map(JSON.string)
        content["idp"] = authentication.identityProvider.map(JSON.string)
        if !authentication.isProven { content["proven"] = false }
        content["sid"] = authentication.sessionID.map(JSON.string)
        return .object(content)
    }
}
