import Base
import FIDO
import Testing

struct AuthenticatorDataTests {
    @Test func `what the authenticator says is read`() throws {
        var authenticator = try TestAuthenticator()
        authenticator.signCount = 0x0102_0304
        authenticator.flags = [.userPresent, .backupEligible, .backupState]
        authenticator.extensions = ["credProtect": 2, "hmac-secret": true]

        let data = try AuthenticatorData(try authenticator.data(attested: true))

        #expect(data.signCount == 0x0102_0304)
        #expect(data.flags == [.userPresent, .backupEligible, .backupState, .attestedCredential, .extensions])
        #expect(data.attestedCredential?.aaguid == AAGUID(authenticator.aaguid))
        #expect(data.attestedCredential?.credentialID == authenticator.credentialID)
        #expect(data.extensions?["hmac-secret"] == true)
        let bare = try AuthenticatorData(try authenticator.data(attested: false))
        #expect(bare.attestedCredential == nil && bare.extensions?["credProtect"] == 2)
    }

    @Test(arguments: [true, false])
    func `data that is cut off anywhere, or longer, is refused`(isAttested: Bool) throws {
        var authenticator = try TestAuthenticator()
        authenticator.extensions = ["credProtect": 2]
        let bytes = try authenticator.data(attested: isAttested)

        for count in 0..<bytes.count {
            #expect(refusal { try AuthenticatorData(Bytes(bytes.prefix(count))) } == .malformed, "\(count)")
        }
        #expect(refusal { try AuthenticatorData(bytes + [0]) } == .malformed)
    }

    @Test func `extensions are a map of names, and a flag says that they are there`() throws {
        var authenticator = try TestAuthenticator()
        for extensions: CBOR in [1, [1], [1: 1]] {
            authenticator.extensions = extensions
            #expect(refusal { try AuthenticatorData(try authenticator.data(attested: true)) } == .malformed)
        }
        authenticator.extensions = ["credProtect": 2]
        var bytes = try authenticator.data(attested: false)
        bytes[32] &= 0x7f
        #expect(refusal { try AuthenticatorData(bytes) } == .malformed)
    }

    @Test func `a credential id that reaches beyond the end is refused`() throws {
        var bytes = try TestAuthenticator().data(attested: true)
        (bytes[53], bytes[54]) = (0xff, 0xff)

        #expect(refusal { try AuthenticatorData(bytes) } == .malformed)
    }

    @Test func `a model is sixteen bytes, written as a UUID`() {
        let text = "0132d110-bf4e-4208-a403-ab4f5f12efe5"

        #expect(AAGUID(text)?.description == text)
        #expect(AAGUID(text.uppercased())?.description == text)
        #expect(AAGUID("00000000-0000-0000-0000-000000000000") == .zero)
        for wrong in ["", "0132d110bf4e4208a403ab4f5f12efe5", "0132d110bf-4e-4208-a403-ab4f5f12efe5", text + "0"] {
            #expect(AAGUID(wrong) == nil)
        }
        #expect(AAGUID("0132d11g-bf4e-4208-a403-ab4f5f12efe5") == nil)
        #expect(AAGUID(Bytes(repeating: 0, count: 15)) == nil && AAGUID(Bytes(repeating: 0, count: 17)) == nil)
    }
}
