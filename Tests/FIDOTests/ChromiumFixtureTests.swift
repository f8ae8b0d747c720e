import Base
import Cryptography
import FIDO
import TestVectors
import Testing

/// Ceremonies that a real Chromium went through with virtual authenticators.
struct ChromiumFixtureTests {
    static let now = Timestamp(seconds: 1_790_000_000)
    /// In their order: an authentication comes after the registration of its credential.
    static let fixtures: [JSON.Object.Member] =
        (try? PublishedVectors.json("chromium-webauthn-fixtures.json"))?.object?.members ?? []

    let party: RelyingParty

    init() throws {
        party = try RelyingParty(id: "localhost", name: "t", origins: [try Origin("http://localhost:8600")])
    }

    @Test func `every registration and every sign-in of the fixtures verifies`() throws {
        var records: [Bytes: CredentialRecord] = [:]
        var count = 0
        for fixture in Self.fixtures {
            let credential = try #require(fixture.value["credential"])
            let options = try #require(fixture.value["options"])
            if fixture.name.hasPrefix("reg") {
                let registration = try register(options, try #require(credential["json"]))
                let id = try #require(credential["id"]?.string)
                #expect(Base64.encodeURL(registration.record.id) == id, "\(fixture.name)")
                #expect(registration.trust.metadata == nil)
                records[registration.record.id] = registration.record
            } else {
                let authentication = try authenticate(options, credential, &records)
                #expect(authentication.userVerified == (options["userVerification"]?.string == "required"))
            }
            count += 1
        }
        #expect(count == Self.fixtures.count)
    }

    @Test(arguments: ["reg-none-26", "reg-none-23", "reg-none-21"])
    func `extension outputs are read`(name: String) throws {
        guard let fixture = Self.fixtures.first(where: { $0.name == name })?.value else { return }
        let options = try #require(fixture["options"])
        var json = try #require(fixture["credential"]?["json"]?.object)
        // The fixtures keep the outputs beside the JSON.
        json["clientExtensionResults"] = fixture["credential"]?["ext"]

        let outputs = try register(options, .object(json)).extensions

        switch name {
        case "reg-none-26":
            #expect(outputs.isDiscoverable == true)
            #expect(outputs.minimumPINLength == nil || outputs.names.contains("minPinLength"))
        case "reg-none-23": #expect(outputs.largeBlobIsSupported == true)
        default: #expect(outputs.pseudoRandomIsEnabled == true)
        }
    }

    private func register(_ options: JSON, _ json: JSON) throws -> Registration {
        let options = try PublicKeyCredentialCreationOptions(options)
        let ceremony = try RegistrationCeremony(
            options, party, policy: AttestationPolicy(.indirect), expiresAt: Self.now.adding(seconds: 60))
        return try ceremony.verify(try RegistrationResponse(json), isRegistered: false, now: Self.now)
    }

    private func authenticate(
        _ options: JSON, _ credential: JSON, _ records: inout [Bytes: CredentialRecord]
    ) throws -> Authentication {
        let response = try AuthenticationResponse(credential)
        let record = try #require(records[response.credentialID])
        let options = try PublicKeyCredentialRequestOptions(options)
        let ceremony = try AuthenticationCeremony(
            options, party, userHandle: response.userHandle == nil ? record.userHandle : nil,
            expiresAt: Self.now.adding(seconds: 60))
        let authentication = try ceremony.verify(response, record, now: Self.now)
        records[record.id] = authentication.record
        return authentication
    }
}
