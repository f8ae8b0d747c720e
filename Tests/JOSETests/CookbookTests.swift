import Base
import Cryptography
import JOSE
import TestVectors
import Testing

/// The examples of RFC 7520, of RFC 8037 and of RFC 7797, as the JOSE cookbook publishes them.
struct CookbookTests {
    /// What we refuse on purpose. The key is a file, or a file and a recipient's index.
    static let refusals = [
        "jwe/5_1.key_encryption_using_rsa_v15_and_aes-hmac-sha2.json":
            "RSA1_5 is not supported: a padding oracle by design (RFC 8725 §3.2)",
        "jwe/5_13.encrypting_to_multiple_recipients.json 0":
            "RSA1_5 is not supported: a padding oracle by design (RFC 8725 §3.2)",
        "jwe/5_9.compressed_content.json": "zip is not supported: a short token would grow without bound",
        "rfc7797/4.2.hmac-sha2_b64_false.json":
            "its protected header lacks the crit that RFC 7797 §6 demands and that the file itself shows",
    ]

    @Test func `the refusals name files that exist`() {
        let files = Set(PublishedVectors.files(in: "jose-cookbook"))
        guard !files.isEmpty else { return }

        for name in CookbookTests.refusals.keys {
            #expect(files.contains("jose-cookbook/" + name.split(separator: " ")[0]))
        }
    }

    @Test(
        arguments: PublishedVectors.files(in: "jose-cookbook/jws") + PublishedVectors.files(in: "jose-cookbook/rfc7797")
            + ["jose-cookbook/curve25519/jws.json"])
    func `a signature verifies, and is made again byte for byte where that is possible`(path: String) throws {
        guard let file = try PublishedVectors.json(path) else { return }
        let payload = Bytes(utf8: try file["input"].required.text("payload"))
        let keys = try all(file["input"]?["key"]).map { try JWK($0) }

        for (form, output) in file["output"]?.object?.members.map({ ($0.name, $0.value) }) ?? [] {
            let verification = Result { try verifiedPayloads(output, keys, payload) }
            if CookbookTests.refusals[name(path)] != nil {
                #expect(throws: JOSEError.self) { try verification.get() }
            } else {
                #expect(try verification.get() == Array(repeating: payload, count: keys.count), "\(form)")
            }
        }
        if file["reproducible"] == true, CookbookTests.refusals[name(path)] == nil { try signAgain(file, payload) }
    }

    @Test(
        arguments: PublishedVectors.files(in: "jose-cookbook/jwe") + ["jose-cookbook/curve25519/ecdh-es.json"])
    func `an encryption decrypts`(path: String) throws {
        guard let file = try PublishedVectors.json(path) else { return }
        let input = try file["input"].required
        let plaintext = Bytes(utf8: try input.text("plaintext"))
        let keys = try recipientKeys(input)

        for (form, output) in file["output"]?.object?.members.map({ ($0.name, $0.value) }) ?? [] {
            let jwe = try output.string.map { try EncryptedJWE(compact: $0) } ?? EncryptedJWE(json: object(output))
            for index in 0..<jwe.recipientCount {
                let result = Result {
                    try jwe.decrypt(index, keys: .key(keys[index]), allowing: Set(KeyManagementAlgorithm.allCases))
                }
                if CookbookTests.refusals[name(path)] ?? CookbookTests.refusals["\(name(path)) \(index)"] != nil {
                    #expect(throws: JOSEError.self) { try result.get() }
                } else {
                    #expect(try result.get().plaintext == plaintext, "\(form) \(index)")
                }
            }
        }
    }

    @Test func `a signature within an encryption opens in two steps`() throws {
        guard let file = try PublishedVectors.json("jose-cookbook/6.nesting_signatures_and_encryption.json") else {
            return
        }
        let sign = try file["sign"].required
        let encrypt = try file["encrypt"].required
        let outer = JWK(try JWK(encrypt["input"]?["key"] ?? nil).material)
        let inner = try JWK(sign["input"]?["key"] ?? nil)

        let jwe = try EncryptedJWE(compact: encrypt["output"].required.text("compact"))
        let decrypted = try jwe.decrypt(keys: .key(outer), allowing: [.rsaOAEP])
        let text = try #require(String(validating: decrypted.plaintext))
        let verified = try JWT.verify(text, key: inner, allowing: [.ps256])

        #expect(verified.claims["iss"] == "hobbiton.example")
    }

    @Test(arguments: PublishedVectors.files(in: "jose-cookbook/jwk"))
    func `a key survives reading and writing`(path: String) throws {
        guard let file = try PublishedVectors.json(path) else { return }
        let key = try JWK(file)
        let members = try object(file).members.map { ($0.name, $0.value) }

        #expect(Dictionary(uniqueKeysWithValues: try privateMembers(key)) == Dictionary(uniqueKeysWithValues: members))
    }

    private func privateMembers(_ key: JWK) throws -> [(String, JSON)] {
        try key.privateJSON.exposed.members.map { ($0.name, $0.value) }
    }

    private func verifiedPayloads(_ output: JSON, _ keys: [JWK], _ payload: Bytes) throws -> [Bytes] {
        let jws = try output.string.map { try UnverifiedJWS(compact: $0) } ?? UnverifiedJWS(json: object(output))
        let isDetached = output.string?.contains("..") ?? (output["payload"] == nil)
        return try (0..<jws.signatureCount).map { index in
            try jws.verify(
                index, keys: .key(keys[index]), allowing: Set(SignatureAlgorithm.allCases),
                detached: isDetached ? payload : nil
            ).payload
        }
    }

    /// RSASSA-PKCS1-v1_5, HMAC and EdDSA give the same bytes each time; PSS and ECDSA never do.
    private func signAgain(_ file: JSON, _ payload: Bytes) throws {
        let algorithm = try #require(SignatureAlgorithm(rawValue: file["input"].required.text("alg")))
        guard algorithm.family != .rsaPSS, algorithm.family != .ecdsa else { return }
        let signing = try file["signing"].required
        let signer = try JWS.Signer(
            JWK(file["input"]?["key"] ?? nil), algorithm, protected: signing["protected"]?.object ?? JSON.Object(),
            unprotected: signing["unprotected"]?.object ?? JSON.Object())
        if let compact = file["output"]?["compact"]?.string {
            let isDetached = compact.contains("..")
            #expect(try JWS.compact(payload, signer: signer, detached: isDetached) == compact)
        }
        if let general = file["output"]?["json"]?.object {
            let isDetached = general["payload"] == nil
            #expect(try same(JWS.json(payload, signers: [signer], detached: isDetached), general))
        }
        if let flattened = file["output"]?["json_flat"]?.object {
            let isDetached = flattened["payload"] == nil
            let again = try JWS.json(payload, signers: [signer], flattened: true, detached: isDetached)
            #expect(same(again, flattened))
        }
    }

    /// Equal but for the order of members.
    private func same(_ left: JSON.Object, _ right: JSON.Object) -> Bool {
        func sorted(_ json: JSON) -> JSON {
            switch json {
            case .object(let object):
                .object(JSON.Object(object.members.map { ($0.name, sorted($0.value)) }.sorted { $0.0 < $1.0 }))
            case .array(let items): .array(items.map(sorted))
            case .null, .bool, .integer, .number, .string: json
            }
        }
        return sorted(.object(left)) == sorted(.object(right))
    }

    private func recipientKeys(_ input: JSON) throws -> [JWK] {
        if let password = input["pwd"]?.string { return [JWK(.secret(Secret(Bytes(utf8: password))))] }
        return try all(input["key"]).map { try JWK($0) }
    }

    private func all(_ json: JSON?) throws -> [JSON] { try json?.array ?? [json.required] }

    private func object(_ json: JSON) throws -> JSON.Object { try #require(json.object) }

    private func name(_ path: String) -> String { String(path.dropFirst("jose-cookbook/".count)) }
}

extension Optional where Wrapped == JSON {
    fileprivate var required: JSON {
        get throws { try #require(self) }
    }
}
