import Base
import Directory
import FIDO
import HTTP

/// What browsers, authenticators' clients and telephones read of a host: who else may use its passkeys and keys.
///
/// At a realm's own host it is that realm's; at a shared one, what all realms there say together, since the passkeys of
/// a host are one relying party's.
struct WellKnownEndpoints: Sendable {
    let directory: RealmDirectory

    var routes: [Route] {
        [
            wellKnown("webauthn") { ["origins": JSON(Self.merged($0.map(\.settings.webAuthn.relatedOrigins)))] },
            wellKnown("apple-app-site-association") { realms in
                let apps = Self.merged(realms.map(\.settings.webAuthn.appleApps))
                guard !apps.isEmpty else { return nil }
                return ["webcredentials": ["apps": JSON(apps)]]
            },
            wellKnown("assetlinks.json") { realms in
                let apps = realms.flatMap(\.settings.webAuthn.androidApps)
                guard !apps.isEmpty else { return nil }
                return .array(apps.map(\.assetLink))
            },
            // One address for everybody: where several realms share a host, there is none.
            wellKnown("passkey-endpoints") { realms in
                guard realms.count == 1 else { return nil }
                let account = JSON.string("\(realms[0].base)/account")
                return ["enroll": account, "manage": account]
            },
            facets("/{realm}\(Self.facetsPath)", isNamed: true), facets(Self.facetsPath, isNamed: false),
        ]
    }

    /// Below a realm's base: an AppID of this address is answered by its list.
    static let facetsPath = "/app-id.json"

    private func wellKnown(
        _ name: String, _ document: @escaping @Sendable ([RealmContext]) -> JSON?
    ) -> Route {
        Route(.get, "/.well-known/\(name)", cors: .any) { [directory] http, _ in
            let realms = try await directory.realms(http)
            guard !realms.isEmpty, let document = document(realms) else { throw HTTPError.notFound }
            return .json(document)
        }
    }

    /// FIDO AppID and Facet Specification §3.1.3: clients read no other media type, and follow no redirect to here.
    private func facets(_ pattern: String, isNamed: Bool) -> Route {
        Route(.get, pattern, cors: .any) { [directory] http, path in
            let realm = try await directory.realm(isNamed ? path["realm"] : nil, http)
            guard let realm, realm.settings.webAuthn.appID != nil else { throw HTTPError.notFound }
            return Response(
                status: 200,
                headers: ["Content-Type": TrustedFacets.mediaType, "Cache-Control": "public, max-age=3600"],
                body: .bytes(try realm.trustedFacets().json.bytes))
        }
    }

    private static func merged(_ lists: [[String]]) -> [String] {
        var all: [String] = []
        for text in lists.joined() where !all.contains(text) { all.append(text) }
        return all
    }
}
