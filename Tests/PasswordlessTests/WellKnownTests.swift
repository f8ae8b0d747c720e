import Base
import Directory
import FIDO
import HTTP
import Storage
import TestSupport
import Testing

@testable import Passwordless

/// What browsers, keys and telephones read of a realm's host.
struct WellKnownTests {
    private static let print = (0..<32).map { $0 < 10 ? "0\($0)" : "\($0)" }.joined(separator: ":")

    private static let settings: JSON = [
        "webAuthn": [
            "relatedOrigins": ["https://shop.example", "https://shop.other"], "appId": "https://id.example/app-id.json",
            "appOrigins": ["android:apk-key-hash:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"],
            "appleApps": ["ABCDE12345.com.example.app"],
            "androidApps": [["package": "com.example.app", "sha256": [.string(print)]]],
        ]
    ]

    private func get(_ address: String, _ world: RealmWorld) async throws -> FetchResponse {
        let origin = try #require(URL(address)?.origin)
        return try await MemoryFetch([origin: world.responder]).send(FetchRequest(url: address))
    }

    @Test(arguments: [
        ("/.well-known/webauthn", #"{"origins":["https://shop.example","https://shop.other"]}"#),
        ("/.well-known/apple-app-site-association", #"{"webcredentials":{"apps":["ABCDE12345.com.example.app"]}}"#),
        (
            "/.well-known/passkey-endpoints",
            #"{"enroll":"https://id.example/account","manage":"https://id.example/account"}"#
        ),
    ])
    func `a realm's own host says what belongs to it`(path: String, document: String) async throws {
        let world = try await RealmWorld(Self.settings, hosts: ["id.example"])
        let answer = try await get("https://id.example\(path)", world)
        #expect(answer.status == 200 && answer.headers["Content-Type"]?.hasPrefix("application/json") == true)
        #expect(try JSON(parsing: answer.body) == JSON(parsing: document))
    }

    @Test func `Android reads the apps, and their origins count for passkeys`() async throws {
        let world = try await RealmWorld(Self.settings, hosts: ["id.example"])
        let links = try JSON(parsing: try await get("https://id.example/.well-known/assetlinks.json", world).body)
        let target = try #require(links.array?.first?["target"])
        #expect(
            target["package_name"] == "com.example.app" && target["sha256_cert_fingerprints"] == [.string(Self.print)])
        #expect(
            links.array?.first?["relation"]?.strings?.contains("delegate_permission/common.get_login_creds") == true)
        let realm = try #require(try await world.service.desks.realms.realm(nil, origin: "https://id.example"))
        let app = "android:apk-key-hash:" + Base64.encodeURL(Bytes((0..<32).map { UInt8($0 / 10 * 16 + $0 % 10) }))
        #expect(try realm.relyingParty().origins.contains(try Origin(app)))
    }

    @Test(arguments: ["apple-app-site-association", "assetlinks.json"])
    func `what is not configured is not there`(name: String) async throws {
        let world = try await RealmWorld(hosts: ["id.example"])
        #expect(try await get("https://id.example/.well-known/\(name)", world).status == 404)
    }

    @Test func `realms of one host are one relying party there`() async throws {
        let world = try await RealmWorld(Self.settings)
        let other: JSON = ["webAuthn": ["relatedOrigins": ["https://third.example", "https://shop.example"]]]
        let elsewhere: JSON = [
            "webAuthn": ["relyingPartyId": "elsewhere.example", "relatedOrigins": ["https://fourth.example"]]
        ]
        for (id, settings) in [("other", other), ("third", elsewhere)] {
            _ = try await world.store.realms.save(
                Realm(id: Realm.ID(id), tenant: Tenant.ID("\(id)-tenant"), displayName: id, settings: settings))
        }
        let answer = try await get("\(RealmWorld.origin)/.well-known/webauthn", world)
        #expect(
            try JSON(parsing: answer.body)["origins"] == [
                "https://shop.example", "https://shop.other", "https://third.example",
            ])
        #expect(try await get("\(RealmWorld.origin)/.well-known/passkey-endpoints", world).status == 404)
    }

    @Test(arguments: [("https://id.example/app-id.json", true), ("https://login.example/demo/app-id.json", false)])
    func `the AppID's address lists the facets, as clients of U2F read them`(address: String, isOwn: Bool) async throws
    {
        let world = try await RealmWorld(Self.settings, hosts: ["id.example"])
        let answer = try await get(address, world)
        #expect(answer.status == 200 && answer.headers["Content-Type"] == "application/fido.trusted-apps+json")
        let facets = try TrustedFacets(parsing: answer.body)
        let ids = try #require(facets.facets[.init(1, 0)])
        #expect(ids.contains(isOwn ? "https://id.example" : "https://login.example"))
        #expect(ids.contains("android:apk-key-hash:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"))
        #expect(!ids.contains { $0.contains("evil") })
        // By the rules of clients: the page of the AppID's origin, and the app that is listed.
        let appID = try AppID("https://id.example/app-id.json")
        let domain: (String) -> String? = { $0.split(separator: ".").suffix(2).joined(separator: ".") }
        #expect(facets.permits(try Origin("https://id.example"), for: appID, registrableDomain: domain))
        #expect(
            facets.permits(
                try Origin("android:apk-key-hash:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"), for: appID,
                registrableDomain: domain))
        #expect(!facets.permits(try Origin("https://evil.example"), for: appID, registrableDomain: domain))
        #expect(
            !facets.permits(
                try Origin("android:apk-key-hash:BBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBA"), for: appID,
                registrableDomain: domain))
    }

    @Test func `without an AppID there is no list`() async throws {
        let world = try await RealmWorld(hosts: ["id.example"])
        #expect(try await get("https://id.example/app-id.json", world).status == 404)
        #expect(try await get("\(RealmWorld.origin)/nobody/app-id.json", world).status == 404)
    }

    @Test(
        arguments: [
            ["appleApps": ["com.example.app"]], ["appleApps": ["ABCDE12345."]],
            ["androidApps": [["package": "app", "sha256": ["00"]]]],
            ["androidApps": [["package": "com.example.app", "sha256": ["00:11"]]]],
            ["androidApps": [["package": "com.example.app"]]],
        ] as [JSON])
    func `an app that cannot be one is refused`(settings: JSON) {
        #expect(throws: ObjectReader.Fault.self) { _ = try RealmSettings(["webAuthn": settings]) }
    }
}
