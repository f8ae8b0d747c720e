import Base
import Cryptography

extension JWK {
    /// Reads a key strictly: canonical base64url, lengths as RFC 7518 §6 has them, halves that belong together.
    package init(_ json: JSON) throws(JOSEError) {
        guard let members = json.object else { throw .malformed("a JWK is an object") }
        try self.init(members)
    }

    package init(_ members: JSON.Object) throws(JOSEError) {
        let reader = MemberReader(members)
        let material = try JWK.material(reader)
        let use = try reader.text("use").flatMap { text throws(JOSEError) -> Use? in
            guard let use = Use(rawValue: text) else { throw .unsupported("use \(text)") }
            return use
        }
        let algorithm = try reader.text("alg").flatMap { name throws(JOSEError) -> Algorithm? in
            guard let algorithm = Algorithm(name) else { throw .unsupported("alg \(name)") }
            return algorithm
        }
        self.init(
            material, id: try reader.text("kid"), use: use, operations: try JWK.operations(reader),
            algorithm: algorithm, certificates: try reader.texts("x5c") ?? [])
    }

    private static func material(_ reader: MemberReader) throws(JOSEError) -> Material {
        guard let type = try reader.text("kty") else { throw .malformed("a JWK has a kty") }
        do {
            switch type {
            case "oct": return .secret(Secret(try reader.bytes("k")))
            case "RSA": return try rsa(reader)
            case "EC":
                let curve = try curve(reader, isWeierstrass: true)
                return try pair(.ec(curve, x: try reader.bytes("x"), y: try reader.bytes("y")), reader)
            case "OKP":
                let curve = try curve(reader, isWeierstrass: false)
                return try pair(.okp(curve, x: try reader.bytes("x")), reader)
            default: throw JOSEError.unsupported("kty \(type)")
            }
        } catch let error as CryptographyError {
            throw .malformed(error.description)
        } catch let error as JOSEError {
            throw error
        } catch {
            throw .malformed("key")
        }
    }

    private static func curve(_ reader: MemberReader, isWeierstrass: Bool) throws(JOSEError) -> Curve {
        guard let name = try reader.text("crv") else { throw .malformed("the key has no crv") }
        guard let curve = Curve(rawValue: name), curve.isWeierstrass == isWeierstrass else {
            throw .unsupported("crv \(name)")
        }
        return curve
    }

    private static func pair(_ half: PublicKeyParameters, _ reader: MemberReader) throws -> Material {
        guard reader.has("d") else { return .publicKey(try PublicKey(half)) }
        return .privateKey(try PrivateKey(half, .scalar(try reader.bytes("d"))))
    }

    private static func rsa(_ reader: MemberReader) throws -> Material {
        let half = PublicKeyParameters.rsa(n: try reader.bytes("n"), e: try reader.bytes("e"))
        guard reader.has("d") else { return .publicKey(try PublicKey(half)) }
        guard !reader.has("oth") else { throw JOSEError.unsupported("RSA with more than two primes") }
        let factors = RSAFactors(
            p: try reader.bytes("p"), q: try reader.bytes("q"), dp: try reader.bytes("dp"),
            dq: try reader.bytes("dq"), qi: try reader.bytes("qi"))
        return .privateKey(try PrivateKey(half, .rsa(d: try reader.bytes("d"), factors)))
    }

    /// §4.3: names that are not known are ignored, one name twice is not allowed.
    private static func operations(_ reader: MemberReader) throws(JOSEError) -> Set<Operation>? {
        guard let names = try reader.texts("key_ops") else { return nil }
        guard Set(names).count == names.count else { throw .malformed("key_ops has a name twice") }
        return Set(names.compactMap(Operation.init(rawValue:)))
    }
}

/// Typed reading of an object's members; the wrong type is refused, never ignored.
struct MemberReader {
    let members: JSON.Object

    init(_ members: JSON.Object) { self.members = members }

    func has(_ name: String) -> Bool { members[name] != nil }

    func text(_ name: String) throws(JOSEError) -> String? {
        guard let value = members[name] else { return nil }
        guard let text = value.string else { throw .malformed("\(name) is not a string") }
        return text
    }

    func texts(_ name: String) throws(JOSEError) -> [String]? {
        guard let value = members[name] else { return nil }
        guard let texts = value.strings else { throw .malformed("\(name) is not an array of strings") }
        return texts
    }

    /// A required member in base64url.
    func bytes(_ name: String) throws(JOSEError) -> Bytes {
        guard let bytes = try optionalBytes(name) else { throw .malformed("\(name) is missing") }
        return bytes
    }

    func optionalBytes(_ name: String) throws(JOSEError) -> Bytes? {
        guard let text = try text(name) else { return nil }
        guard let bytes = Base64.decodeURL(text) else { throw .malformed("\(name) is not base64url") }
        return bytes
    }

    func object(_ name: String) throws(JOSEError) -> JSON.Object? {
        guard let value = members[name] else { return nil }
        guard let object = value.object else { throw .malformed("\(name) is not an object") }
        return object
    }
}
