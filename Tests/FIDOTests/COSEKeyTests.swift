import Base
import Cryptography
import FIDO
import Testing

struct COSEKeyTests {
    @Test(arguments: [(Curve.p256, COSEAlgorithm.es256), (.p384, .es384), (.p521, .es512), (.p256, .esp256)])
    func `a key on a curve is read, and verifies`(curve: Curve, algorithm: COSEAlgorithm) throws {
        var authenticator = try TestAuthenticator()
        (authenticator.key, authenticator.algorithm) = (try PrivateKey.elliptic(curve), algorithm)

        let key = try COSEKey(decoding: try authenticator.coseKey.encoded)

        let signature = try authenticator.key.signDER([1, 2, 3], using: try #require(algorithm.signature))
        #expect(key.verify(signature, of: [1, 2, 3]))
        #expect(!key.verify(signature, of: [1, 2, 4]))
        #expect(try key.encoded == authenticator.coseKey.encoded)
    }

    @Test(arguments: [COSEAlgorithm.edDSA, .ed25519, .ed448])
    func `a key of an Edwards curve is read, and verifies`(algorithm: COSEAlgorithm) throws {
        let curve: Curve = algorithm == .ed448 ? .ed448 : .ed25519
        let key = try PrivateKey.elliptic(curve)
        guard case .okp(_, let x) = try key.publicKey.parameters else { return }
        let cbor: CBOR = [1: 1, 3: CBOR(algorithm.rawValue), -1: curve == .ed448 ? 7 : 6, -2: .bytes(x)]

        let read = try COSEKey(decoding: cbor.encoded)

        #expect(read.verify(try key.signDER([1], using: .edDSA), of: [1]))
        let other: CBOR = [1: 1, 3: CBOR(algorithm.rawValue), -1: curve == .ed448 ? 6 : 7, -2: .bytes(x)]
        #expect(refusal { try COSEKey(decoding: other.encoded) } == .malformed)
    }

    @Test(arguments: [COSEAlgorithm.rs256, .rs384, .rs512, .ps256, .ps384, .ps512])
    func `an RSA key is read, and verifies its own algorithm alone`(algorithm: COSEAlgorithm) throws {
        let key = try Self.rsa.get()
        guard case .rsa(let n, let e) = try key.publicKey.parameters else { return }
        func read(_ algorithm: COSEAlgorithm) throws -> COSEKey {
            let cbor: CBOR = [1: 3, 3: CBOR(algorithm.rawValue), -1: .bytes(n), -2: .bytes(e)]
            return try COSEKey(decoding: cbor.encoded)
        }

        let signature = try key.signDER([1], using: try #require(algorithm.signature))

        #expect(try read(algorithm).verify(signature, of: [1]))
        #expect(try !read(algorithm == .rs256 ? .ps256 : .rs256).verify(signature, of: [1]))
        #expect(try !read(.rs1).verify(signature, of: [1]))
    }

    static let rsa = Result { try PrivateKey.rsa() }

    @Test func `keys that are not as they should be are refused`() throws {
        let x = try #require(Hex.decode("6b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296"))
        let y = try #require(Hex.decode("4fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5"))
        guard case .rsa(let n, let e) = try Self.rsa.get().publicKey.parameters else { return }
        var beside = y
        beside[31] ^= 1
        let cases: [(CBOR, FIDOError.Code, String)] = [
            ([1: 2, 3: -7, -1: 1, -2: .bytes(x), -3: .bytes(beside)], .unsupportedKey, "beside the curve"),
            ([1: 2, 3: -7, -1: 1, -2: .bytes(Bytes(repeating: 0, count: 32)), -3: .bytes(y)], .unsupportedKey, "x 0"),
            ([1: 2, 3: -7, -1: 1, -2: .bytes(x), -3: true], .malformed, "compressed"),
            ([1: 2, 3: -7, -1: 1, -2: .bytes(x)], .malformed, "no y"),
            ([1: 2, 3: -7, -1: 2, -2: .bytes(x), -3: .bytes(y)], .malformed, "another curve"),
            ([1: 2, 3: -35, -1: 1, -2: .bytes(x), -3: .bytes(y)], .malformed, "another algorithm"),
            ([1: 3, 3: -7, -1: 1, -2: .bytes(x), -3: .bytes(y)], .malformed, "another type"),
            ([1: 2, 3: -47, -1: 8, -2: .bytes(x), -3: .bytes(y)], .unsupportedKey, "secp256k1"),
            ([1: 2, -1: 1, -2: .bytes(x), -3: .bytes(y)], .malformed, "no algorithm"),
            ([1: 2, 2: .bytes([1]), 3: -7, -1: 1, -2: .bytes(x), -3: .bytes(y)], .malformed, "a key id"),
            ([1: 2, 3: -7, -1: 1, -2: .bytes(x), -3: .bytes(y), -4: .bytes(x)], .malformed, "a private key"),
            ([1: 2, 3: -7, -1: 1, -2: .bytes([0] + x), -3: .bytes(y)], .unsupportedKey, "33 bytes"),
            ([1: 3, 3: -257, -1: .bytes(x), -2: .bytes([1, 0, 1])], .unsupportedKey, "RSA of 256 bits"),
            (1, .malformed, "a number"),
            ([1: 2, 3: -257, -1: .bytes(n), -2: .bytes(e)], .malformed, "RSA of another type"),
        ]

        let good: CBOR = [1: 2, 3: -7, -1: 1, -2: .bytes(x), -3: .bytes(y)]
        #expect(refusal { try COSEKey(decoding: good.encoded) } == nil)
        for (key, code, why) in cases {
            #expect(refusal { try COSEKey(decoding: key.encoded) } == code, "\(why)")
        }
        #expect(try COSEKey(u2fPoint: [4] + x + y) == COSEKey(decoding: good.encoded))
        #expect(refusal { try COSEKey(u2fPoint: [2] + x) } == .malformed)
        #expect(refusal { try COSEKey(u2fPoint: [4] + x + beside) } == .unsupportedKey)
        #expect(refusal { try COSEKey(u2fPoint: [4] + x + y + [0]) } == .malformed)
        #expect(refusal { try COSEKey(u2fPoint: [6] + x + y) } == .malformed)
    }
}
