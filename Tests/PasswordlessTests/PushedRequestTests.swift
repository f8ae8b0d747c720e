import Base
import Directory
import HTTP
import JOSE
import TestSupport
import Testing

@testable import Passwordless

/// Requests that clients push (RFC 9126), and clients that prove who they are by a key (RFC 7523).
struct PushedRequestTests {
    private let client: KeyClient

    init() throws { client = try KeyClient() }

    @Test func `a pushed request is used once, by its client, within its time`() async throws {
        let world = try await RealmWorld.levelThree(client)
        let answer = try await world.post("\(world.issuer)/par", try world.pushed(client))
        #expect(answer.status == 201 && answer.json["expires_in"] == 90)
        let uri = try #require(answer.json["request_uri"]?.string)
        #expect(uri.hasPrefix("urn:ietf:params:oauth:request_uri:"))
        let address = "\(world.issuer)/auth?client_id=shop&request_uri=\(PercentEncoding.encode(uri))"
        let browser = RealmBrowser(world)
        try await browser.open("\(world.issuer)/auth?client_id=other&request_uri=\(PercentEncoding.encode(uri))")
        #expect(browser.status == 400 && browser.cookieNames.isEmpty)
        // What the browser adds counts for nothing.
        try await browser.open("\(address)&redirect_uri=https://evil.example&scope=openid%20email&state=other")
        #expect(browser.address.contains("/signin/"), "\(browser.text)")
        try await browser.post(try browser.signIn("/cancel"))
        #expect(browser.address.hasPrefix("\(RealmWorld.redirectURI)?state=s&"), "\(browser.address)")
        try await browser.open(address)
        #expect(browser.status == 400 && browser.text.contains("pushed request"))

        let late = try await world.push(client)
        world.clock.advance(seconds: 90)
        try await browser.open("\(world.issuer)/auth?client_id=shop&request_uri=\(PercentEncoding.encode(late))")
        #expect(browser.status == 400)
    }

    @Test(
        arguments: [
            ([("redirect_uri", "https://evil.example/")], "invalid_request"), ([("scope", nil)], "invalid_scope"),
            ([("request_uri", "urn:ietf:params:oauth:request_uri:x")], "invalid_request"),
            ([("response_mode", "fragment")], "invalid_request"), ([("code_challenge", nil)], "invalid_request"),
            ([("response_type", "id_token"), ("response_mode", "form_post")], "unauthorized_client"),
            ([("client_assertion", nil), ("client_assertion_type", nil)], "invalid_client"),
            (
                [("client_assertion", nil), ("client_assertion_type", nil), ("client_secret", "secret")],
                "invalid_client"
            ),
            ([("client_assertion", "a.b.c")], "invalid_client"), ([("request", "a.b.c")], "request_not_supported"),
        ] as [([(String, String?)], String)])
    func `what the authorization endpoint would refuse is refused at once`(
        changes: [(String, String?)], error: String
    ) async throws {
        let world = try await RealmWorld.levelThree(client)
        let answer = try await world.post("\(world.issuer)/par", try world.pushed(client, changes))
        #expect(answer.status >= 400 && answer.json["error"]?.string == error, "\(answer)")
        #expect(answer.json["request_uri"] == nil)
    }

    @Test func `where requests must be pushed no other one is taken`() async throws {
        let world = try await RealmWorld.levelThree(client)
        let browser = RealmBrowser(world)
        try await browser.open(
            world.authorize([
                ("code_challenge", "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"), ("code_challenge_method", "S256"),
            ]))
        #expect(browser.address.contains("error=invalid_request"), "\(browser.address)")
        let one = try await RealmWorld { $0.requiresPushedRequests = true }
        let other = RealmBrowser(one)
        try await other.open(one.authorize())
        #expect(other.address.contains("error=invalid_request"))
        let pushed = try await one.post(
            "\(one.issuer)/par",
            [
                "client_id": "shop", "client_secret": "secret", "redirect_uri": RealmWorld.redirectURI,
                "response_type": "code", "scope": "openid",
            ])
        let uri = try #require(pushed.json["request_uri"]?.string, "\(pushed)")
        try await other.open("\(one.issuer)/auth?client_id=shop&request_uri=\(PercentEncoding.encode(uri))")
        #expect(other.address.contains("/signin/"))
    }

    @Test(arguments: [
        ("issuer", true), ("token", false), ("par", false), ("both", false), ("array", true), ("other", false),
        ("none", false),
    ])
    func `an assertion is for this issuer and nobody besides`(audience: String, isTaken: Bool) async throws {
        let world = try await RealmWorld.levelThree(client)
        let value: JSON? =
            switch audience {
            case "issuer": .string(world.issuer)
            case "token": .string("\(world.issuer)/token")
            case "par": .string("\(world.issuer)/par")
            case "both": [.string(world.issuer), "https://other.example"]
            case "array": [.string(world.issuer)]
            case "other": "https://other.example"
            default: nil
            }
        let assertion = try client.assertion(value ?? .null, at: world.clock.now, value == nil ? ["aud": .null] : [:])
        let answer = try await world.post(
            "\(world.issuer)/par", try world.pushed(client, [("client_assertion", assertion)]))
        #expect((answer.status == 201) == isTaken, "\(answer)")
    }

    @Test(arguments: ["", "token", "both"])
    func `elsewhere the endpoint may be the audience too, and still one alone`(audience: String) async throws {
        let keys = try client.keys
        let world = try await RealmWorld { ($0.keys, $0.secretHashes) = (keys, []) }
        let own = "\(world.issuer)/token"
        let value: JSON =
            audience == "both" ? [.string(world.issuer), .string(own)] : .string(audience.isEmpty ? world.issuer : own)
        let assertion = try client.assertion(value, at: world.clock.now)
        let answer = try await world.post(
            "\(world.issuer)/par", try world.pushed(client, [("client_assertion", assertion)]))
        #expect((answer.status == 201) == (audience != "both"), "\(answer)")
    }

    @Test func `an assertion works once, and not for another client`() async throws {
        let world = try await RealmWorld.levelThree(client)
        let assertion = try client.assertion(.string(world.issuer), at: world.clock.now)
        for status in [201, 401] {
            let answer = try await world.post(
                "\(world.issuer)/par", try world.pushed(client, [("client_assertion", assertion)]))
            #expect(answer.status == status)
        }
        for change in [["sub": "other"], ["iss": "other"], ["exp": 1], ["jti": .null]] as [JSON] {
            let assertion = try client.assertion(.string(world.issuer), at: world.clock.now, change)
            let answer = try await world.post(
                "\(world.issuer)/par", try world.pushed(client, [("client_assertion", assertion)]))
            #expect(answer.status == 401, "\(change)")
        }
    }

    @Test func `who proves nothing cannot fill the store`() async throws {
        let world = try await RealmWorld {
            ($0.secretHashes, $0.redirectURIs) = ([], [RedirectURI("https://shop.example/callback", .spa)])
        }
        let form: Parameters = [
            "client_id": "shop", "redirect_uri": RealmWorld.redirectURI, "response_type": "code", "scope": "openid",
            "code_challenge": "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM", "code_challenge_method": "S256",
        ]
        var fetch = MemoryFetch([RealmWorld.origin: world.responder])
        fetch.address = "198.51.100.9"
        var statuses: [Int] = []
        for _ in 0..<140 {
            let answer = try await fetch.send(
                FetchRequest(
                    method: .post, url: "\(world.issuer)/par",
                    headers: ["Content-Type": "application/x-www-form-urlencoded"], body: Bytes(utf8: form.urlEncoded)))
            statuses.append(answer.status)
        }
        #expect(statuses.first == 201 && statuses.last == 429)
        #expect(statuses.filter { $0 == 201 }.count <= 121)
    }
}
