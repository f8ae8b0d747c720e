import Base
import Cryptography

/// What the client says about a ceremony (WebAuthn §5.8.1): parsed, compared with nothing yet.
package struct ClientData: Sendable, Equatable {
    /// §5.8.1, `type`.
    package enum Ceremony: String, Sendable { case create = "webauthn.create", get = "webauthn.get" }

    /// How a relying party reads the bytes.
    package enum Reading: Sendable {
        /// As JSON (§7.1 steps 5 and 6). Takes every client.
        case parsed
        /// Byte for byte as §5.8.1.1 has browsers write it (§5.8.1.2). Takes no client that is older or other.
        case limited
    }

    package let bytes: Bytes
    package let type: String
    package let challenge: String
    package let origin: String
    package let crossOrigin: Bool
    package let topOrigin: String?

    static let sizeLimit = 16_384

    /// Reads the JSON strictly: no name twice, nothing after it, each member of its type. A byte order mark is
    /// dropped, as "UTF-8 decode" has it.
    package init(parsing bytes: Bytes) throws(FIDOError) {
        guard bytes.count <= ClientData.sizeLimit else { throw .malformed("client data: too long") }
        let text = bytes.starts(with: [0xef, 0xbb, 0xbf]) ? Bytes(bytes.dropFirst(3)) : bytes
        guard let json = try? JSON(parsing: text, maximumDepth: 16), let object = json.object else {
            throw .malformed("client data: not a JSON object")
        }
        let reader = MemberReader(object, "client data")
        self.bytes = bytes
        type = try reader.required("type")
        challenge = try reader.required("challenge")
        origin = try reader.required("origin")
        crossOrigin = try reader.flag("crossOrigin") ?? false
        topOrigin = try reader.text("topOrigin")
    }

    /// The limited verification of §5.8.1.2: the bytes must begin as a browser would write them for this ceremony at
    /// one of the relying party's origins, and go on with another member or end.
    init(limited bytes: Bytes, _ type: Ceremony, _ challenge: Challenge, _ party: RelyingParty) throws(FIDOError) {
        guard bytes.count <= ClientData.sizeLimit else { throw .malformed("client data: too long") }
        let pages: [String?] =
            switch party.embedding {
            case .refused: []
            case .within(let pages, let unnamed): pages.map(\.text) + (unnamed ? [nil] : [])
            }
        let places: [(isCross: Bool, top: String?)] = [(false, nil)] + pages.map { (true, $0) }
        for origin in party.origins {
            for place in places {
                let start = ClientData.serialized(
                    type, challenge, origin.text, crossOrigin: place.isCross, topOrigin: place.top)
                guard ClientData.isWhole(bytes, after: start) else { continue }
                (self.bytes, self.type, self.challenge) = (bytes, type.rawValue, challenge.text)
                (self.origin, crossOrigin, topOrigin) = (origin.text, place.isCross, place.top)
                return
            }
        }
        throw .malformed("client data: not as a browser at one of our origins writes it")
    }

    package var hash: Bytes { Hash.sha256(bytes) }

    /// Types, challenges and origins in the order of the steps: §7.1 steps 7 to 11, §7.2 steps 10 to 14.
    func check(_ ceremony: Ceremony, _ challenge: Challenge, _ party: RelyingParty) throws(FIDOError) {
        guard type == ceremony.rawValue else { throw FIDOError(.wrongType, "client data of \(type.debugDescription)") }
        guard constantTimeEqual(self.challenge.utf8, challenge.text.utf8) else {
            throw FIDOError(.wrongChallenge, "another challenge than was sent")
        }
        try party.checkOrigin(of: self)
    }

    /// §5.8.1.2, the end: either nothing more than the brace, or another member.
    private static func isWhole(_ bytes: Bytes, after start: Bytes) -> Bool {
        guard bytes.starts(with: start), bytes.count > start.count else { return false }
        if bytes[start.count] == UInt8(ascii: "}") { return bytes.count == start.count + 1 }
        return bytes[start.count] == UInt8(ascii: ",")
    }

    /// §5.8.1.1, without the closing brace.
    package static func serialized(
        _ type: Ceremony, _ challenge: Challenge, _ origin: String, crossOrigin: Bool, topOrigin: String?
    ) -> Bytes {
        var output = "{\"type\":\(quoted(type.rawValue)),\"challenge\":\(quoted(challenge.text))"
        output += ",\"origin\":\(quoted(origin)),\"crossOrigin\":\(crossOrigin)"
        if let topOrigin { output += ",\"topOrigin\":\(quoted(topOrigin))" }
        return Bytes(utf8: output)
    }

    /// CCDToString (§5.8.1.1).
    private static func quoted(_ text: String) -> String {
        var output = "\""
        for scalar in text.unicodeScalars {
            switch scalar.value {
            case 0x22: output += "\\\""
            case 0x5c: output += "\\\\"
            case 0..<0x20: output += "\\u00" + Hex.encode([UInt8(scalar.value)])
            default: output.unicodeScalars.append(scalar)
            }
        }
        return output + "\""
    }
}

/// A ceremony's challenge (WebAuthn §13.4.3): at least 16 unguessable bytes, one per ceremony, used once.
package struct Challenge: Sendable, Equatable {
    package let bytes: Bytes

    package init(_ random: Random) { bytes = random.bytes(32) }

    /// Nil where there are fewer than 16 bytes, or more than 1,024.
    package init?(_ bytes: Bytes) {
        guard (16...1024).contains(bytes.count) else { return nil }
        self.bytes = bytes
    }

    var text: String { Base64.encodeURL(bytes) }
}
