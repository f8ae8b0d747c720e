import Base
import Cryptography

/// A metadata BLOB (FIDO Metadata Service 3 §3.1.6). To hold one is to know that it was signed under the given root.
package struct MetadataBLOB: Sendable {
    /// Rises with every BLOB.
    package let number: Int
    package let nextUpdate: CalendarDate
    package let legalHeader: String?
    package let entries: [MetadataEntry]
    /// Entries that could not be read, with the reason: for the log.
    package let ignored: [FIDOError]
    private let byAAGUID: [AAGUID: Int]
    private let byKeyIdentifier: [String: Int]
    private let byAAID: [String: Int]

    /// The service's own is near 8 MB.
    package static let sizeLimit = 33_554_432
    private static let entryLimit = 20_000

    /// Verifies as §3.2 says: the signer's chain to `root` at `now`, the signature, and that the number is not below
    /// `newerThan`, that of the BLOB which is known already. Lists of revoked certificates are not fetched.
    package init(
        _ text: String, root: Certificate, newerThan known: Int? = nil, now: Timestamp
    ) throws(FIDOError) {
        let jws = try CertifiedJWS(text, limit: MetadataBLOB.sizeLimit, "metadata", .invalidMetadata)
        do {
            _ = try CertificateChain(
                leaf: jws.certificates[0], intermediates: Array(jws.certificates.dropFirst()), roots: [root], now: now)
        } catch {
            throw FIDOError(.invalidMetadata, "metadata: \(error)")
        }
        let payload = MemberReader(try jws.readingDER().verifiedPayload(), "metadata")
        try self.init(payload)
        if let known, number < known {
            throw FIDOError(.invalidMetadata, "metadata: number \(number), though \(known) is known")
        }
    }

    private init(_ payload: MemberReader) throws(FIDOError) {
        guard let number = try payload.number("no"), let date = CalendarDate(try payload.required("nextUpdate")) else {
            throw FIDOError(.invalidMetadata, "metadata: no number, or no date of the next update")
        }
        guard let items = try payload.list("entries"), items.count <= MetadataBLOB.entryLimit else {
            throw FIDOError(.invalidMetadata, "metadata: no entries, or more than \(MetadataBLOB.entryLimit)")
        }
        (self.number, nextUpdate) = (number, date)
        legalHeader = try payload.text("legalHeader")
        var entries: [MetadataEntry] = []
        var ignored: [FIDOError] = []
        for item in items {
            do throws(FIDOError) {
                entries.append(try MetadataEntry(item))
            } catch {
                ignored.append(error)
            }
        }
        (self.entries, self.ignored) = (entries, ignored)
        let indexed = entries.enumerated()
        byAAGUID = Dictionary(indexed.compactMap { i, e in e.aaguid.map { ($0, i) } }) { first, _ in first }
        byAAID = Dictionary(indexed.compactMap { i, e in e.aaid.map { ($0, i) } }) { first, _ in first }
        let identifiers = indexed.flatMap { index, entry in entry.keyIdentifiers.map { ($0, index) } }
        byKeyIdentifier = Dictionary(identifiers) { first, _ in first }
    }

    /// Whether the next one should have been fetched.
    package func isOutdated(_ now: Timestamp) -> Bool { nextUpdate.start.adding(seconds: 86_400) <= now }

    package func entry(_ aaguid: AAGUID) -> MetadataEntry? { byAAGUID[aaguid].map { entries[$0] } }

    package func entry(aaid: String) -> MetadataEntry? { byAAID[aaid].map { entries[$0] } }

    /// Of a U2F authenticator, by its attestation certificate.
    package func entry(attestedBy certificate: Certificate) -> MetadataEntry? {
        entry(keyIdentifier: Hex.encode(certificate.keyIdentifier))
    }

    /// The same by the SHA-1 of that certificate's key, in hexadecimal.
    package func entry(keyIdentifier: String) -> MetadataEntry? { byKeyIdentifier[keyIdentifier].map { entries[$0] } }
}
