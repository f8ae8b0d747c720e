import Base
import Directory

/// The `jti` of an access token: its grant's id and something unique.
struct AccessTokenID: Sendable, Equatable {
    let text: String

    init(of grant: Grant.ID, random: Random) { text = "\(grant.text).\(random.token(9))" }

    /// The grant that `text` begins with.
    static func grant(of text: String) -> Grant.ID? {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        return parts.count == 2 && !parts[0].isEmpty ? Grant.ID(String(parts[0])) : nil
    }
}
