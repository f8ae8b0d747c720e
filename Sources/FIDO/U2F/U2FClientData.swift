import Base
import Cryptography

/// What a U2F client says about a request (FIDO U2F Raw Message Formats 1.2 §4, §5 and §7): its hash is the challenge
/// parameter.
struct U2FClientData {
    enum Operation: String {
        case register = "navigator.id.finishEnrollment"
        case sign = "navigator.id.getAssertion"
    }

    let hash: Bytes

    /// Type, challenge, and an origin that is one of the facets.
    init(
        _ bytes: Bytes, _ operation: Operation, _ challenge: Challenge, facets: Set<Origin>
    ) throws(FIDOError) {
        guard bytes.count <= ClientData.sizeLimit, let json = try? JSON(parsing: bytes, maximumDepth: 16) else {
            throw .malformed("U2F client data: not JSON")
        }
        let reader = try MemberReader(json, "U2F client data")
        let type = try reader.required("typ")
        guard type == operation.rawValue else { throw FIDOError(.wrongType, "U2F client data of \(type)") }
        guard constantTimeEqual(try reader.required("challenge").utf8, challenge.text.utf8) else {
            throw FIDOError(.wrongChallenge, "another challenge than was sent")
        }
        let origin = try reader.required("origin")
        guard facets.contains(where: { $0.text == origin }) else {
            throw FIDOError(.facetNotTrusted, "facet \(origin.debugDescription)")
        }
        hash = Hash.sha256(bytes)
    }
}
