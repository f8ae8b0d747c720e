import Base
import Directory
import HTTP
import JOSE
import OpenID
import OpenIDProvider
import Passwordless

/// A realm as one JSON file: what `cardea realm export` writes and `import` reads, and what `cardea dev` watches in
/// `realms/` (docs/realms-api.md). Keys and secrets are in it as hashes only; people are not.
struct RealmFile: Sendable {
    var id: Realm.ID
    /// Nil: made when the realm is made.
    var tenant: Tenant.ID?
    var displayName: String
    var hosts: [String]
    /// Where the issuer is; nil: `/{realm}/oidc`, and `/oidc` at a host of its own.
    var issuerPath: String?
    var settings: RealmSettings
    var clients: [RealmClientEntry]

    /// Addresses begin with a realm's id, so that some words are taken.
    private static let reserved: Set<String> = [
        "v1", "v1.0", "beta", "oidc", "health", "metrics", "console", "mailbox", "token", "trace", "assets",
        "init-auth",
        "signin", "account", "tfp", "favicon.ico", "stubs", "challenge",
    ]

    init(_ json: JSON) throws(ObjectReader.Fault) {
        let reader = try ObjectReader(json)
        try reader.allow(["realm", "tenantId", "displayName", "hosts", "issuerPath", "settings", "clients"])
        let name = try reader.required("realm")
        guard Self.isID(name) else {
            throw reader.fault("realm", "must have 2 to 40 lower-case letters, digits and '-', and be no word of ours")
        }
        id = Realm.ID(name)
        tenant = try reader.text("tenantId", maximum: 64).map { Tenant.ID($0.lowercased()) }
        displayName = try reader.text("displayName", maximum: 100) ?? name
        hosts = try reader.texts("hosts", maximum: 20) ?? []
        guard hosts.allSatisfy({ Authority($0)?.host == $0 }) else {
            throw reader.fault("hosts", "must be host names in lower case, without a port")
        }
        issuerPath = try reader.text("issuerPath", maximum: 200)
        if let path = issuerPath, let problem = Self.problem(ofIssuerPath: path, id) {
            throw reader.fault("issuerPath", problem)
        }
        do throws(ObjectReader.Fault) {
            settings = try RealmSettings(reader["settings"] ?? [:])
        } catch {
            throw reader.fault("settings", error.description)
        }
        clients = []
        for child in try reader.children("clients") ?? [] { clients.append(try RealmClientEntry(child)) }
        if let profile = settings.profile {
            for (index, client) in clients.enumerated() {
                let problem = profile.problem(of: client.template, isOwn: client.id == RealmClientEntry.own)
                guard let (item, remedy) = problem else { continue }
                throw reader.fault(
                    "clients[\(index)].\(item)", "\(client.id) contradicts profile \(profile.rawValue): \(remedy)")
            }
        }
        let ids = clients.map(\.id)
        guard Set(ids).count == ids.count else { throw reader.fault("clients", "has one clientId twice") }
    }

    init(_ realm: Realm, clients: [Application]) throws(ObjectReader.Fault) {
        (id, tenant, displayName, hosts) = (realm.id, realm.tenant, realm.displayName, realm.hosts)
        issuerPath = realm.issuerPath
        settings = try RealmSettings(realm.settings)
        self.clients = clients.map(RealmClientEntry.init)
    }

    var json: JSON {
        var object: JSON.Object = ["realm": .string(id.text)]
        object["tenantId"] = tenant.map { .string($0.text) }
        object["displayName"] = .string(displayName)
        object["hosts"] = JSON(hosts)
        object["issuerPath"] = issuerPath.map { .string($0) }
        object["settings"] = settings.json
        object["clients"] = .array(clients.map(\.json))
        return .object(object)
    }

    /// What is wrong with it, as far as the file tells; nil: nothing.
    private static func problem(ofIssuerPath path: String, _ id: Realm.ID) -> String? {
        let parts = path.split(separator: "/", omittingEmptySubsequences: false).dropFirst().map(String.init)
        let isPlain = parts.allSatisfy { part in
            !part.isEmpty && part != "." && part != ".."
                && part.utf8.allSatisfy { "-._~".utf8.contains($0) || isLetterOrDigit($0) }
        }
        guard path.hasPrefix("/"), isPlain, parts.count <= Mount.maximumSegments else {
            return
                "must be a path of one to \(Mount.maximumSegments) parts, without a slash at its end: /auth/realms/shop"
        }
        // `/oidc` is where realms of a host of their own are; one realm may be there at the common host.
        guard !reserved.contains(parts[0].lowercased()) || path == "/oidc" else {
            return "begins with \(parts[0]), which is a word of ours"
        }
        guard parts[0] != id.text || parts.count > 1 else { return "is where the realm's pages are: add a part" }
        return nil
    }

    private static func isLetterOrDigit(_ byte: UInt8) -> Bool {
        (0x30...0x39).contains(byte) || (0x61...0x7a).contains(byte | 0x20)
    }

    static func isID(_ text: String) -> Bool {
        (2...40).contains(text.utf8.count) && !reserved.contains(text)
            && text.utf8.allSatisfy { (0x61...0x7a).contains($0) || (0x30...0x39).contains($0) || $0 == 0x2d }
    }
}

/// A client in a realm's file.
struct RealmClientEntry: Sendable {
    /// `tenant`: the realm's own, whose id is the realm's tenant id, and whose secrets are the API keys.
    static let own = "tenant"

    let id: String
    let json: JSON
    /// Of no tenant yet.
    fileprivate private(set) var template: Application

    init(_ reader: ObjectReader) throws(ObjectReader.Fault) {
        try reader.allow([
            "clientId", "name", "isEnabled", "redirectUris", "spaRedirectUris", "nativeRedirectUris", "secrets",
            "postLogoutRedirectUris", "frontChannelLogoutUri", "allowsIdTokenResponse", "requiresPkce", "logo",
            "subjectType", "alwaysAnswersWithCode", "embeddingOrigins", "idTokenSignedResponseAlg", "jwks",
            "responseModes", "requiresPushedRequests",
        ])
        id = try reader.required("clientId")
        guard id.utf8.count <= 255, id.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7f && $0 != 0x3a }) else {
            throw reader.fault("clientId", "must be printable ASCII without ':'")
        }
        json = .object(reader.object)
        template = Application(
            id: Application.ID(id), tenant: Tenant.ID(""), name: try reader.text("name", maximum: 100) ?? id)
        template.isEnabled = try reader.flag("isEnabled") ?? true
        template.redirectURIs = try Self.redirectURIs(reader)
        template.secretHashes = try Self.secretHashes(reader)
        template.postLogoutRedirectURIs = try reader.texts("postLogoutRedirectUris", maximum: 100) ?? []
        template.frontChannelLogoutURI = try reader.text("frontChannelLogoutUri")
        template.allowsImplicitIDToken = try reader.flag("allowsIdTokenResponse") ?? false
        template.requiresChallenge = try reader.flag("requiresPkce") ?? false
        template.keys = try Self.keys(reader)
        template.responseModes = try Self.responseModes(reader)
        template.requiresPushedRequests = try reader.flag("requiresPushedRequests") ?? false
        template.subjectType = try reader.choice("subjectType") ?? .public
        template.alwaysAnswersWithCode = try reader.flag("alwaysAnswersWithCode") ?? (id == Self.own)
        template.idTokenAlgorithm = try reader.text("idTokenSignedResponseAlg")
        guard [nil, "RS256", "ES256"].contains(template.idTokenAlgorithm) else {
            throw reader.fault("idTokenSignedResponseAlg", "must be RS256 or ES256")
        }
        template.logo = try reader.text("logo")
        guard template.logo?.hasPrefix("https://") ?? true else {
            throw reader.fault("logo", "must be an https address")
        }
        template.embeddingOrigins = try reader.texts("embeddingOrigins", maximum: 100) ?? []
        guard template.embeddingOrigins.allSatisfy({ URL($0)?.origin == $0 }) else {
            throw reader.fault("embeddingOrigins", "must be origins: https://shop.example")
        }
    }

    private static func redirectURIs(_ reader: ObjectReader) throws(ObjectReader.Fault) -> [RedirectURI] {
        var uris: [RedirectURI] = []
        for (name, platform) in uriLists {
            for uri in try reader.texts(name, maximum: 100) ?? [] {
                guard isRedirect(uri, platform) else { throw reader.fault(name, "\(uri) cannot be redirected to") }
                uris.append(RedirectURI(uri, platform))
            }
        }
        return uris
    }

    private static func secretHashes(_ reader: ObjectReader) throws(ObjectReader.Fault) -> [Bytes] {
        var hashes: [Bytes] = []
        for child in try reader.children("secrets", maximum: 10) ?? [] {
            try child.allow(["sha256", "name"])
            guard let hash = Base64.decodeURL(try child.required("sha256")), hash.count == 32 else {
                throw child.fault("sha256", "must be the SHA-256 of the secret: see cardea app secret --help")
            }
            hashes.append(hash)
        }
        return hashes
    }

    /// For `private_key_jwt` (RFC 7523).
    private static func keys(_ reader: ObjectReader) throws(ObjectReader.Fault) -> JSON? {
        guard let value = reader["jwks"] else { return nil }
        guard let keys = value["keys"]?.array, !keys.isEmpty, (try? JWKSet(value)) != nil else {
            throw reader.fault("jwks", "must be a JWK set (RFC 7517 §5)")
        }
        guard keys.allSatisfy({ $0["d"] == nil && $0["k"] == nil }) else {
            throw reader.fault("jwks", "holds a private key, which belongs to the client alone")
        }
        return value
    }

    private static func responseModes(_ reader: ObjectReader) throws(ObjectReader.Fault) -> [String] {
        let modes = try reader.texts("responseModes", maximum: 10) ?? []
        let known = ResponseMode.allCases.map(\.rawValue)
        guard modes.allSatisfy(known.contains) else {
            throw reader.fault("responseModes", "may have \(known.joined(separator: ", "))")
        }
        return modes
    }

    private static let uriLists: [(String, RedirectURI.Platform)] = [
        ("redirectUris", .web), ("spaRedirectUris", .spa), ("nativeRedirectUris", .native),
    ]

    /// Https; of native clients also their own schemes and loopback (RFC 8252).
    private static func isRedirect(_ text: String, _ platform: RedirectURI.Platform) -> Bool {
        guard let url = URL(text), url.fragment == nil else {
            return platform == .native && text.contains(":") && !text.lowercased().hasPrefix("javascript:")
        }
        return url.scheme == "https" || url.isLoopback || (platform == .native && url.scheme != "http")
    }

    init(_ application: Application) {
        id = application.id.text == application.tenant.text ? Self.own : application.id.text
        var object: JSON.Object = ["clientId": .string(id), "name": .string(application.name)]
        if !application.isEnabled { object["isEnabled"] = false }
        for (name, platform) in Self.uriLists {
            let uris = application.redirectURIs.filter { $0.platform == platform }.map(\.uri)
            if !uris.isEmpty { object[name] = JSON(uris) }
        }
        if !application.secretHashes.isEmpty {
            object["secrets"] = .array(
                application.secretHashes.map { ["sha256": .string(Base64.encodeURL($0))] })
        }
        if !application.postLogoutRedirectURIs.isEmpty {
            object["postLogoutRedirectUris"] = JSON(application.postLogoutRedirectURIs)
        }
        object["frontChannelLogoutUri"] = application.frontChannelLogoutURI.map { .string($0) }
        if application.allowsImplicitIDToken { object["allowsIdTokenResponse"] = true }
        if application.requiresChallenge { object["requiresPkce"] = true }
        object["jwks"] = application.keys
        if !application.responseModes.isEmpty { object["responseModes"] = JSON(application.responseModes) }
        if application.requiresPushedRequests { object["requiresPushedRequests"] = true }
        object["logo"] = application.logo.map { .string($0) }
        if application.subjectType != .public { object["subjectType"] = .string(application.subjectType.rawValue) }
        object["alwaysAnswersWithCode"] = .bool(application.alwaysAnswersWithCode)
        object["idTokenSignedResponseAlg"] = application.idTokenAlgorithm.map { .string($0) }
        if !application.embeddingOrigins.isEmpty { object["embeddingOrigins"] = JSON(application.embeddingOrigins) }
        json = .object(object)
        template = application
    }

    /// The client in a realm of this tenant. What a file cannot say stays as it was `before`.
    func application(of tenant: Tenant.ID, before: Application?) -> Application {
        let text = id == Self.own ? tenant.text : id
        var application = before ?? Application(id: Application.ID(text), tenant: tenant, name: text)
        application.name = template.name
        application.isEnabled = template.isEnabled
        application.redirectURIs = template.redirectURIs
        application.secretHashes = template.secretHashes
        application.postLogoutRedirectURIs = template.postLogoutRedirectURIs
        application.frontChannelLogoutURI = template.frontChannelLogoutURI
        application.allowsImplicitIDToken = template.allowsImplicitIDToken
        application.requiresChallenge = template.requiresChallenge
        application.keys = template.keys
        application.responseModes = template.responseModes
        application.requiresPushedRequests = template.requiresPushedRequests
        application.subjectType = template.subjectType
        application.alwaysAnswersWithCode = template.alwaysAnswersWithCode
        application.idTokenAlgorithm = template.idTokenAlgorithm
        application.logo = template.logo
        application.embeddingOrigins = template.embeddingOrigins
        return application
    }
}
