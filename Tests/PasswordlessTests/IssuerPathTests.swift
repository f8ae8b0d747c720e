import Base
import Directory
import HTTP
import OpenIDProvider
import Storage
import TestSupport
import Testing

@testable import Passwordless

/// A realm's issuer is where the realm says, and everything follows it.
struct IssuerPathTests {
    struct Place: CustomStringConvertible, Sendable {
        let path: String?
        let hosts: [String]
        let origin: String
        let issuer: String
        var description: String { "\(path ?? "default") at \(origin)" }
    }

    static let places = [
        Place(path: nil, hosts: [], origin: RealmWorld.origin, issuer: "/demo/oidc"),
        Place(path: nil, hosts: ["id.example"], origin: "https://id.example", issuer: "/oidc"),
        Place(path: "/auth/realms/demo", hosts: [], origin: RealmWorld.origin, issuer: "/auth/realms/demo"),
        Place(path: "/demo/connect", hosts: [], origin: RealmWorld.origin, issuer: "/demo/connect"),
        Place(path: "/oidc", hosts: [], origin: RealmWorld.origin, issuer: "/oidc"),
        Place(path: "/idp", hosts: [], origin: RealmWorld.origin, issuer: "/idp"),
        Place(path: "/a/b/c/d", hosts: ["id.example"], origin: "https://id.example", issuer: "/a/b/c/d"),
    ]

    private func world(_ place: Place) async throws -> RealmWorld {
        let world = try await RealmWorld(hosts: place.hosts, issuerPath: place.path)
        try await world.giveMail()
        return world
    }

    private func get(_ address: String, _ world: RealmWorld) async throws -> FetchResponse {
        let origin = try #require(URL(address)?.origin)
        return try await MemoryFetch([origin: world.responder]).send(FetchRequest(url: address))
    }

    @Test(arguments: places)
    func `metadata, keys and endpoints are below the issuer`(place: Place) async throws {
        let world = try await world(place)
        let issuer = place.origin + place.issuer
        let metadata = try JSON(
            parsing: try await get("\(issuer)/.well-known/openid-configuration", world).body)
        #expect(metadata["issuer"]?.string == issuer)
        for name in ["authorization", "token", "userinfo", "end_session", "revocation", "pushed_authorization_request"]
        {
            let address = try #require(metadata["\(name)_endpoint"]?.string, "\(name)")
            #expect(address.hasPrefix("\(issuer)/"))
            #expect(try await get(address, world).status != 404, "\(address)")
        }
        let keys = try #require(metadata["jwks_uri"]?.string)
        #expect(try await get(keys, world).status == 200)
        guard place.path != nil else { return }
        let others: [String] = ["/demo/oidc", "/oidc"].filter { $0 != place.path }
        for other in others {
            let answer = try await get("\(place.origin)\(other)/.well-known/openid-configuration", world)
            #expect(answer.status == 404, "\(other)")
        }
    }

    @Test(arguments: places)
    func `people sign in there, and are known there the next time`(place: Place) async throws {
        let world = try await world(place)
        let browser = RealmBrowser(world, origin: place.origin)
        let issuer = place.origin + place.issuer
        try await browser.signInByMail(at: world.authorize(base: issuer))
        let answer = try #require(URL(browser.address)?.query.flatMap { Parameters(urlEncoded: $0) })
        #expect(answer["iss"] == issuer && answer["code"] != nil, "\(browser.address)")
        try await browser.open(world.authorize([("prompt", "none")], base: issuer))
        #expect(browser.address.contains("code="), "\(browser.address)")
    }

    @Test(arguments: places)
    func `init-auth is below the issuer too`(place: Place) async throws {
        let world = try await world(place)
        let parent = place.path ?? (place.hosts.isEmpty ? "/demo" : "")
        let address = "\(place.origin)\(parent)/init-auth"
        let answer = try await MemoryFetch([place.origin: world.responder]).send(
            FetchRequest(
                method: .post, url: address,
                headers: [
                    "Authorization": "Basic \(Base64.encode("\(world.key):".utf8))", "Content-Type": "application/json",
                ], body: (["userId": "ada"] as JSON).bytes))
        #expect(answer.status == 200, "\(address): \(answer.status)")
        let token = try #require(try JSON(parsing: answer.body)["token"]?.string)
        let browser = RealmBrowser(world, origin: place.origin)
        try await browser.open(world.authorize([("token", token)], base: place.origin + place.issuer))
        #expect(browser.address.contains("/signin/"))
    }

    @Test func `of two realms each has its own path, and a host is one realm's`() async throws {
        let world = try await RealmWorld(issuerPath: "/auth/realms/demo")
        let other = Realm(
            id: Realm.ID("other"), tenant: Tenant.ID("other-tenant"), displayName: "Other", hosts: ["other.example"],
            issuerPath: "/auth/realms/demo")
        await #expect(throws: IssuerPathTaken.self) { _ = try await world.store.realms.save(other) }
        var free = other
        free.issuerPath = "/auth/realms/other"
        #expect(try await world.store.realms.save(free) != nil)
        let path = "/.well-known/openid-configuration"
        #expect(try await get("https://other.example/auth/realms/other\(path)", world).status == 200)
        #expect(try await get("https://other.example/auth/realms/demo\(path)", world).status == 404)
        #expect(try await get("\(RealmWorld.origin)/auth/realms/other\(path)", world).status == 200)
        #expect(try await get("\(RealmWorld.origin)/auth/realms/nobody\(path)", world).status == 404)
    }
}
