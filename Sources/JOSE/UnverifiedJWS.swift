import Base
import Cryptography

/// A JSON Web Signature (RFC 7515) as it was received: parsed, believed in nothing.
package struct UnverifiedJWS: Sendable {
    private let signatures: [Signature]
    /// As it stands in the serialisation: base64url, or the text itself under `b64: false`. Empty where detached.
    private let payload: String

    private struct Signature {
        let protectedText: String
        let header: JOSEHeader
        let value: Bytes
        let isEncoded: Bool
    }

    package var signatureCount: Int { signatures.count }

    /// Reads the compact serialisation (§7.1).
    package init(compact text: String, limit: Int = defaultTokenLimit) throws(JOSEError) {
        let parts = try compactParts(text, count: 3, limit: limit)
        guard !parts[0].isEmpty else { throw .malformed("no protected header") }
        payload = parts[1]
        signatures = [try UnverifiedJWS.signature(protected: parts[0], unprotected: nil, signature: parts[2])]
    }

    /// Reads the general or the flattened JSON serialisation (§7.2); one that is both is refused.
    package init(json: JSON.Object) throws(JOSEError) {
        let reader = MemberReader(json)
        payload = try reader.text("payload") ?? ""
        guard let entries = json["signatures"] else {
            signatures = [try UnverifiedJWS.signature(reader)]
            return
        }
        guard let entries = entries.array, (1...16).contains(entries.count), json["signature"] == nil,
            json["protected"] == nil, json["header"] == nil
        else { throw .malformed("signatures") }
        signatures = try entries.map { entry throws(JOSEError) in
            guard let members = entry.object else { throw .malformed("signatures") }
            return try UnverifiedJWS.signature(MemberReader(members))
        }
        guard Set(signatures.map(\.isEncoded)).count == 1 else { throw .malformed("b64 differs between signatures") }
    }

    /// Verifies the signature at `index`. The key must allow its algorithm and so must the caller; a `kid` that is not
    /// in `keys` is refused. `detached` is the payload where the serialisation has none.
    package func verify(
        _ index: Int = 0, keys: KeySource, allowing allowed: Set<SignatureAlgorithm>, detached: Bytes? = nil
    ) throws(JOSEError) -> VerifiedJWS {
        precondition(signatures.indices.contains(index), "there are \(signatures.count) signatures")
        let signature = signatures[index]
        let name = try signature.header.required("alg")
        guard let algorithm = SignatureAlgorithm(rawValue: name) else { throw .unsupported("alg \(name)") }
        guard allowed.contains(algorithm) else { throw .notAllowed("alg \(name)") }
        let key = try keys.key(try signature.header.keyID) { key throws(JOSEError) in
            try key.require(algorithm, for: .verify)
        }
        let content = try content(of: signature, detached)
        guard key.verify(signature.value, of: content.signed, algorithm) else { throw .invalidSignature }
        return VerifiedJWS(header: signature.header.protected, payload: content.payload, key: key)
    }

    private func content(
        of signature: Signature, _ detached: Bytes?
    ) throws(JOSEError) -> (payload: Bytes, signed: Bytes) {
        let start = Bytes(utf8: signature.protectedText + ".")
        if let detached {
            guard payload.isEmpty else { throw .malformed("a payload beside the detached one") }
            return (detached, start + (signature.isEncoded ? Bytes(utf8: Base64.encodeURL(detached)) : detached))
        }
        let text = Bytes(utf8: payload)
        guard signature.isEncoded else { return (text, start + text) }
        guard let bytes = Base64.decodeURL(payload) else { throw .malformed("the payload is not base64url") }
        return (bytes, start + text)
    }

    private static func signature(_ reader: MemberReader) throws(JOSEError) -> Signature {
        guard let value = try reader.text("signature") else { throw .malformed("no signature") }
        return try signature(
            protected: try reader.text("protected") ?? "", unprotected: try reader.object("header"), signature: value)
    }

    private static func signature(
        protected: String, unprotected: JSON.Object?, signature: String
    ) throws(JOSEError) -> Signature {
        let header = try JOSEHeader(
            protected: try JOSEHeader.decode(protected), unprotected: unprotected.map { [$0] } ?? [],
            understood: ["b64"])
        guard let value = Base64.decodeURL(signature) else { throw .malformed("the signature is not base64url") }
        return Signature(
            protectedText: protected, header: header, value: value, isEncoded: try isEncoded(header))
    }

    /// RFC 7797 §6: `b64` is protected, a Boolean, and named in `crit`, lest a verifier that does not know it
    /// reads another payload.
    private static func isEncoded(_ header: JOSEHeader) throws(JOSEError) -> Bool {
        guard let value = header.joint["b64"] else { return true }
        guard let isEncoded = header.protected["b64"]?.bool,
            header.protected["crit"]?.strings?.contains("b64") == true
        else { throw .malformed("b64 \(value.text) without crit") }
        return isEncoded
    }
}

/// What a signature vouches for. Only a verification makes one.
package struct VerifiedJWS: Sendable {
    /// The protected header: nothing that the signature does not cover.
    package let header: JSON.Object
    package let payload: Bytes
    /// The key that verified it.
    package let key: JWK
}
