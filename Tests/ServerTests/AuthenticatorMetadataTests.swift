import Base
import FIDO
import TestSupport
import TestVectors
import Testing

@testable import Server

/// With the example of the FIDO Metadata Service 3 specification.
struct AuthenticatorMetadataTests {
    private let folder = TemporaryDirectory()
    private let events = EventRecord()
    private let clock = TestClock()

    /// The time of the example.
    init() { clock.advance(seconds: 1_700_000_000 - clock.now.seconds) }

    private func example() throws -> (blob: String, root: String, text: String)? {
        guard let json = try PublishedVectors.json("mds3/example.json"), let text = json["blobJWT"]?.string,
            let root = json["rootCertificateBase64DER"]?.string.flatMap({ Base64.decode($0) })
        else { return nil }
        let (blob, path) = ("\(folder.path)/blob.jwt", "\(folder.path)/root.crt")
        try Files.write(Bytes(utf8: text + "\n"), to: blob)
        try Files.write(root, to: path)
        return (blob, path, text)
    }

    @Test func `a file is verified when it is read, and again when it has changed`() throws {
        guard let (blob, root, text) = try example() else { return }
        let metadata = try AuthenticatorMetadata(blob, root: root, now: clock.read, emit: events.emit)
        #expect(metadata.blob.number == 15)
        #expect(events.names == ["metadata.read", "metadata.outdated"])
        try Files.write(Bytes(utf8: text.dropLast(8) + "AAAAAAAA, and longer"), to: blob)
        #expect(metadata.blob.number == 15)
        #expect(events.names.count == 2)
        clock.advance(seconds: 60)

        #expect(metadata.blob.number == 15)
        #expect(events.names.last == "metadata.refused")
    }

    @Test func `what is not signed under the root is refused at the start`() throws {
        guard let (blob, root, text) = try example() else { return }
        try Files.write(Bytes(utf8: text.dropLast(8) + "AAAAAAAA"), to: blob)

        #expect(throws: FIDOError.self) {
            _ = try AuthenticatorMetadata(blob, root: root, now: clock.read, emit: events.emit)
        }
    }
}
