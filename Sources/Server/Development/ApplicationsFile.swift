import Base
import Directory
import HTTP
import OpenIDProvider

/// `applications.json`: the applications of a tenant, in Microsoft Graph's shape (docs/applications.md). Secrets are in
/// it as hashes only.
struct ApplicationsFile: Sendable {
    let applications: [Application]

    /// Why the file cannot be read, for its author.
    struct Fault: Error, Equatable, CustomStringConvertible {
        let description: String
    }

    static let maximumCount = 1000

    /// Strict: a setting that nobody reads is one that somebody believes in.
    init(parsing bytes: Bytes, tenant: Tenant.ID) throws(Fault) {
        let json: JSON
        do {
            json = try JSON(parsing: bytes)
        } catch {
            throw Fault(description: "not JSON: \(error)")
        }
        let file = try ApplicationReader(json, "the file")
        try file.allow(["applications"])
        let items = try file.list("applications")
        guard items.count <= Self.maximumCount else {
            throw Fault(description: "more than \(Self.maximumCount) applications")
        }
        var all: [Entry] = []
        for (index, item) in items.enumerated() {
            all.append(try Entry(ApplicationReader(item, "applications[\(index)]"), tenant: tenant))
        }
        let ids = all.map(\.application.id)
        if let twice = ids.first(where: { id in ids.count { $0 == id } > 1 }) {
            throw Fault(description: "two applications have the appId \(twice)")
        }
        var granted: [Application] = []
        for entry in all { granted.append(try entry.granted(by: all)) }
        applications = granted
    }
}

extension ApplicationsFile {
    /// An application, and what it was given at others, by their ids.
    fileprivate struct Entry {
        var application: Application
        /// The roles and scopes that it has for others: by Graph's id, or by value.
        private let roles: [(id: String?, value: String)]
        private let scopes: [(id: String?, value: String)]
        private let access: [Access]?
        private let place: String

        private struct Access {
            let api: String
            let items: [(id: String, isRole: Bool)]
        }

        init(_ json: ApplicationReader, tenant: Tenant.ID) throws(Fault) {
            let id = try json.uuid("appId")
            guard id != DemoApplication.id.text else { throw json.fault("\(id) is the demo's own; choose another") }
            place = "application \(id)"
            let json = ApplicationReader(object: json.object, place)
            try json.allow(ApplicationReader.known)
            application = Application(
                id: Application.ID(id), tenant: tenant, name: try json.text("displayName") ?? id)
            roles = try json.values("appRoles")
            let api = try json.child("api")
            try api?.allow(["oauth2PermissionScopes", "requestedAccessTokenVersion"])
            scopes = try api?.values("oauth2PermissionScopes") ?? []
            access = try Self.access(json)
            application.identifierURIs = try json.texts("identifierUris")
            if !scopes.isEmpty, application.identifierURIs.isEmpty {
                throw json.fault("api.oauth2PermissionScopes need an identifierUris that they begin with")
            }
            application.exposedScopes = application.identifierURIs.flatMap { uri in scopes.map { "\(uri)/\($0.value)" }
            }
            application.appRoles = roles.map(\.value)
            try application.readSettings(json)
        }

        private static let microsoftGraph = "00000003-0000-0000-c000-000000000000"

        private static func access(_ json: ApplicationReader) throws(Fault) -> [Access]? {
            guard json.has("requiredResourceAccess") else { return nil }
            var all: [Access] = []
            for item in try json.children("requiredResourceAccess") {
                try item.allow(["resourceAppId", "resourceAccess"])
                // Of Microsoft Graph every export names openid and offline_access, which need no leave here.
                if try item.uuid("resourceAppId") == microsoftGraph { continue }
                var items: [(String, Bool)] = []
                for one in try item.children("resourceAccess") {
                    try one.allow(["id", "type"])
                    let type = try one.required("type")
                    guard type == "Role" || type == "Scope" else { throw one.fault("type must be Role or Scope") }
                    items.append((try one.required("id"), type == "Role"))
                }
                all.append(Access(api: try item.uuid("resourceAppId"), items: items))
            }
            return all
        }

        /// The application with what the other ones say about the roles and scopes that it names.
        func granted(by all: [Entry]) throws(Fault) -> Application {
            guard let access else { return application }
            var application = application
            var permitted: [String] = []
            for item in access {
                guard let api = all.first(where: { $0.application.id.text == item.api }) else {
                    throw Fault(description: "\(place): there is no application \(item.api) to have access to")
                }
                for (id, isRole) in item.items {
                    guard let value = (isRole ? api.roles : api.scopes).first(where: { $0.id == id || $0.value == id })
                    else {
                        let kind = isRole ? "app role" : "scope"
                        throw Fault(description: "\(place): \(item.api) has no \(kind) \(id)")
                    }
                    if isRole {
                        application.grantedAppRoles.append("\(item.api)/\(value.value)")
                    } else {
                        permitted += api.application.identifierURIs.map { "\($0)/\(value.value)" }
                    }
                }
            }
            application.permittedScopes = permitted
            return application
        }
    }
}

extension Application {
    fileprivate mutating func readSettings(_ json: ApplicationReader) throws(ApplicationsFile.Fault) {
        let (web, spa, native) = (try json.child("web"), try json.child("spa"), try json.child("publicClient"))
        try web?.allow(["redirectUris", "logoutUrl", "implicitGrantSettings", "homePageUrl", "redirectUriSettings"])
        try spa?.allow(["redirectUris"])
        try native?.allow(["redirectUris"])
        redirectURIs =
            try Self.redirects(web, .web) + Self.redirects(spa, .spa) + Self.redirects(native, .native)
        frontChannelLogoutURI = try web?.text("logoutUrl")
        let implicit = try web?.child("implicitGrantSettings")
        try implicit?.allow(["enableIdTokenIssuance", "enableAccessTokenIssuance"])
        allowsImplicitIDToken = try implicit?.flag("enableIdTokenIssuance") ?? false
        allowsImplicitAccessToken = try implicit?.flag("enableAccessTokenIssuance") ?? false
        // Azure's switch "Allow public client flows", of which B2C has this one.
        allowsPasswordGrant = try json.flag("isFallbackPublicClient") ?? false
        isEnabled = !(try json.flag("isDisabled") ?? false)
        secretHashes = try json.secretHashes()
        keys = try json.keySet("jwks")
        let own = try json.child("cardea")
        try own?.allow(["requiresPKCE", "allowsPlainPKCE"])
        requiresChallenge = try own?.flag("requiresPKCE") ?? false
        allowsPlainChallenge = try own?.flag("allowsPlainPKCE") ?? false
    }

    /// RFC 6749 §3.1.2: absolute, without a fragment; and over https, but for this machine and for an app's own scheme.
    private static func redirects(
        _ json: ApplicationReader?, _ platform: RedirectURI.Platform
    ) throws(ApplicationsFile.Fault) -> [RedirectURI] {
        guard let json else { return [] }
        var all: [RedirectURI] = []
        for uri in try json.texts("redirectUris") {
            guard !uri.contains("#"), !uri.contains("*") else {
                throw json.fault("\(uri) is not a redirect URI: it has a fragment or a wildcard")
            }
            let url = URL(uri)
            switch platform {
            case .web, .spa:
                guard let url, url.scheme == "https" || (url.scheme == "http" && url.isLoopback) else {
                    throw json.fault("\(uri) must be https, or http to this machine")
                }
            case .native:
                let scheme = uri.prefix { $0 != ":" }
                guard scheme.count < uri.count,
                    !["http", "javascript", "data"].contains(scheme.lowercased())
                        || url?.isLoopback == true
                else { throw json.fault("\(uri) must have a scheme of the app's, or be of this machine") }
            }
            all.append(RedirectURI(uri, platform))
        }
        return all
    }
}
