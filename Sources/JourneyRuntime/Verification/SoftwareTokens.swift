import Base
import Cryptography
import Directory

/// The authenticator apps of a person. They are kept with the user, sealed for that user alone, under an attribute that
/// no policy can read or write.
struct SoftwareTokens: Sendable {
    let sealer: Sealer

    static let attribute = User.ownAttribute("softwareTokens")
    /// As many as the service allows.
    static let maximumCount = 5

    struct Token: Hashable, Sendable {
        let secret: Bytes
        let addedAt: Timestamp
        /// The last time step whose code was used: each is good once (RFC 6238 §5.2).
        var lastStep: Int64
    }

    func tokens(of user: User) throws -> [Token] {
        guard let text = user.attributes[Self.attribute]?.string, let sealed = Base64.decodeURL(text) else { return [] }
        let plain = try sealer.open(sealed, purpose: "software-token", place: place(user))
        return try JSON(parsing: plain).array?.compactMap(Token.init(stored:)) ?? []
    }

    func set(_ tokens: [Token], of user: inout User) throws {
        let plain = JSON.array(tokens.map(\.stored)).bytes
        let sealed = try sealer.seal(plain, purpose: "software-token", place: place(user))
        user.attributes[Self.attribute] = .string(Base64.encodeURL(sealed))
    }

    private func place(_ user: User) -> String { "\(user.tenant.text)/\(user.id.text)" }
}

extension SoftwareTokens.Token {
    fileprivate var stored: JSON {
        [
            "secret": .string(Base64.encodeURL(secret)), "added": .integer(addedAt.milliseconds),
            "step": .integer(lastStep),
        ]
    }

    fileprivate init?(stored json: JSON) {
        guard let secret = json["secret"]?.string.flatMap({ Base64.decodeURL($0) }),
            let added = json["added"]?.integer, let step = json["step"]?.integer
        else { return nil }
        self.init(secret: secret, addedAt: Timestamp(milliseconds: added), lastStep: step)
    }
}
