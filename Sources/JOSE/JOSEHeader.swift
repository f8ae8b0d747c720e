import Base

/// The header parameters of one signature or recipient: those under protection and those that are not
/// (RFC 7515 §4, RFC 7516 §4).
struct JOSEHeader: Sendable {
    let protected: JSON.Object
    /// Protected and unprotected together; no name is in two places.
    let joint: JSON.Object

    /// `understood` are the names that `crit` may hold.
    init(
        protected: JSON.Object, unprotected: [JSON.Object] = [], understood: Set<String>
    ) throws(JOSEError) {
        var joint = protected
        for member in unprotected.flatMap(\.members) {
            guard joint[member.name] == nil else { throw .malformed("\(member.name) is in two headers") }
            joint[member.name] = member.value
        }
        (self.protected, self.joint) = (protected, joint)
        try JOSEHeader.checkCritical(protected: protected, joint: joint, understood: understood)
    }

    var keyID: String? { get throws(JOSEError) { try MemberReader(joint).text("kid") } }

    func required(_ name: String) throws(JOSEError) -> String {
        guard let text = try MemberReader(joint).text(name) else { throw .malformed("the header has no \(name)") }
        return text
    }

    /// Reads a protected header from its base64url; absent means empty (RFC 7515 §5.2).
    static func decode(_ text: String) throws(JOSEError) -> JSON.Object {
        guard !text.isEmpty else { return JSON.Object() }
        guard let bytes = Base64.decodeURL(text) else { throw .malformed("the protected header is not base64url") }
        guard let json = try? JSON(parsing: bytes, maximumDepth: 16), let header = json.object else {
            throw .malformed("the protected header is not a JSON object")
        }
        return header
    }

    /// RFC 7515 §4.1.11: protected, not empty, no name twice, only names that are there and are not the
    /// standard's own, and every one of them understood.
    private static func checkCritical(
        protected: JSON.Object, joint: JSON.Object, understood: Set<String>
    ) throws(JOSEError) {
        guard joint["crit"] != nil else { return }
        guard let names = try MemberReader(protected).texts("crit"), !names.isEmpty, Set(names).count == names.count
        else { throw .malformed("crit") }
        for name in names {
            guard understood.contains(name) else { throw .unknownCritical(name) }
            guard protected[name] != nil else { throw .malformed("crit names \(name), which is absent") }
        }
    }
}

/// Splits a compact serialisation; the number of parts is exact.
func compactParts(_ text: String, count: Int, limit: Int) throws(JOSEError) -> [String] {
    guard text.utf8.count <= limit else { throw .tooLarge(limit: limit) }
    let parts = text.utf8.split(separator: UInt8(ascii: "."), maxSplits: count, omittingEmptySubsequences: false)
    guard parts.count == count else { throw .malformed("not \(count) parts") }
    return parts.map { String($0) ?? "" }
}

/// The size over which tokens are refused unless the caller says otherwise: browsers and proxies carry no longer ones.
package let defaultTokenLimit = 65_536
