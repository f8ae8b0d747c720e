import Base
import Directory
import Journey
import Policy
import TestSupport
import Testing

@testable import JourneyRuntime

/// b2c-reference §11.3.
struct DirectoryProfileTests {
    private let world = TestWorld(
        TestWorld.policy([
            "identity": .userIdentity, "identities": .userIdentityCollection, "accountEnabled": .boolean,
            "newUser": .boolean, "forceChange": .boolean,
        ]))

    private static let facebook = ClaimValue.Identity(issuer: "facebook.com", issuerUserID: "fb-1")

    private func everywhere() async throws -> User {
        try await world.addUser { user in
            user.attributes["strongAuthenticationEmailAddress"] = "ada.backup@example.com"
            user.attributes["extension_badge"] = "B-1"
            user.identities += [
                Identity(signInType: "userName", issuer: "contoso.onmicrosoft.com", issuerAssignedID: "ada"),
                Identity(signInType: "customId", issuer: "contoso.onmicrosoft.com", issuerAssignedID: "A-7"),
                Identity(
                    signInType: "userPrincipalName", issuer: "contoso.onmicrosoft.com",
                    issuerAssignedID: "ada@contoso.onmicrosoft.com"),
                Identity(signInType: "federated", issuer: "facebook.com", issuerAssignedID: "fb-1"),
            ]
        }
    }

    struct Key: Sendable {
        let name: String
        let value: ClaimValue

        init(_ name: String, _ value: ClaimValue) { (self.name, self.value) = (name, value) }
    }

    @Test(arguments: [
        Key("objectId", "A0000000-0000-4000-8000-000000000001"),
        Key("userPrincipalName", "ADA@contoso.onmicrosoft.com"),
        Key("signInNames", "ada"), Key("signInNames", "ada@example.com"),
        Key("signInNames.emailAddress", "Ada@Example.com"), Key("signinnames.username", "ADA"),
        Key("signInNames.customId", "a-7"), Key("logonIdentifier", "ada"), Key("extension_badge", "b-1"),
        Key("strongAuthenticationEmailAddress", "Ada.Backup@example.com"),
        Key("alternativeSecurityId", .string(facebook.alternativeSecurityID)),
        Key("userIdentities", .identity(facebook)), Key("userIdentities", .identityCollection([facebook])),
    ])
    func `a user is found by each kind of key`(key: Key) async throws {
        let user = try await everywhere()
        let profile = TechnicalProfile.directory(
            "Read", key: .claim("key", key.name),
            outputs: [.claim("objectId"), .claim("mail", "signInNames.emailAddress")])

        let claims = try await world.run(profile, ["key": key.value]).claims

        #expect(claims?["objectId"]?.text == user.id.text)
        #expect(claims?["mail"] == "ada@example.com")
    }

    @Test(arguments: [
        Key("signInNames", "fb-1"), Key("signInNames.emailAddress", "ada"), Key("alternativeSecurityId", "nonsense"),
        Key("userIdentities", .identity(ClaimValue.Identity(issuer: "google.com", issuerUserID: "fb-1"))),
        Key("userIdentities", .identity(ClaimValue.Identity(issuer: "facebook.com", issuerUserID: "FB-1"))),
    ])
    func `a key of another kind or issuer finds nobody`(key: Key) async throws {
        _ = try await everywhere()
        let profile = TechnicalProfile.directory("Read", key: .claim("key", key.name), outputs: [.claim("objectId")])
        #expect(try await world.run(profile, ["key": key.value]).claims?["objectId"] == nil)
    }

    @Test func `a read of nobody says nothing, or is refused where the policy says so`() async throws {
        let key = ClaimReference.claim("email", "signInNames.emailAddress")
        let quiet = TechnicalProfile.directory("Read", key: key, outputs: [.claim("objectId")])
        #expect(try await world.run(quiet, ["email": "no@example.com"]) == .claims(["email": "no@example.com"]))

        let strict = TechnicalProfile.directory("Read", key: key, ("RaiseErrorIfClaimsPrincipalDoesNotExist", "true"))
        let message = try await world.run(strict, ["email": "no@example.com"]).message
        #expect(message?.id == "UserMessageIfClaimsPrincipalDoesNotExist")
        #expect(message?.code == "AADB2C90053")
    }

    @Test func `a read of somebody is refused where nobody may be there`() async throws {
        _ = try await world.addUser()
        let profile = TechnicalProfile.directory(
            "Read", key: .claim("email", "signInNames.emailAddress"), outputs: [.claim("objectId")],
            ("RaiseErrorIfClaimsPrincipalAlreadyExists", "true"))
        let message = try await world.run(profile, ["email": "ada@example.com"]).message
        #expect(message?.id == "UserMessageIfClaimsPrincipalAlreadyExists")
    }

    private func write(
        _ persisted: [ClaimReference], key: ClaimReference = .claim("email", "signInNames.emailAddress"),
        _ flags: (String, String)...
    ) -> TechnicalProfile {
        .of(
            "AzureActiveDirectoryProvider", [("Operation", "Write")] + flags, inputs: [key], persisted: persisted,
            outputs: [
                .claim("objectId"), .claim("newUser", "newClaimsPrincipalCreated"), .claim("userPrincipalName"),
            ])
    }

    @Test func `a write makes a user, with a principal name and what was persisted`() async throws {
        let profile = write([
            .claim("email", "signInNames.emailAddress"), .claim("newPassword", "password"),
            .claim("displayName", default: "unknown"), .claim("givenName"),
        ])

        let claims = try #require(
            try await world.run(
                profile, ["email": "Ada@Example.com", "newPassword": "Correct-horse-7", "givenName": "Ada"]
            ).claims)

        #expect(claims["newUser"] == true)
        let id = User.ID(try #require(claims["objectId"]?.text))
        let user = try #require(try await world.user(id))
        #expect(user.passwordHash == "plain:Correct-horse-7")
        #expect(user.attributes["displayName"] == "unknown")
        #expect(user.attributes["givenName"] == "Ada")
        #expect(user.attributes["password"] == nil)
        #expect(
            user.identities.contains { $0.signInType == "emailAddress" && $0.issuerAssignedID == "Ada@Example.com" })
        #expect(claims["userPrincipalName"]?.text == "\(id.text)@contoso.onmicrosoft.com")
    }

    @Test func `a write to somebody who is there changes them, and a default overwrites nothing`() async throws {
        let user = try await world.addUser { $0.attributes["displayName"] = "Ada" }
        let profile = write([
            .claim("email", "signInNames.emailAddress"), .claim("displayName", default: "unknown"), .claim("city"),
            .claim("jobTitle"),
        ])

        let claims = try await world.run(profile, ["email": "ADA@example.com", "city": "London"]).claims

        #expect(claims?["newUser"] == nil)
        let changed = try await world.user(user.id)
        #expect(changed?.attributes["displayName"] == "Ada")
        #expect(changed?.attributes["city"] == "London")
        #expect(changed?.attributes["jobTitle"] == nil)
        #expect(changed?.passwordHash == user.passwordHash)
    }

    @Test func `the raise flags of a write`() async throws {
        let user = try await world.addUser()
        let create = write([], ("RaiseErrorIfClaimsPrincipalAlreadyExists", "true"))
        #expect(try await world.run(create, ["email": "ada@example.com"]).message?.code == "AADB2C90001")

        let update = write([], ("RaiseErrorIfClaimsPrincipalDoesNotExist", "true"))
        #expect(try await world.run(update, ["email": "no@example.com"]).message?.code == "AADB2C90053")
        #expect(try await world.run(update, ["email": "ada@example.com"]).claims?["objectId"]?.text == user.id.text)
    }

    @Test func `writing one kind of sign-in name takes the others away, and keeps providers`() async throws {
        let user = try await everywhere()
        let profile = write([.claim("phone", "signInNames.phoneNumber")], key: .claim("objectId"))

        _ = try await world.run(profile, ["objectId": .string(user.id.text), "phone": .phoneNumber("+41446681800")])

        let types = try await world.user(user.id)?.identities.map(\.signInType).sorted()
        #expect(types == ["federated", "phoneNumber", "userPrincipalName"])
    }

    @Test func `a sign-in name that somebody else has is refused`() async throws {
        let user = try await world.addUser()
        _ = try await world.addUser("bob@example.com", id: "b0000000-0000-4000-8000-000000000001")
        let profile = write([.claim("email", "signInNames.emailAddress")], key: .claim("objectId"))

        let message = try await world.run(
            profile, ["objectId": .string(user.id.text), "email": "BOB@example.com"]
        ).message
        #expect(message?.code == "AADB2C90001")
    }

    @Test(arguments: [
        ("short-1", false), ("alllowercase", false), ("lower1234", false), ("Lower1234", true), ("lower-1234", true),
        (String(repeating: "aB1", count: 22), false), ("Пароль-123", true),
    ])
    func `a weak password is refused unless the policy allows it`(password: String, isAllowed: Bool) async throws {
        let persisted: [ClaimReference] = [
            .claim("email", "signInNames.emailAddress"), .claim("newPassword", "password"),
        ]
        let claims: Claims = ["email": "ada@example.com", "newPassword": .string(password)]
        let strong = try await world.run(write(persisted), claims)
        #expect((strong.claims != nil) == isAllowed)
        if !isAllowed { #expect(strong.message?.code == "AADB2C90063") }

        let loose = write(
            persisted + [
                .claim("rules", "passwordPolicies", default: "DisablePasswordExpiration, DisableStrongPassword")
            ])
        let other = claims.merging(["email": "bob@example.com"])
        #expect(try await world.run(loose, other).claims != nil)
    }

    @Test func `a new password voids older tokens, the first one does not`() async throws {
        let user = try await world.addUser()
        world.clock.advance(seconds: 50)
        let profile = write([.claim("newPassword", "password")], key: .claim("objectId"))

        _ = try await world.run(profile, ["objectId": .string(user.id.text), "newPassword": "Another-horse-8"])

        let changed = try await world.user(user.id)
        #expect(changed?.tokensValidFrom == world.clock.now)
        #expect(changed?.passwordChangedAt == world.clock.now)
        #expect(changed?.passwordHash == "plain:Another-horse-8")
    }

    @Test func `a federated account is made with its provider's id`() async throws {
        let profile = write(
            [
                .claim("asid", "alternativeSecurityId"), .claim("upn", "userPrincipalName"),
                .claim("displayName", default: "unknown"),
            ], key: .claim("asid", "alternativeSecurityId"))
        let claims = try await world.run(
            profile,
            ["asid": .string(Self.facebook.alternativeSecurityID), "upn": "cpim_1@contoso.onmicrosoft.com"]
        ).claims

        let id = User.ID(try #require(claims?["objectId"]?.text))
        let user = try #require(try await world.user(id))
        #expect(Set(user.identities.map(\.signInType)) == ["federated", "userPrincipalName"])
        #expect(user.identities.first(where: \.isFederated)?.issuerAssignedID == "fb-1")
        #expect(claims?["userPrincipalName"] == "cpim_1@contoso.onmicrosoft.com")
    }

    @Test func `of many who make the same account at once one succeeds`() async throws {
        let profile = write(
            [.claim("email", "signInNames.emailAddress"), .claim("newPassword", "password")],
            ("RaiseErrorIfClaimsPrincipalAlreadyExists", "true"))
        let world = world
        let made = try await withThrowingTaskGroup(of: Bool.self) { group in
            for number in 0..<20 {
                group.addTask {
                    try await world.run(
                        profile, ["email": "ada@example.com", "newPassword": .string("Correct-horse-\(number)")]
                    ).claims != nil
                }
            }
            return try await group.reduce(0) { $0 + ($1 ? 1 : 0) }
        }
        #expect(made == 1)
    }

    @Test func `claims are deleted, not the key, and then the user`() async throws {
        let user = try await everywhere()
        _ = try await world.store.users.update(user.id, of: world.tenant.id) { $0.attributes["City"] = "London" }
        let key = ClaimReference.claim("objectId")
        let claims: Claims = ["objectId": .string(user.id.text)]
        let deletion = TechnicalProfile.directory(
            "DeleteClaims", key: key,
            persisted: [key, .claim("city"), .claim("name", "signInNames.userName"), .claim("userIdentities")])
        _ = try await world.run(deletion, claims)

        let left = try #require(try await world.user(user.id))
        #expect(left.attributes["City"] == nil)
        #expect(left.identities.map(\.signInType).sorted() == ["customId", "emailAddress", "userPrincipalName"])

        _ = try await world.run(.directory("DeleteClaimsPrincipal", key: key), claims)
        #expect(try await world.user(user.id) == nil)
        #expect(try await world.run(.directory("DeleteClaimsPrincipal", key: key), claims).claims != nil)
    }

    @Test(arguments: ["", "Update", "read "])
    func `an operation that there is not is refused when it is read`(operation: String) async throws {
        let profile = TechnicalProfile.directory(operation, key: .claim("objectId"))
        if operation == "read " {
            #expect(try await world.run(profile, ["objectId": "x"]).claims != nil)
        } else {
            await #expect(throws: ProfileConfigurationError.self) { try await world.run(profile) }
        }
    }

    @Test(arguments: [
        ("Minor", "Granted", "minorWithParentalConsent"), ("Minor", "Denied", "minorWithoutParentalConsent"),
        ("Minor", "", "minorWithoutParentalConsent"), ("Minor", "NotRequired", "minorNoParentalConsentRequired"),
        ("NotAdult", "", "notAdult"), ("Adult", "", "adult"), ("Undefined", "", "undefined"), ("", "Granted", nil),
    ])
    func `the legal age group follows from age group and consent`(
        group: String, consent: String, expected: String?
    ) async throws {
        let user = try await world.addUser { user in
            if !group.isEmpty { user.attributes["ageGroup"] = .string(group) }
            if !consent.isEmpty { user.attributes["consentProvidedForMinor"] = .string(consent) }
        }
        let read = TechnicalProfile.directory(
            "Read", key: .claim("objectId"), outputs: [.claim("legalAgeGroupClassification")])

        let claims = try await world.run(read, ["objectId": .string(user.id.text)]).claims

        #expect(claims?["legalAgeGroupClassification"]?.text == expected)
    }

    @Test func `a policy may lift the demand for a new password`() async throws {
        let user = try await world.addUser { $0.forcesPasswordChange = true }
        let write = TechnicalProfile.directory(
            "Write", key: .claim("objectId"),
            persisted: [
                .claim("objectId"),
                .claim("forceChange", "passwordProfile.forceChangePasswordNextLogin", default: "false"),
            ])

        _ = try await world.run(write, ["objectId": .string(user.id.text), "forceChange": false])

        let changed = try await world.user(user.id)
        #expect(changed?.forcesPasswordChange == false)
        #expect(changed?.attributes.members.contains { $0.name.hasPrefix("passwordProfile") } == false)
    }

    @Test func `without a key nothing is done`() async throws {
        let message = try await world.run(.directory("Read", key: .claim("objectId"))).message
        #expect(message?.code == "AADB2C90037")
    }

    @Test func `an attribute that two users share finds neither`() async throws {
        for number in 1...2 {
            _ = try await world.addUser("ada\(number)@example.com", id: "a0000000-0000-4000-8000-00000000001\(number)")
            {
                $0.attributes["extension_badge"] = "B-1"
            }
        }
        let read = TechnicalProfile.directory(
            "Read", key: .claim("key", "extension_badge"), outputs: [.claim("objectId")])

        let message = try await world.run(read, ["key": "b-1"]).message

        #expect(message?.code == "AADB2C90037")
        #expect(message?.detail?.contains("more than one") == true)
    }

    @Test(arguments: [Key("cardea.softwareTokens", "x"), Key("Password", "x"), Key("extension_badge", "")])
    func `nobody is looked up by what is no key`(key: Key) async throws {
        _ = try await world.addUser { user in
            user.attributes["cardea.softwareTokens"] = "x"
            user.attributes["password"] = "x"
            user.attributes["extension_badge"] = ""
        }
        let read = TechnicalProfile.directory("Read", key: .claim("key", key.name), outputs: [.claim("objectId")])

        let result = try await world.run(read, ["key": key.value])

        #expect(result.claims == nil)
        #expect(result.message?.detail?.contains("no claim to look a user up by") == true)
    }
}
