import Base
import Cryptography
import FIDO
import Testing

/// The steps of WebAuthn §7.2: each is left out by nobody.
struct AuthenticationTests {
    static let refusals: [RegistrationTests.Case] = [
        .init("step 6: no user handle, nobody known", .wrongUser) { $0.userHandle = nil },
        .init("step 6: an empty user handle is none", .wrongUser) { $0.userHandle = [] },
        .init("step 6: another's user handle", .wrongUser) { $0.userHandle = Bytes(utf8: "user-2") },
        .init("step 10: a registration's client data", .wrongType) { $0.type = "webauthn.create" },
        .init("step 10: a payment's client data", .wrongType) { $0.type = "payment.get" },
        .init("step 11: another challenge", .wrongChallenge) { $0.challenge = .other },
        .init("step 12: another site", .wrongOrigin) { $0.origin = "https://evil.example" },
        .init("step 13: within another's page", .crossOrigin) { $0.crossOrigin = true },
        .init("step 14: a page on top", .crossOrigin) { $0.topOrigin = "https://evil.example" },
        .init("step 15: another relying party", .wrongRelyingParty) { $0.party = "example.com" },
        .init("step 15: an AppID that was not asked for", .wrongRelyingParty) {
            ($0.party, $0.clientExtensions) = ("https://example.org/appid.json", ["appid": true])
        },
        .init("step 16: nobody present", .userNotPresent) { $0.flags.remove(.userPresent) },
        .init("step 17: nobody verified", .userNotVerified) { $0.flags.remove(.userVerified) },
        .init("step 18: backed up, not eligible", .inconsistentBackupFlags) { $0.flags.insert(.backupState) },
        .init("step 19: eligible all at once", .backupEligibilityChanged) { $0.flags.insert(.backupEligible) },
    ]

    @Test(arguments: refusals)
    func `a sign-in with one thing wrong is refused`(item: RegistrationTests.Case) throws {
        var authenticator = try TestAuthenticator()
        authenticator.type = "webauthn.get"
        let record = try authenticator.record()
        item.change(&authenticator)
        let ceremony = try TestCeremony.authentication()

        #expect(
            refusal { try ceremony.verify(try authenticator.assertion(), record, now: TestCeremony.now) }
                == item.code)
    }

    @Test func `a sign-in with nothing wrong is accepted and moves the counter`() throws {
        var authenticator = try TestAuthenticator()
        authenticator.type = "webauthn.get"
        authenticator.signCount = 5

        let result = try TestCeremony.authentication().verify(
            try authenticator.assertion(), try authenticator.record(signCount: 4), now: TestCeremony.now)

        #expect(result.record.signCount == 5 && result.signals.isEmpty)
        #expect(result.userVerified && result.mayInitializeUserVerification && !result.usedAppID)
        #expect(!result.record.userVerificationInitialized)
    }

    @Test(
        arguments: [
            (0, 0, 0, false), (1, 0, 1, false), (5, 4, 5, false), (4, 4, 4, true), (3, 4, 4, true), (0, 4, 4, true),
        ] as [(UInt32, UInt32, UInt32, Bool)])
    func `a counter that does not rise is a signal and is not kept`(
        received: UInt32, stored: UInt32, kept: UInt32, isSignal: Bool
    ) throws {
        var authenticator = try TestAuthenticator()
        (authenticator.type, authenticator.signCount) = ("webauthn.get", received)

        let result = try TestCeremony.authentication().verify(
            try authenticator.assertion(), try authenticator.record(signCount: stored), now: TestCeremony.now)

        #expect(result.record.signCount == kept)
        #expect(result.signals == (isSignal ? [.counterRegressed(stored: stored, received: received)] : []))
    }

    @Test func `the backup state may change and says so; eligibility may not`() throws {
        var authenticator = try TestAuthenticator()
        (authenticator.type, authenticator.flags) = ("webauthn.get", [.userPresent, .userVerified, .backupEligible])
        let plain = try authenticator.record()
        let synced = CredentialRecord(
            id: plain.id, publicKey: plain.publicKey, userHandle: plain.userHandle, signCount: 0,
            userVerificationInitialized: true, backupEligible: true, backupState: false, aaguid: .zero)
        let ceremony = try TestCeremony.authentication()
        authenticator.flags.insert(.backupState)

        let result = try ceremony.verify(try authenticator.assertion(), synced, now: TestCeremony.now)
        #expect(result.signals == [.backupStateChanged(isBackedUp: true)])
        #expect(result.record.backupState && !result.mayInitializeUserVerification)
        authenticator.flags = [.userPresent, .userVerified]
        let response = try authenticator.assertion()
        #expect(
            refusal { try ceremony.verify(response, synced, now: TestCeremony.now) } == .backupEligibilityChanged)
    }

    @Test func `expiry, a credential not in the list, and one of another user are refused`() throws {
        var authenticator = try TestAuthenticator()
        authenticator.type = "webauthn.get"
        let record = try authenticator.record()
        let response = try authenticator.assertion()
        let now = TestCeremony.now

        let late = now.adding(seconds: 300)
        #expect(refusal { try TestCeremony.authentication().verify(response, record, now: late) } == .expired)
        let listing = try TestCeremony.authentication { $0.allowCredentials = [CredentialDescriptor(id: [1])] }
        #expect(refusal { try listing.verify(response, record, now: now) } == .credentialNotAllowed)
        let known = try TestCeremony.authentication(userHandle: Bytes(utf8: "user-2"))
        #expect(refusal { try known.verify(response, record, now: now) } == .wrongUser)
        authenticator.credentialID = Bytes(utf8: "credential-0002")
        let other = try authenticator.assertion()
        #expect(
            refusal { try TestCeremony.authentication().verify(other, record, now: now) } == .credentialNotAllowed)
        authenticator.userHandle = nil
        let silent = try authenticator.assertion()
        let sameUser = try TestCeremony.authentication(userHandle: Bytes(utf8: "user-1"))
        #expect(refusal { try sameUser.verify(silent, try authenticator.record(), now: now) } == nil)
    }

    @Test func `a signature by another key, of other bytes, or none is refused`() throws {
        var authenticator = try TestAuthenticator()
        authenticator.type = "webauthn.get"
        let record = try authenticator.record()
        let ceremony = try TestCeremony.authentication()
        authenticator.key = try PrivateKey.elliptic(.p256)

        let response = try authenticator.assertion()
        #expect(refusal { try ceremony.verify(response, record, now: TestCeremony.now) } == .invalidSignature)
    }

    @Test func `what extensions did is read, and of the wrong type refused`() throws {
        var authenticator = try TestAuthenticator()
        authenticator.type = "webauthn.get"
        authenticator.clientExtensions = ["largeBlob": ["blob": "aGVsbG8", "written": true], "new": ["a": 1]]
        let record = try authenticator.record()
        let ceremony = try TestCeremony.authentication()

        let outputs = try ceremony.verify(authenticator.assertion(), record, now: TestCeremony.now).extensions
        #expect(outputs.largeBlob == Bytes(utf8: "hello") && outputs.largeBlobWasWritten == true)
        #expect(outputs.names == ["largeBlob", "new"])
        for wrong: JSON in [["largeBlob": ["blob": 1]], ["largeBlob": true], ["appid": "yes"]] {
            authenticator.clientExtensions = wrong
            let response = try authenticator.assertion()
            #expect(refusal { try ceremony.verify(response, record, now: TestCeremony.now) } == .malformed)
        }
    }

    @Test func `an old U2F registration answers through its AppID alone`() throws {
        var authenticator = try TestAuthenticator()
        let appID = "https://example.org/appid.json"
        (authenticator.type, authenticator.party, authenticator.clientExtensions) =
            ("webauthn.get", appID, ["appid": true])
        authenticator.userHandle = nil
        let record = try authenticator.record()
        let handle = record.userHandle
        let now = TestCeremony.now
        let asking = try TestCeremony.authentication(userHandle: handle) { $0.extensions.appID = appID }

        #expect(try asking.verify(try authenticator.assertion(), record, now: now).usedAppID)
        authenticator.clientExtensions = ["appid": false]
        let denied = try authenticator.assertion()
        #expect(refusal { try asking.verify(denied, record, now: now) } == .wrongRelyingParty)
        (authenticator.party, authenticator.clientExtensions) = ("example.org", ["appid": true])
        let mixed = try authenticator.assertion()
        #expect(refusal { try asking.verify(mixed, record, now: now) } == .wrongRelyingParty)
    }
}
