import Base
import Cryptography

/// `android-key` (WebAuthn §8.4): a key of Android's key store, with a certificate that describes it.
struct AndroidKeyAttestation {
    private let algorithm: COSEAlgorithm
    private let signature: Bytes
    private let certificates: [Certificate]

    init(_ statement: CBOR) throws(FIDOError) {
        let reader = try StatementReader("android-key", statement)
        algorithm = try reader.algorithm()
        signature = try reader.bytes("sig")
        certificates = try reader.requiredCertificates()
    }

    func verify(_ context: AttestationContext) throws(FIDOError) -> Attestation {
        let key = try certificates[0].attestationKey("android-key")
        guard algorithm.verify(signature, of: context.signed, by: key) else {
            throw .attestation("android-key: the signature does not verify with the certificate's key")
        }
        guard key == context.credential.publicKey.publicKey else {
            throw .attestation("android-key: the certificate is for another key")
        }
        let description = try KeyDescription(certificates[0])
        guard description.challenge == context.clientDataHash else {
            throw .attestation("android-key: the certificate is for another ceremony")
        }
        let notes = try description.check(requiresTrustedEnvironment: context.rules.requiresTrustedEnvironment)
        return Attestation("android-key", .basic, certificates, notes: notes)
    }
}

/// What Android says about a key: the extension 1.3.6.1.4.1.11129.2.1.17 (§8.4.1).
struct KeyDescription {
    let challenge: Bytes
    private let software: Authorizations
    private let trusted: Authorizations

    private static let identifier = "1.3.6.1.4.1.11129.2.1.17"

    init(_ certificate: Certificate) throws(FIDOError) {
        guard let value = certificate.extensionValue(KeyDescription.identifier)?.value else {
            throw .attestation("android-key: the certificate does not describe the key")
        }
        // Version, level, version, level, challenge, unique id, software's list, trusted environment's list.
        guard let fields = try? DERElement(value).children(), fields.count >= 8, let challenge = fields[4].octets,
            let software = try? Authorizations(fields[6]), let trusted = try? Authorizations(fields[7])
        else { throw .attestation("android-key: the description of the key is malformed") }
        (self.challenge, self.software, self.trusted) = (challenge, software, trusted)
    }

    /// The last points of §8.4. A key for all applications is not scoped to the relying party. Where neither list
    /// states origin or purpose, the answer is a note, unless a trusted environment is demanded.
    func check(requiresTrustedEnvironment: Bool) throws(FIDOError) -> [String] {
        guard !software.allowsAllApplications, !trusted.allowsAllApplications else {
            throw .attestation("android-key: the key is open to all applications")
        }
        let lists = requiresTrustedEnvironment ? [trusted] : [trusted, software]
        let origins = lists.compactMap(\.origin)
        let purposes = lists.compactMap(\.purposes)
        guard origins.allSatisfy({ $0 == Authorizations.generated }) else {
            throw .attestation("android-key: the key was not generated in the key store")
        }
        guard purposes.allSatisfy({ $0 == [Authorizations.sign] }) else {
            throw .attestation("android-key: the key is not for signing alone")
        }
        guard origins.isEmpty || purposes.isEmpty else { return [] }
        guard !requiresTrustedEnvironment else {
            throw .attestation("android-key: no trusted environment vouches for origin and purpose")
        }
        return ["android-key: the certificate does not state where the key comes from and what it is for"]
    }

    /// `AuthorizationList`, as far as it is asked about.
    private struct Authorizations {
        var purposes: [Int]?
        var origin: Int?
        var allowsAllApplications = false

        /// `KM_ORIGIN_GENERATED` and `KM_PURPOSE_SIGN`.
        static let generated = 0
        static let sign = 2

        init(_ list: DERElement) throws(CryptographyError) {
            for item in try list.children() where item.tagClass == .contextSpecific {
                switch item.tag {
                case 1: purposes = try Authorizations.numbers(item)
                case 600: allowsAllApplications = true
                case 702: origin = try item.children().first?.number ?? -1
                default: continue
                }
            }
        }

        /// `EXPLICIT SET OF INTEGER`.
        private static func numbers(_ item: DERElement) throws(CryptographyError) -> [Int] {
            var numbers: [Int] = []
            for set in try item.children() { numbers += try set.children().map { $0.number ?? -1 } }
            return numbers
        }
    }
}
