import Base
import Cryptography

/// Making a JSON Web Signature (RFC 7515).
package enum JWS {
    /// Who signs, and with which header.
    package struct Signer: Sendable {
        let key: JWK
        let algorithm: SignatureAlgorithm
        let protected: JSON.Object
        let unprotected: JSON.Object

        /// `alg` is put into the protected header unless one of the two has it; `kid` too, where no header is given.
        package init(
            _ key: JWK, _ algorithm: SignatureAlgorithm, protected: JSON.Object? = nil,
            unprotected: JSON.Object = JSON.Object()
        ) throws(JOSEError) {
            try key.require(algorithm, for: .sign)
            var header = protected ?? JSON.Object()
            if header["alg"] == nil, unprotected["alg"] == nil { header["alg"] = .string(algorithm.rawValue) }
            if protected == nil, unprotected["kid"] == nil, let id = key.id { header["kid"] = .string(id) }
            let joint = try JOSEHeader(protected: header, unprotected: [unprotected], understood: ["b64"])
            guard try joint.required("alg") == algorithm.rawValue else { throw .malformed("alg of the header") }
            (self.key, self.algorithm, self.protected, self.unprotected) = (key, algorithm, header, unprotected)
        }
    }

    /// The compact serialisation (§7.1), with the payload left out where it is `detached` (appendix F).
    package static func compact(
        _ payload: Bytes, signer: Signer, detached: Bool = false
    ) throws(JOSEError) -> String {
        guard signer.unprotected.members.isEmpty else { throw .malformed("compact form has no unprotected header") }
        let parts = try sign(payload, signer)
        guard detached || !parts.payload.contains(".") else {
            // RFC 7797 §5.2.
            throw .malformed("an unencoded payload with a dot has no compact form")
        }
        return "\(parts.protected).\(detached ? "" : parts.payload).\(parts.signature)"
    }

    /// The general JSON serialisation (§7.2.1); flattened (§7.2.2) where there is one signer and it is asked for.
    package static func json(
        _ payload: Bytes, signers: [Signer], flattened: Bool = false, detached: Bool = false
    ) throws(JOSEError) -> JSON.Object {
        guard !signers.isEmpty, !flattened || signers.count == 1 else { throw .malformed("number of signers") }
        guard Set(signers.map(\.isEncoded)).count == 1 else { throw .malformed("b64 differs between signers") }
        let signed = try signers.map { signer throws(JOSEError) in (signer, try sign(payload, signer)) }
        var output = JSON.Object()
        if !detached { output["payload"] = .string(signed[0].1.payload) }
        let entries = signed.map { signer, parts in
            var entry = JSON.Object()
            if !parts.protected.isEmpty { entry["protected"] = .string(parts.protected) }
            if !signer.unprotected.members.isEmpty { entry["header"] = .object(signer.unprotected) }
            entry["signature"] = .string(parts.signature)
            return entry
        }
        if flattened {
            for member in entries[0].members { output[member.name] = member.value }
        } else {
            output["signatures"] = .array(entries.map(JSON.object))
        }
        return output
    }

    private static func sign(
        _ payload: Bytes, _ signer: Signer
    ) throws(JOSEError) -> (protected: String, payload: String, signature: String) {
        let header = signer.protected.members.isEmpty ? "" : Base64.encodeURL(JSON.object(signer.protected).bytes)
        let text = signer.isEncoded ? Base64.encodeURL(payload) : String(validating: payload)
        guard let text else { throw .malformed("an unencoded payload is not UTF-8") }
        let signature = try signer.key.sign(Bytes(utf8: "\(header).\(text)"), signer.algorithm)
        return (header, text, Base64.encodeURL(signature))
    }
}

extension JWS.Signer {
    /// RFC 7797: whether the payload is signed in base64url.
    fileprivate var isEncoded: Bool { protected["b64"]?.bool ?? true }
}

extension JWK {
    fileprivate func sign(_ input: Bytes, _ algorithm: SignatureAlgorithm) throws(JOSEError) -> Bytes {
        switch material {
        case .privateKey(let key):
            return try wrapping { () throws(CryptographyError) in try key.sign(input, using: algorithm) }
        case .secret(let secret):
            guard let hash = algorithm.hash else { throw .wrongKey("a secret signs with HMAC") }
            return HMAC.code(hash, input, key: secret.exposed)
        case .publicKey: throw .wrongKey("a public key does not sign")
        }
    }

    /// The kinds were compared by `require(_:for:)`; a secret is never a key pair's bytes.
    func verify(_ signature: Bytes, of input: Bytes, _ algorithm: SignatureAlgorithm) -> Bool {
        switch material {
        case .publicKey(let key): key.verify(signature, of: input, using: algorithm)
        case .privateKey(let key): key.publicKey.verify(signature, of: input, using: algorithm)
        case .secret(let secret):
            algorithm.hash.map { HMAC.verify(signature, $0, input, key: secret.exposed) } ?? false
        }
    }
}
