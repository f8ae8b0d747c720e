import Base
import Cryptography
import Directory
import FIDO
import HTTP
import JOSE
import Storage
import TestSupport
import Testing

@testable import Passwordless

/// Profile `asvs-3`: what it gives, what it refuses, and a whole sign-in under it.
struct RealmProfileTests {
    @Test func `what is not said is as the level needs it`() throws {
        let settings = try RealmSettings(["profile": "asvs-3"])
        #expect(settings.methods == [.passkey, .securityKey])
        #expect(settings.requiredClasses == ["urn:cardea:aal2", "phr"])
        #expect(settings.sessions.idle == 900 && settings.sessions.absolute == 43_200)
        #expect(try RealmSettings(settings.json).profile == .asvs3)
    }

    @Test(
        arguments: [
            (["methods": ["PASSKEY", "EMAIL_OTP"]], "methods", "EMAIL_OTP"),
            (["methods": ["PASSKEY", "EMAIL_MAGIC_LINK"]], "methods", "EMAIL_MAGIC_LINK"),
            (["methods": ["PASSKEY", "SMS"]], "methods", "SMS"),
            (["methods": ["PASSKEY", "RECOVERY_CODE"]], "methods", "RECOVERY_CODE"),
            (["methods": ["AUTHENTICATOR_APP"]], "methods", "PASSKEY or SECURITY_KEY"),
            (["requiredClasses": ["phr"]], "requiredClasses", "aal2"),
            (["requiredClasses": []], "requiredClasses", "aal2"),
            (["requiredClasses": ["urn:cardea:aal2"]], "requiredClasses", "phr"),
            (["sessions": ["idle": 901]], "sessions.idle", "900"),
            (["sessions": ["absolute": 86_400]], "sessions.absolute", "43200"),
            (["sessions": ["reauthentication": 3600]], "sessions.reauthentication", "900"),
            (["methods": ["PASSKEY", "PASSWORD"]], "breachedPasswords", "breached"),
            (["actions": [["code": "pay", "defaultResult": "ALLOW"]]], "actions", "pay"),
            (["webAuthn": ["userVerification": "discouraged"]], "webAuthn.userVerification", "required"),
            (["signUp": ["isOpen": true]], "signUp.isOpen", "application"),
        ] as [(JSON, String, String)])
    func `a setting that contradicts it is named, with what to do`(more: JSON, item: String, remedy: String) throws {
        var settings: JSON.Object = ["profile": "asvs-3"]
        for member in more.object?.members ?? [] { settings[member.name] = member.value }
        let fault = #expect(throws: ObjectReader.Fault.self) { _ = try RealmSettings(.object(settings)) }
        #expect(fault?.path == item, "\(String(describing: fault))")
        #expect(fault?.problem.contains(remedy) == true && fault?.problem.contains("asvs-3") == true)
        #expect(throws: Never.self) { _ = try RealmSettings(more) }
    }

    @Test func `nobody makes such a realm weaker over its interface`() async throws {
        let world = try await RealmWorld(["profile": "asvs-3"])
        let weaker = try await world.call(
            .post, "/v1/management/action-configurations", ["actionCode": "pay", "defaultUserActionResult": "ALLOW"])
        #expect(weaker.status == 400, "\(weaker)")
        let settings = try await world.call(
            .put, "/v1/management/settings", ["profile": "asvs-3", "methods": ["EMAIL_OTP"]])
        #expect(settings.status == 400)
    }

    @Test func `its metadata says what it asks of clients`() async throws {
        let world = try await RealmWorld.levelThree(try KeyClient())
        let metadata = try JSON(
            parsing: try await MemoryFetch([RealmWorld.origin: world.responder]).send(
                FetchRequest(url: "\(world.issuer)/.well-known/openid-configuration")
            ).body)
        #expect(metadata["require_pushed_authorization_requests"] == true)
        #expect(metadata["token_endpoint_auth_methods_supported"] == ["private_key_jwt"])
        #expect(metadata["dpop_signing_alg_values_supported"]?.strings?.contains("ES256") == true)
    }

    @Test func `a sign-in by a passkey, with a pushed request, a key and bound tokens`() async throws {
        let client = try KeyClient()
        let world = try await RealmWorld.levelThree(client)
        var device = SoftwareAuthenticator(origin: RealmWorld.origin)
        try await enrol(&device, in: world)
        let code = try await code(&device, client, world)
        let address = "\(world.issuer)/token"
        func redeem(_ proof: String?, _ grant: [(String, String)]) async throws -> (status: Int, json: JSON) {
            var form: Parameters = [
                "client_assertion_type": "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
                "client_assertion": try client.assertion(.string(world.issuer), at: world.clock.now),
            ]
            for (name, value) in grant { form.add(name, value) }
            return try await world.post(address, form, proof.map { ["DPoP": $0] } ?? Headers())
        }
        let grant = [
            ("grant_type", "authorization_code"), ("code", code), ("redirect_uri", RealmWorld.redirectURI),
            ("code_verifier", RealmWorld.verifier),
        ]
        let bare = try await redeem(nil, grant)
        #expect(bare.status == 400 && bare.json["error"] == "invalid_dpop_proof")
        let answer = try await redeem(try client.possession("POST", address, at: world.clock.now), grant)
        #expect(answer.status == 200 && answer.json["token_type"] == "DPoP", "\(answer)")
        let id = try JWT.verify(
            try #require(answer.json["id_token"]?.string), keys: try await keys(world),
            allowing: [.rs256, .es256]
        ).claims
        #expect(id["sub"] == "ada" && id["acr"] == "urn:cardea:aal2")
        let access = try #require(answer.json["access_token"]?.string)
        try await userInfo(access, client, world)
        let refresh = try #require(answer.json["refresh_token"]?.string)
        let again = try await redeem(
            try client.possession("POST", address, at: world.clock.now),
            [("grant_type", "refresh_token"), ("refresh_token", refresh)])
        #expect(again.status == 200 && again.json["token_type"] == "DPoP")
    }

    private func enrol(_ device: inout SoftwareAuthenticator, in world: RealmWorld) async throws {
        let token = try await world.track()
        let path = "/v1/client/user-authenticators/passkey"
        let options = try await world.call(.post, "\(path)/registration-options", [:], token: token)
        let credential = try device.create(try #require(options.json["options"]))
        let made = try await world.call(.post, path, ["registrationCredential": .object(credential)], token: token)
        #expect(made.json["isVerified"] == true, "\(made)")
    }

    private func code(
        _ device: inout SoftwareAuthenticator, _ client: KeyClient, _ world: RealmWorld
    ) async throws -> String {
        let uri = try await world.push(client)
        let browser = RealmBrowser(world)
        try await browser.open("\(world.issuer)/auth?client_id=shop&request_uri=\(PercentEncoding.encode(uri))")
        let options = try await browser.exchange(.post, try browser.signIn("/options"), Parameters())
        let shown = try #require(try JSON(parsing: options.body)["options"])
        let credential = try device.get(shown)
        try await browser.post(try browser.signIn("/passkey"), ["credential": JSON.object(credential).text])
        let answer = try #require(
            URL(browser.address)?.query.flatMap { Parameters(urlEncoded: $0) }, "\(browser.address)")
        return try #require(answer["code"], "\(browser.address)")
    }

    private func keys(_ world: RealmWorld) async throws -> JWKSet {
        try JWKSet(
            try JSON(
                parsing: try await MemoryFetch([RealmWorld.origin: world.responder]).send(
                    FetchRequest(url: "\(world.issuer)/jwks")
                ).body))
    }

    /// A token of a key opens userinfo with a proof of that key for that request, and not otherwise.
    private func userInfo(_ token: String, _ client: KeyClient, _ world: RealmWorld) async throws {
        let (address, now) = ("\(world.issuer)/me", world.clock.now)
        func ask(_ scheme: String, _ proof: String?) async throws -> Int {
            var headers: Headers = ["Authorization": "\(scheme) \(token)"]
            if let proof { headers["DPoP"] = proof }
            return try await MemoryFetch([RealmWorld.origin: world.responder]).send(
                FetchRequest(url: address, headers: headers)
            ).status
        }
        let right = try client.possession("GET", address, at: now, token: token)
        #expect(try await ask("DPoP", right) == 200)
        #expect(try await ask("DPoP", right) == 400)
        #expect(try await ask("Bearer", nil) == 401)
        #expect(try await ask("DPoP", nil) == 400)
        let other = JWK(.privateKey(try PrivateKey.elliptic(.p256)))
        #expect(try await ask("DPoP", try client.possession("GET", address, at: now, token: token, key: other)) == 401)
        for (change, header) in [
            (["htm": "POST"], [:]), (["htu": "https://other.example/me"], [:]), (["ath": "AAAA"], [:]),
            (["ath": .null], [:]), (["iat": .integer(now.seconds - 61)], [:]),
            (["iat": .integer(now.seconds + 61)], [:]),
            (["jti": .null], [:]), ([:], ["typ": "JWT"]), ([:], ["alg": "none"]), ([:], ["jwk": "no key"]),
        ] as [(JSON, JSON)] {
            let proof = try? client.possession("GET", address, at: now, token: token, change: change, header: header)
            #expect(try await ask("DPoP", proof ?? "a.b.c") == 400, "\(change) \(header)")
        }
    }

    @Test func `a code that was asked for with a key is that key's`() async throws {
        let client = try KeyClient()
        let world = try await RealmWorld()
        try await world.giveMail()
        let thumbprint = try client.proof.thumbprint
        let browser = RealmBrowser(world)
        for (proof, status) in [(nil, 400), (client.key, 400), (client.proof, 200)] as [(JWK?, Int)] {
            try await browser.signInByMail(at: world.authorize([("dpop_jkt", thumbprint), ("prompt", "login")]))
            let answer = try #require(URL(browser.address)?.query.flatMap { Parameters(urlEncoded: $0) })
            let address = "\(world.issuer)/token"
            let shown = try proof.map { try client.possession("POST", address, at: world.clock.now, key: $0) }
            let redeemed = try await world.post(
                address,
                [
                    "grant_type": "authorization_code", "code": answer["code"] ?? "", "client_id": "shop",
                    "client_secret": "secret", "redirect_uri": RealmWorld.redirectURI,
                ], shown.map { ["DPoP": $0] } ?? Headers())
            #expect(redeemed.status == status, "\(redeemed)")
            world.clock.advance(seconds: 60)
        }
    }
}
