import Base
import Cryptography
import Testing

struct SealerTests {
    let old: MasterKey
    let new: MasterKey
    let secret = Bytes(utf8: "client secret")

    init() throws {
        old = try MasterKey(version: 1, bytes: Secret(Bytes(repeating: 1, count: 32)))
        new = try MasterKey(version: 2, bytes: Secret(Bytes(repeating: 2, count: 32)))
    }

    @Test func `what is sealed opens at its place only`() throws {
        let sealer = try Sealer(keys: [old], random: .openSSL)
        let sealed = try sealer.seal(secret, purpose: "policy-key", place: "tenant/1")

        #expect(try sealer.open(sealed, purpose: "policy-key", place: "tenant/1") == secret)
        for (purpose, place) in [("policy-key", "tenant/2"), ("client", "tenant/1"), ("policy-keyt", "enant/1")] {
            #expect(throws: CryptographyError.decryptionFailed) {
                try sealer.open(sealed, purpose: purpose, place: place)
            }
        }
    }

    @Test func `the newest key seals, every key opens its own, and what is old is found`() throws {
        let before = try Sealer(keys: [old], random: .openSSL)
        let during = try Sealer(keys: [new, old], random: .openSSL)
        let after = try Sealer(keys: [new], random: .openSSL)
        let first = try before.seal(secret, purpose: "p", place: "r")
        let second = try during.seal(secret, purpose: "p", place: "r")

        #expect(try during.open(first, purpose: "p", place: "r") == secret)
        #expect(during.needsResealing(first))
        #expect(!during.needsResealing(second))
        #expect(try after.open(second, purpose: "p", place: "r") == secret)
        #expect(throws: CryptographyError.decryptionFailed) { try after.open(first, purpose: "p", place: "r") }
        #expect(throws: CryptographyError.decryptionFailed) { try before.open(second, purpose: "p", place: "r") }
    }

    @Test func `no byte of a sealed value may change, and none may go`() throws {
        let sealer = try Sealer(keys: [old, new], random: .openSSL)
        let sealed = try sealer.seal(secret, purpose: "p", place: "r")

        for index in sealed.indices {
            var changed = sealed
            changed[index] ^= 1
            #expect(throws: CryptographyError.decryptionFailed) { try sealer.open(changed, purpose: "p", place: "r") }
            let cut = Bytes(sealed.prefix(index))
            #expect(throws: CryptographyError.decryptionFailed) { try sealer.open(cut, purpose: "p", place: "r") }
        }
    }

    @Test func `two seals of one secret have nothing in common but the head`() throws {
        let sealer = try Sealer(keys: [old], random: .openSSL)

        let first = try sealer.seal(secret, purpose: "p", place: "r")
        let second = try sealer.seal(secret, purpose: "p", place: "r")

        #expect(first.prefix(5) == second.prefix(5))
        #expect(first.suffix(secret.count + 16) != second.suffix(secret.count + 16))
    }

    @Test func `a master key has 32 bytes, and a version of its own`() {
        #expect(throws: CryptographyError.self) {
            try MasterKey(version: 1, bytes: Secret(Bytes(repeating: 1, count: 31)))
        }
        #expect(throws: CryptographyError.self) { try Sealer(keys: [], random: .openSSL) }
        #expect(throws: CryptographyError.self) { try Sealer(keys: [old, old], random: .openSSL) }
    }
}
