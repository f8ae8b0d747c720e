import Base
import Cryptography
import JOSE

/// A compact JWS whose header brings the certificate of its signer (`x5c`, RFC 7515 §4.1.6). That the signature is the
/// certificate's is checked here; whether the certificate is to be believed is the caller's.
struct CertifiedJWS {
    /// The signer's first.
    let certificates: [Certificate]
    private let text: String
    private let limit: Int
    private let what: String
    private let code: FIDOError.Code
    /// The signature as it should be, where it came in DER; see `readingDER`.
    private var signature: String?

    init(_ text: String, limit: Int, _ what: String, _ code: FIDOError.Code) throws(FIDOError) {
        guard text.utf8.count <= limit else { throw FIDOError(code, "\(what): more than \(limit) bytes") }
        guard let end = text.utf8.firstIndex(of: UInt8(ascii: ".")), let header = Base64.decodeURL(text[..<end]),
            let json = try? JSON(parsing: header, maximumDepth: 8)
        else { throw FIDOError(code, "\(what): not a compact JWS") }
        guard let items = json["x5c"]?.strings, (1...8).contains(items.count) else {
            throw FIDOError(code, "\(what): x5c is not an array of one to eight certificates")
        }
        certificates = try items.map { item throws(FIDOError) in
            guard let der = Base64.decode(item), let certificate = try? Certificate(der: der) else {
                throw FIDOError(code, "\(what): x5c holds something that is no certificate")
            }
            return certificate
        }
        (self.text, self.limit, self.what, self.code) = (text, limit, what, code)
    }

    /// The payload, a JSON object, once the signature has verified with the certificate's key.
    func verifiedPayload() throws(FIDOError) -> JSON.Object {
        do {
            let key = JWK(.publicKey(try certificates[0].publicKey))
            let verified = try UnverifiedJWS(compact: signature ?? text, limit: limit)
                .verify(keys: .key(key), allowing: SignatureAlgorithm.asymmetric)
            guard let object = try JSON(parsing: verified.payload).object else {
                throw FIDOError(code, "\(what): the payload is no JSON object")
            }
            return object
        } catch let error as FIDOError {
            throw error
        } catch {
            throw FIDOError(code, "\(what): \(error)")
        }
    }

    /// The same, reading a signature of ECDSA in DER as the two numbers that RFC 7518 §3.4 asks for. The example of
    /// the metadata specification is signed so, hence some services may be too.
    func readingDER() -> CertifiedJWS {
        guard let end = text.utf8.lastIndex(of: UInt8(ascii: ".")),
            let bytes = Base64.decodeURL(text[text.utf8.index(after: end)...]),
            case .elliptic(let curve)? = try? certificates[0].publicKey.kind, bytes.count != 2 * curve.size,
            let numbers = try? DERElement(bytes).children(), numbers.count == 2
        else { return self }
        let halves = numbers.map { $0.content.drop { $0 == 0 } }
        guard numbers.allSatisfy({ $0.isInteger }), halves.allSatisfy({ $0.count <= curve.size }) else { return self }
        let joined = halves.flatMap { Bytes(repeating: 0, count: curve.size - $0.count) + $0 }
        var other = self
        other.signature = String(text[...end]) + Base64.encodeURL(joined)
        return other
    }
}
