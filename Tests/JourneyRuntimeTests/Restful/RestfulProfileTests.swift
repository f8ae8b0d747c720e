import Base
import HTTP
import Journey
import Policy
import TestSupport
import Testing

@testable import JourneyRuntime

/// b2c-reference §11.4.
struct RestfulProfileTests {
    private let world = TestWorld(TestWorld.policy(["roles": .stringCollection, "age": .int, "isNew": .boolean]))
    private static let claims: Claims = [
        "email": "a b@x.example", "roles": .stringCollection(["r1", "r2"]), "isNew": true,
    ]

    private func profile(
        _ metadata: [(String, String)] = [], url: String = "https://api.example/check", outputs: [ClaimReference] = [],
        _ change: (inout TechnicalProfile) -> Void = { _ in }
    ) -> TechnicalProfile {
        .of(
            "RestfulProvider", [("ServiceUrl", url)] + metadata,
            inputs: [.claim("email", "mail"), .claim("roles"), .claim("isNew"), .claim("absent")], outputs: outputs,
            change)
    }

    private func request(_ metadata: [(String, String)] = [], url: String = "https://api.example/check", claims: Claims)
        async throws -> FetchRequest
    {
        world.fetch.answer([:])
        _ = try await world.run(profile(metadata, url: url), claims)
        return try #require(world.fetch.requests.last)
    }

    @Test func `claims go as JSON, absent ones left out`() async throws {
        let sent = try await request(claims: Self.claims)
        #expect(sent.method == .post)
        #expect(
            try JSON(parsing: sent.body) == ["mail": "a b@x.example", "roles": ["r1", "r2"], "isNew": true])
        #expect(sent.headers["Content-Type"] == "application/json")
        #expect(!sent.mayReachPrivateAddresses)
    }

    @Test func `claims go in a form, in the query or in the address, escaped`() async throws {
        let form = try await request([("SendClaimsIn", "Form")], claims: ["email": "a&b=c"])
        #expect(form.method == .post && String(decoding: form.body, as: UTF8.self) == "mail=a%26b%3Dc")
        let query = try await request([("SendClaimsIn", "QueryString")], claims: ["email": "a&b=c"])
        #expect(query.method == .get && query.url == "https://api.example/check?mail=a%26b%3Dc")
        let more = try await request(
            [("SendClaimsIn", "QueryString")], url: "https://api.example/check?v=1", claims: ["email": "x"])
        #expect(more.url == "https://api.example/check?v=1&mail=x")
        let path = try await request(
            [("SendClaimsIn", "Url")], url: "https://api.example/{mail}/x", claims: ["email": "../a?b#c"])
        #expect(path.url.hasPrefix("https://api.example/") && path.url.hasSuffix("/x"))
        #expect(!path.url.contains("?") && !path.url.contains("#") && !path.url.contains("/../"))
    }

    @Test(arguments: ["a\r\nX-Admin: 1", "a\nb", "a\u{0}b", "a\u{7f}b"])
    func `a claim writes no headers of its own`(value: String) async throws {
        let sent = try await request([("SendClaimsIn", "Header")], claims: ["email": .string(value)])
        #expect(sent.headers["mail"] == nil && sent.headers["X-Admin"] == nil)
        #expect(try await request([("SendClaimsIn", "Header")], claims: ["email": "x"]).headers["mail"] == "x")
    }

    @Test func `a claim may be the whole body`() async throws {
        let sent = try await request([("ClaimUsedForRequestPayload", "email")], claims: ["email": #"{"x":1}"#])
        #expect(String(decoding: sent.body, as: UTF8.self) == #"{"x":1}"#)
    }

    @Test func `the service is told who asks, as the policy says`() async throws {
        try await world.addSecret("B2C_1A_User", "us")
        try await world.addSecret("B2C_1A_Word", "pw")
        world.fetch.answer([:])
        func sent(_ kind: String, _ keys: [(Name, Name)], _ more: (String, String)...) async throws -> Headers {
            let profile = profile([("AuthenticationType", kind)] + more) {
                $0.cryptographicKeys = keys.map { .init(id: $0.0, storageReference: $0.1) }
            }
            _ = try await world.run(profile, ["email": "tok-1"])
            return try #require(world.fetch.requests.last).headers
        }

        let basic = try await sent(
            "Basic",
            [
                ("BasicAuthenticationUsername", "B2C_1A_User"), ("BasicAuthenticationPassword", "B2C_1A_Word"),
            ])
        #expect(basic["Authorization"] == "Basic dXM6cHc=")
        let bearer = try await sent("Bearer", [("BearerAuthenticationToken", "B2C_1A_Word")])
        #expect(bearer["Authorization"] == "Bearer pw")
        let claim = try await sent("Bearer", [], ("UseClaimAsBearerToken", "email"))
        #expect(claim["Authorization"] == "Bearer tok-1")
        let key = try await sent("ApiKeyHeader", [("x-functions-key", "B2C_1A_Word")])
        #expect(key["x-functions-key"] == "pw")
    }

    @Test func `without its key or token nothing is sent`() async throws {
        let basic = profile([("AuthenticationType", "Basic")]) {
            $0.cryptographicKeys = [
                .init(id: "BasicAuthenticationUsername", storageReference: "B2C_1A_Gone"),
                .init(id: "BasicAuthenticationPassword", storageReference: "B2C_1A_Gone"),
            ]
        }
        #expect(try await world.run(basic).message?.code == "AADB2C90027")
        let bearer = profile([("AuthenticationType", "Bearer"), ("UseClaimAsBearerToken", "token")])
        #expect(try await world.run(bearer).message?.code == "AADB2C90194")
        #expect(try await world.run(bearer, ["token": "a\r\nb"]).message?.code == "AADB2C90194")
        #expect(world.fetch.requests.isEmpty)
    }

    @Test func `what the service answers becomes claims, by name or by path`() async throws {
        world.fetch.answer(["age": 41, "roles": ["a", "b"], "isNew": false, "x": .null])
        let outputs: [ClaimReference] = [.claim("age"), .claim("roles"), .claim("isNew"), .claim("x", default: "d")]
        let claims = try await world.run(profile(outputs: outputs)).claims
        #expect(claims?["age"] == .integer(41))
        #expect(claims?["roles"] == .stringCollection(["a", "b"]))
        #expect(claims?["isNew"] == false)
        #expect(claims?["x"] == "d")

        world.fetch.answer([["name": "first", "deep": ["list": [1, 2]]]])
        let paths = profile([("ResolveJsonPathsInJsonTokens", "true")], outputs: [.claim("name", "[0].name")])
        #expect(try await world.run(paths).claims?["name"] == "first")
    }

    @Test func `an empty answer is fine when nothing is required of it`() async throws {
        world.fetch.answer(FetchResponse(status: 204))
        #expect(try await world.run(profile(), ["email": "x"]) == .claims(["email": "x"]))
    }

    @Test(arguments: [400, 409, 422])
    func `a refusal in the contract's form is shown`(status: Int) async throws {
        let body: JSON = [
            "version": "1.0.0", "status": .integer(Int64(status)), "code": "E7", "requestId": "r-1",
            "userMessage": "Not this one.", "developerMessage": "secret detail",
        ]
        world.fetch.answer(body, status: status)
        let message = try #require(try await world.run(profile()).message)
        #expect(message.code == "AADB2C90075" && message.text == "Not this one.")
        #expect(message.detail?.contains("secret detail") == true)

        let debugging = try await world.run(profile([("DebugMode", "true")])).message
        #expect(debugging?.text == "Not this one. E7 r-1 secret detail")
    }

    @Test(arguments: [(302, "AADB2C90289"), (404, "AADB2C90261"), (500, "AADB2C90289"), (503, "AADB2C90289")])
    func `any other answer fails without a word of it`(status: Int, code: String) async throws {
        world.fetch.answer(FetchResponse(status: status, body: Bytes(utf8: "<html>stack trace</html>")))
        let message = try #require(try await world.run(profile()).message)
        #expect(message.id == "DefaultUserMessageIfRequestFailed" && message.code == code)
        #expect(message.text == nil && message.party == nil)
    }

    @Test(arguments: [
        (FetchError.nameNotFound, "UserMessageIfDnsResolutionFailed"), (.timedOut, "UserMessageIfRequestTimeout"),
        (.connectionFailed, "DefaultUserMessageIfRequestFailed"),
        (.addressRefused, "DefaultUserMessageIfRequestFailed"),
    ])
    func `a service that cannot be reached has a message of its own`(error: FetchError, id: String) async throws {
        world.fetch.fail(error)
        let message = try #require(try await world.run(profile()).message)
        #expect(message.id == Name(id))
        #expect(([message.id] + message.aliases).contains("DefaultUserMessageIfRequestFailed"))
        // What a policy's own text may show: the address as the policy writes it.
        let shown = "{0} {1}".filled(with: message.values)
        #expect(shown.contains("https://api.example/"), "\(shown)")
        #expect(world.events.names == ["restful.failed"])
    }

    @Test(arguments: [("ServiceUrl", ""), ("SendClaimsIn", "Cookie"), ("AuthenticationType", "Kerberos")])
    func `a profile that cannot run is refused when it is read`(key: String, value: String) async throws {
        let profile = TechnicalProfile.of(
            "RestfulProvider", key == "ServiceUrl" ? [] : [("ServiceUrl", "https://api.example/"), (key, value)])
        await #expect(throws: ProfileConfigurationError.self) { try await world.run(profile) }
    }
}
