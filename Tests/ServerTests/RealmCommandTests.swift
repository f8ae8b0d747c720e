import Base
import Cryptography
import JOSE
import Policy
import TestSupport
import Testing

@testable import Server

/// `cardea realm …` on a data folder.
@Suite struct RealmCommandTests {
    private let folder = TemporaryDirectory()
    private let clock = TestClock()

    private func run(_ words: String..., file: JSON = .null) async -> (json: JSON, text: String, status: Int32) {
        let command = RealmCommand(random: .openSSL, now: clock.read) { _ in file.bytes }
        let output = await command.run(words + ["--data", folder.path, "--json"])
        return ((try? JSON(parsing: Bytes(utf8: output.text))) ?? .null, output.text + output.errors, output.status)
    }

    @Test func `a realm is made, shown, exported and brought back`() async throws {
        let made = await run("create", "shop", "--name", "Shop", "--host", "login.shop.example")
        #expect(made.status == 0 && made.json["realm"] == "shop")
        let tenant = try #require(made.json["tenantId"])
        #expect(await run("create", "shop").status == 1)
        #expect(await run("create", "v1").status == 1)
        let key = await run("key", "create", "shop", "--name", "backend")
        let secret = try #require(key.json["key"]?.string)
        #expect(secret.hasPrefix("cardea_") && key.json["tenantId"] == tenant)
        let client = await run("client", "add", "shop", "--redirect", "https://shop.example/cb", "--pairwise")
        let clientSecret = try #require(client.json["clientSecret"]?.string)
        let own = await run("client", "add", "shop", "--own", "--redirect", "https://b2c.example/authresp")
        #expect(own.json["clientId"] == tenant && own.json["clientSecret"] == nil)
        let file = await run("export", "shop")
        #expect(file.json["settings"]?["apiKeys"]?.array?.count == 1)
        #expect(!file.text.contains(secret) && !file.text.contains(clientSecret))
        #expect(file.json["clients"]?.array?.contains { $0["clientId"] == "tenant" } == true)
        #expect(await run("delete", "shop").status == 2)
        #expect(await run("delete", "shop", "--yes").status == 0)
        #expect(await run("list").json == [])
        let back = await run("import", "shop.json", file: file.json)
        #expect(back.status == 0 && back.json["tenantId"] == tenant)
        #expect(await run("export", "shop").json == file.json)
    }

    @Test func `a list of breached passwords that is not there is said aloud`() async throws {
        let path = try folder.write("no hashes here\n", to: "breached")
        for (file, problem) in [("\(folder.path)/none", "cannot be read"), (path, "has no line SHA-1:count")] {
            let made = await run(
                "create", "r\(problem.count)", "--settings", "s", file: ["breachedPasswords": .string(file)])
            #expect(made.status == 0 && made.text.contains("breachedPasswords") && made.text.contains(problem))
            _ = await run("delete", "r\(problem.count)", "--yes")
        }
        #expect(await run("list").text.contains("breachedPasswords") == false)
    }

    @Test(
        arguments: [
            ("/auth/realms/shop", nil), ("/oidc", nil), ("/shop/connect", nil), ("shop", "must be a path"),
            ("/shop/", "must be a path"), ("/a/b/c/d/e", "must be a path"), ("/a/../b", "must be a path"),
            ("/a b", "must be a path"), ("/shop", "where the realm's pages are"), ("/v1/shop", "a word of ours"),
            ("/", "must be a path"), ("/taken", "where realm taken is"),
            ("/used/path", "another realm"),
        ] as [(String, String?)])
    func `an issuer's path is checked when it is set`(path: String, problem: String?) async {
        #expect(await run("create", "taken").status == 0)
        #expect(await run("create", "second", "--issuer-path", "/used/path").status == 0)
        let made = await run("create", "shop", "--issuer-path", path)
        #expect((made.status == 0) == (problem == nil), "\(made.text)")
        if let problem { #expect(made.text.contains(problem), "\(made.text)") }
        guard problem == nil else { return }
        #expect(await run("export", "shop").json["issuerPath"]?.string == path)
        #expect(await run("set", "shop", "--issuer-path", "").status == 0)
        #expect(await run("export", "shop").json["issuerPath"] == nil)
    }

    @Test(
        arguments: [
            ([:], nil), (["jwks": .null], "jwks"),
            (["secrets": [["sha256": .string(RealmCommandTests.hash)]]], "secrets"),
            (["spaRedirectUris": ["https://shop.example/spa"]], "redirectUris"),
            (["responseModes": .null], "responseModes"),
            (["allowsIdTokenResponse": true], "allowsIdTokenResponse"), (["requiresPkce": false], "requiresPkce"),
            (["responseModes": ["smoke"]], "responseModes"), (["jwks": ["keys": []]], "jwks"),
        ] as [(JSON, String?)])
    func `a client that contradicts the realm's profile is named`(change: JSON, item: String?) async throws {
        let key: JSON = ["keys": [.object(try JWK(.privateKey(try PrivateKey.elliptic(.p256)), id: "k").publicJSON)]]
        var client: JSON.Object = [
            "clientId": "web", "redirectUris": ["https://shop.example/cb"], "jwks": key, "requiresPkce": true,
            "responseModes": ["query"],
        ]
        for member in change.object?.members ?? [] { client[member.name] = member.value }
        let file: JSON = ["realm": "shop", "settings": ["profile": "asvs-3"], "clients": [.object(client)]]
        let made = await run("import", "shop.json", file: file)
        #expect((made.status == 0) == (item == nil), "\(made.text)")
        if let item { return #expect(made.text.contains("clients[0]") && made.text.contains(item), "\(made.text)") }
        #expect(await run("export", "shop").json["clients"]?.array?.first?["jwks"] == key)
        let added = await run("client", "add", "shop", "--redirect", "https://shop.example/cb")
        #expect(added.status == 1 && added.text.contains("jwks contradicts profile asvs-3"))
        #expect(await run("client", "secret", "shop", "web").status == 1)
    }

    fileprivate static let hash = Base64.encodeURL(Hash.sha256("a".utf8))

    @Test func `keys rotate with overlap and are revoked`() async throws {
        _ = await run("create", "shop")
        let first = await run("key", "create", "shop", "--days", "30")
        _ = await run("key", "rotate", "shop", "--overlap", "2")
        let list = await run("key", "list", "shop").json.array ?? []
        #expect(list.count == 2)
        #expect(list[0]["expiresAt"]?.string == clock.now.adding(seconds: 2 * 86_400).iso8601)
        #expect(list[1]["expiresAt"] == nil)
        let id = try #require(first.json["id"]?.string)
        #expect(await run("key", "revoke", "shop", id).status == 0)
        #expect(await run("key", "revoke", "shop", id).status == 1)
        #expect(await run("webhook-secret", "shop").json["secret"]?.string?.hasPrefix("whsec_") == true)
    }

    @Test func `a secret is replaced, with or without overlap`() async throws {
        _ = await run("create", "shop")
        let client = await run("client", "add", "shop", "--id", "web", "--redirect", "https://shop.example/cb")
        let first = try #require(client.json["clientSecret"])
        let second = await run("client", "secret", "shop", "web")
        #expect(second.json["clientSecret"] != first)
        #expect(await run("client", "list", "shop").json.array?.first?["secrets"]?.array?.count == 2)
        _ = await run("client", "secret", "shop", "web", "--drop-old")
        #expect(await run("client", "list", "shop").json.array?.first?["secrets"]?.array?.count == 1)
        #expect(await run("client", "remove", "shop", "web").status == 0)
        #expect(await run("client", "remove", "shop", "web").status == 1)
    }

    @Test func `an action is tried, and nothing is written`() async throws {
        let rules: JSON = [
            "actions": [
                [
                    "code": "pay", "defaultResult": "ALLOW",
                    "rules": [
                        [
                            "ruleId": "large", "name": "Large", "type": "REVIEW",
                            "conditions": [">": [["var": "custom.amount"], 100]],
                        ]
                    ],
                ]
            ]
        ]
        _ = await run("create", "shop")
        #expect(await run("set", "shop", "--settings", "s.json", file: rules).status == 0)
        let small = await run("test-action", "shop", "ada", "pay", "--custom", #"{"amount": 9}"#)
        #expect(small.json["result"] == "ALLOW" && small.json["ruleIds"] == [])
        let large = await run(
            "test-action", "shop", "ada", "pay", "--custom", #"{"amount": 900}"#, "--ip", "198.51.100.7")
        #expect(large.json["result"] == "REVIEW" && large.json["ruleIds"] == ["large"])
        #expect(large.json["examined"]?.array?.first?["facts"]?["custom.amount"] == 900)
        #expect(large.json["facts"]?["ip"]?["isUnrecognized"] == true)
        #expect(await run("test-action", "shop", "ada", "pay", "--ip", "here").status == 2)
    }

    @Test(
        arguments: [
            (["realm": "Shop"], "realm"), (["realm": "shop", "hosts": ["a b"]], "hosts"),
            (["realm": "shop", "settings": ["methods": ["passkey"]]], "methods"),
            (
                ["realm": "shop", "settings": ["webhooks": [["id": "w", "url": "http://x.example", "events": []]]]],
                "url"
            ),
            (
                ["realm": "shop", "clients": [["clientId": "a", "redirectUris": ["http://x.example/"]]]], "redirectUris"
            ),
            (["realm": "shop", "clients": [["clientId": "a", "secrets": [["sha256": "x"]]]]], "sha256"),
            (["realm": "shop", "colour": "red"], "colour"),
        ] as [(JSON, String)])
    func `a mistake in a file is told with its place`(file: JSON, place: String) async {
        let output = await run("import", "f.json", file: file)
        #expect(output.status == 1 && output.text.contains("f.json: ") && output.text.contains(place))
    }
}
