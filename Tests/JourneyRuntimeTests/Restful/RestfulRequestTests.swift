import Base
import Cryptography
import Directory
import HTTP
import JOSE
import Journey
import Policy
import TestSupport
import Testing

@testable import JourneyRuntime

/// Where claims, tokens and keys go in a request.
struct RestfulRequestTests {
    private let world = TestWorld(
        TestWorld.policy(["seen": .dateTime, "born": .date, "total": .long, "isNew": .boolean]))

    private func sent(
        _ metadata: [(String, String)] = [], url: String = "https://api.example/x", inputs: [ClaimReference],
        _ claims: Claims, _ change: (inout TechnicalProfile) -> Void = { _ in }
    ) async throws -> FetchRequest? {
        world.fetch.answer([:])
        let count = world.fetch.requests.count
        _ = try await world.run(
            .of("RestfulProvider", [("ServiceUrl", url)] + metadata, inputs: inputs, change), claims)
        return world.fetch.requests.count > count ? world.fetch.requests.last : nil
    }

    @Test func `every type has its JSON`() async throws {
        let claims: Claims = [
            "seen": .dateTime(Timestamp(seconds: 1_795_250_875)), "total": .integer(7), "isNew": false, "text": "",
            "phone": .phoneNumber("+4930123"),
        ]
        let inputs = ["seen", "total", "isNew", "text", "phone", "absent"].map { ClaimReference.claim(Name($0)) }
        let body = try JSON(parsing: try #require(try await sent(inputs: inputs, claims)).body)
        #expect(
            body == [
                "seen": "2026-11-21T08:47:55Z", "total": 7, "isNew": false, "text": "", "phone": "+4930123",
            ])
    }

    @Test func `defaults and resolvers go where the profile says`() async throws {
        let inputs: [ClaimReference] = [
            .claim("op", default: "get"), .claim("mode", default: "save", always: true),
            .claim("ip", default: "{Context:IPAddress}", always: true), .claim("raw", default: "{Context:IPAddress}"),
        ]
        let plain = try #require(try await sent(inputs: inputs, ["op": "put", "mode": "x"]))
        #expect(
            try JSON(parsing: plain.body) == [
                "op": "put", "mode": "save", "ip": "{Context:IPAddress}", "raw": "{Context:IPAddress}",
            ])
        let resolved = try #require(
            try await sent([("IncludeClaimResolvingInClaimsHandling", "true")], inputs: inputs, [:]))
        #expect(
            try JSON(parsing: resolved.body) == [
                "op": "get", "mode": "save", "ip": "203.0.113.9", "raw": "{Context:IPAddress}",
            ])
    }

    @Test func `an address takes claims by both names, macros, and resolvers where they are on`() async throws {
        let url = "https://api.example/{tenant}/{objectId}/{id}?p={policy}&ip={Context:IPAddress}"
        let inputs: [ClaimReference] = [.claim("objectId", "id")]
        func sent(_ more: (String, String)...) async throws -> String? {
            world.fetch.answer([:])
            _ = try await world.run(
                .of(
                    "RestfulProvider", [("ServiceUrl", url), ("SendClaimsIn", "Url")] + more, inputs: inputs),
                ["objectId": "a/b"])
            return world.fetch.requests.last?.url
        }
        let start = "https://api.example/contoso.onmicrosoft.com/a%2Fb/a%2Fb?p=B2C_1A_susi&ip="
        // Braces are no part of an address, so nothing is sent.
        #expect(try await sent() == nil)
        #expect(try await sent(("ClaimResolverUrlFormatting", "true")) == start + "203.0.113.9")
    }

    @Test func `a payload claim may come from a default, and must be there`() async throws {
        let metadata = [("ClaimUsedForRequestPayload", "body")]
        let sent = try #require(try await sent(metadata, inputs: [.claim("body", "b", default: "{}")], [:]))
        #expect(String(decoding: sent.body, as: UTF8.self) == "{}")
        let profile = TechnicalProfile.of("RestfulProvider", [("ServiceUrl", "https://api.example/")] + metadata)
        #expect(try await world.run(profile).message?.code == "AADB2C90083")
        #expect(world.fetch.requests.count == 1)
    }

    @Test func `a bearer token of a claim goes where tokens go and nowhere else`() async throws {
        let metadata = [("AuthenticationType", "Bearer"), ("UseClaimAsBearerToken", "token")]
        let inputs: [ClaimReference] = [.claim("token"), .claim("id")]
        let body = try #require(try await sent(metadata, inputs: inputs, ["token": "t-1", "id": "7"]))
        #expect(body.headers["Authorization"] == "Bearer t-1")
        #expect(try JSON(parsing: body.body) == ["id": "7"])
        let query = try #require(
            try await sent(
                metadata + [("SendClaimsIn", "QueryString"), ("BearerTokenTransmissionMethod", "QueryString")],
                inputs: inputs, ["token": "t-1", "id": "7"]))
        #expect(query.url == "https://api.example/x?id=7&access_token=t-1" && query.headers["Authorization"] == nil)
    }

    @Test(arguments: ["Host", "content-length", "Transfer-Encoding", "a b", "x:y", "naïve", ""])
    func `a header whose name is none, or not the policy's to set, is left out`(name: String) async throws {
        let sent = try #require(
            try await sent([("SendClaimsIn", "Header")], inputs: [.claim("c", name)], ["c": "v"]))
        #expect(sent.headers.fields.map(\.name) == ["Accept"])
    }

    @Test func `a key that holds a line end writes no header`() async throws {
        try await world.addSecret("B2C_1A_Key", "abc\r\nX-Evil: 1")
        func code(_ kind: String, _ id: Name) async throws -> String? {
            let profile = TechnicalProfile.of(
                "RestfulProvider", [("ServiceUrl", "https://api.example/"), ("AuthenticationType", kind)]
            ) { $0.cryptographicKeys = [.init(id: id, storageReference: "B2C_1A_Key")] }
            return try await world.run(profile).message?.code
        }
        #expect(try await code("ApiKeyHeader", "x-api-key") == "AADB2C90025")
        #expect(try await code("Bearer", "BearerAuthenticationToken") == "AADB2C90025")
        #expect(world.fetch.requests.isEmpty)
    }

    @Test func `a client certificate is shown while it is valid`() async throws {
        let authority = try DevelopmentAuthority.create(now: world.clock.now, random: .openSSL)
        let issued = try authority.issue(names: ["client"], for: .client, now: world.clock.now, random: .openSSL)
        let chain = try Certificate.all(pem: issued.certificatePEM)
        let key = JWK(
            .privateKey(try PrivateKey(pem: issued.keyPEM.exposed)), certificates: chain.map { Base64.encode($0.der) })
        try await world.store.keySets.save(
            KeySet(
                tenant: world.tenant.id, name: "B2C_1A_Certificate", use: .signature,
                keys: [
                    KeySet.Key(
                        id: "k", material: Secret(.object(try key.privateJSON.exposed)), createdAt: world.clock.now)
                ]))
        func with(_ name: Name) -> TechnicalProfile {
            .of(
                "RestfulProvider",
                [("ServiceUrl", "https://api.example/"), ("AuthenticationType", "ClientCertificate")]
            ) { $0.cryptographicKeys = [.init(id: "ClientCertificate", storageReference: name)] }
        }
        world.fetch.answer([:])
        _ = try await world.run(with("B2C_1A_Certificate"))
        let shown = try #require(world.fetch.requests.last?.clientCertificate)
        #expect(try Certificate.all(pem: shown.chain) == chain)
        #expect(try PrivateKey(pem: shown.key.exposed).publicKey == chain[0].publicKey)

        world.fetch.answer(FetchResponse(status: 403))
        #expect(try await world.run(with("B2C_1A_Certificate")).message?.code == "AADB2C90028")
        #expect(try await world.run(with("B2C_1A_Gone")).message?.code == "AADB2C90028")
        world.clock.advance(seconds: 400 * 86_400)
        #expect(try await world.run(with("B2C_1A_Certificate")).message?.code == "AADB2C90028")
        #expect(world.fetch.requests.count == 2)
    }

    @Test func `a service that does not accept the credentials has its own code`() async throws {
        try await world.addSecret("B2C_1A_Word", "w")
        world.fetch.answer(FetchResponse(status: 401))
        let profile = TechnicalProfile.of(
            "RestfulProvider", [("ServiceUrl", "https://api.example/"), ("AuthenticationType", "Basic")]
        ) {
            $0.cryptographicKeys = ["BasicAuthenticationUsername", "BasicAuthenticationPassword"]
                .map { .init(id: $0, storageReference: "B2C_1A_Word") }
        }
        #expect(try await world.run(profile).message?.code == "AADB2C90027")
    }

    @Test(arguments: [("TimeoutInSeconds", "3", 3000), ("TimeoutInSeconds", "0", 10_000), ("x", "", 10_000)])
    func `a timeout is what the profile says, within bounds`(key: String, value: String, expected: Int) async throws {
        #expect(try await sent([(key, value)], inputs: [], [:])?.timeoutMilliseconds == expected)
    }
}
