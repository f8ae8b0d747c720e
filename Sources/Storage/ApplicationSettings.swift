import Base
import Directory

/// What is not looked up by, of an application, as JSON: it grows a member whenever a protocol does.
///
/// Reading is strict: a client that lost its `requiresChallenge` through a damaged row would be a weaker one.
enum ApplicationSettings {
    static func json(of application: Application) -> JSON {
        var settings: JSON.Object = [
            "redirectURIs": .array(
                application.redirectURIs.map { ["uri": .string($0.uri), "platform": .string($0.platform.rawValue)] }),
            "postLogoutRedirectURIs": JSON(application.postLogoutRedirectURIs),
            "exposedScopes": JSON(application.exposedScopes),
        ]
        for (name, path) in lists { settings[name] = JSON(application[keyPath: path]) }
        for (name, path) in flags { settings[name] = .bool(application[keyPath: path]) }
        settings["keys"] = application.keys
        settings["frontChannelLogoutURI"] = application.frontChannelLogoutURI.map(JSON.string)
        settings["permittedScopes"] = application.permittedScopes.map { JSON($0) }
        settings["logo"] = application.logo.map(JSON.string)
        settings["subjectType"] = .string(application.subjectType.rawValue)
        settings["alwaysAnswersWithCode"] = .bool(application.alwaysAnswersWithCode)
        settings["idTokenAlgorithm"] = application.idTokenAlgorithm.map { .string($0) }
        settings["requiresPushedRequests"] = .bool(application.requiresPushedRequests)
        return .object(settings)
    }

    static func apply(_ settings: JSON, to application: inout Application) throws(DamagedRow) {
        for (name, path) in flags {
            application[keyPath: path] = try member(name, settings[name]?.bool)
        }
        application.redirectURIs = try redirectURIs(settings["redirectURIs"])
        application.postLogoutRedirectURIs = try member(
            "postLogoutRedirectURIs", settings["postLogoutRedirectURIs"]?.strings)
        application.exposedScopes = try member("exposedScopes", settings["exposedScopes"]?.strings)
        // Rows of an earlier version have none.
        for (name, path) in lists where settings[name] != nil {
            application[keyPath: path] = try member(name, settings[name]?.strings)
        }
        application.keys = settings["keys"]
        application.frontChannelLogoutURI = settings["frontChannelLogoutURI"]?.string
        application.permittedScopes = settings["permittedScopes"]?.strings
        application.logo = settings["logo"]?.string
        if let type = settings["subjectType"] {
            application.subjectType = try member("subjectType", type.string.flatMap(Application.SubjectType.init))
        }
        application.alwaysAnswersWithCode = settings["alwaysAnswersWithCode"]?.bool ?? false
        application.idTokenAlgorithm = settings["idTokenAlgorithm"]?.string
        application.requiresPushedRequests = settings["requiresPushedRequests"]?.bool ?? false
    }

    static func json(ofHashes hashes: [Bytes]) -> JSON { JSON(hashes.map { Base64.encodeURL($0) }) }

    static func hashes(_ json: JSON) throws(DamagedRow) -> [Bytes] {
        let texts = try member("secret_hashes", json.strings)
        let hashes = texts.compactMap { Base64.decodeURL($0) }
        guard hashes.count == texts.count else { throw DamagedRow("applications", "secret_hashes") }
        return hashes
    }

    private static var flags: [(String, WritableKeyPath<Application, Bool>)] {
        [
            ("allowsAnyLoopbackRedirect", \.allowsAnyLoopbackRedirect),
            ("allowsImplicitIDToken", \.allowsImplicitIDToken),
            ("allowsImplicitAccessToken", \.allowsImplicitAccessToken),
            ("allowsPlainChallenge", \.allowsPlainChallenge),
            ("requiresChallenge", \.requiresChallenge),
            ("allowsPasswordGrant", \.allowsPasswordGrant),
        ]
    }

    private static var lists: [(String, WritableKeyPath<Application, [String]>)] {
        [
            ("identifierURIs", \.identifierURIs), ("appRoles", \.appRoles),
            ("grantedAppRoles", \.grantedAppRoles), ("embeddingOrigins", \.embeddingOrigins),
            ("responseModes", \.responseModes),
        ]
    }

    private static func redirectURIs(_ json: JSON?) throws(DamagedRow) -> [RedirectURI] {
        var uris: [RedirectURI] = []
        for item in try member("redirectURIs", json?.array) {
            let platform = item["platform"]?.string.flatMap(RedirectURI.Platform.init)
            uris.append(
                RedirectURI(try member("redirectURIs", item["uri"]?.string), try member("redirectURIs", platform)))
        }
        return uris
    }

    private static func member<Value>(_ name: String, _ value: Value?) throws(DamagedRow) -> Value {
        guard let value else { throw DamagedRow("applications", name) }
        return value
    }
}

/// A row that this program cannot have written so.
struct DamagedRow: Error, CustomStringConvertible {
    let description: String

    init(_ table: String, _ column: String) { description = "a row of \(table) is damaged: \(column)" }
}
