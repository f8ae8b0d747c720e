import Base
import Cryptography
import FIDO
import TestVectors
import Testing

/// The example of the FIDO Metadata Service 3 specification.
struct MetadataExampleTests {
    static let now = Timestamp(seconds: 1_700_000_000)

    static func example() throws -> (text: String, root: Certificate)? {
        guard let json = try PublishedVectors.json("mds3/example.json") else { return nil }
        let root = try #require(Base64.decode(try json.text("rootCertificateBase64DER")))
        return (try json.text("blobJWT"), try Certificate(der: root))
    }

    @Test func `the example verifies and its entries are found`() throws {
        guard let (text, root) = try Self.example() else { return }

        let blob = try MetadataBLOB(text, root: root, now: Self.now)

        #expect(blob.number == 15)
        #expect(blob.nextUpdate.description == "2020-03-30")
        #expect(blob.isOutdated(Self.now))
        #expect(!blob.isOutdated(Timestamp(seconds: 1_585_500_000)))
        #expect(blob.ignored.isEmpty)
        let aaguid = try #require(AAGUID("0132d110-bf4e-4208-a403-ab4f5f12efe5"))
        let entry = try #require(blob.entry(aaguid))
        #expect(entry.statement?.description == "FIDO Alliance Sample FIDO2 Authenticator")
        #expect(entry.statement?.rootCertificates.count == 1)
        #expect(entry.certificationLevel(Self.now) == .l1)
        #expect(entry.certificationLevel(Timestamp(seconds: 1_000_000_000)) == nil)
        #expect(blob.entry(aaid: "1234#5678")?.statement?.description == "FIDO Alliance Sample UAF Authenticator")
        #expect(blob.entry(.zero) == nil)
    }

    @Test func `the example is refused under another root, beyond its time, and where a newer one is known`() throws {
        guard let (text, root) = try Self.example() else { return }
        let jws = text.split(separator: ".")
        let header = try JSON(parsing: try #require(Base64.decodeURL(jws[0])))
        let leaf = try Certificate(der: try #require(header["x5c"]?.array?[0].string.flatMap(Base64.decode)))

        #expect(refusal { try MetadataBLOB(text, root: leaf, now: Self.now) } == .invalidMetadata)
        let late = Timestamp(seconds: 4_000_000_000)
        #expect(refusal { try MetadataBLOB(text, root: root, now: late) } == .invalidMetadata)
        #expect(refusal { try MetadataBLOB(text, root: root, newerThan: 16, now: Self.now) } == .invalidMetadata)
        #expect(refusal { try MetadataBLOB(text, root: root, newerThan: 15, now: Self.now) } == nil)
    }

    @Test func `a BLOB of which one character was changed is refused`() throws {
        guard let (text, root) = try Self.example() else { return }
        let bytes = Bytes(utf8: text)
        let step = bytes.count / 60

        for index in stride(from: 0, to: bytes.count, by: step) {
            var changed = bytes
            changed[index] = changed[index] == UInt8(ascii: "A") ? UInt8(ascii: "B") : UInt8(ascii: "A")
            let other = String(decoding: changed, as: UTF8.self)
            #expect(refusal { try MetadataBLOB(other, root: root, now: Self.now) } != nil, "\(index)")
        }
    }
}
