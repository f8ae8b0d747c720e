import Base
import Synchronization

/// Secret values that one request has come across. Wherever they stand in what is recorded, they are taken out.
final class KnownSecrets: Sendable {
    private let values = Mutex<Set<String>>([])
    /// A shorter one would take harmless texts apart.
    private static let minimumLength = 4
    private static let maximumCount = 256

    func add(_ text: String) {
        guard text.utf8.count >= KnownSecrets.minimumLength else { return }
        values.withLock { values in
            guard values.count < KnownSecrets.maximumCount else { return }
            values.insert(text)
        }
    }

    /// The text without any of them, and without tokens, which are told by their shape.
    func scrubbed(_ text: String) -> String {
        // The longest first: one may hold another.
        let known = values.withLock { $0.sorted { ($0.utf8.count, $0) > ($1.utf8.count, $1) } }
        var result = text
        for secret in known where result.contains(secret) { result = result.replacing(secret, with: Self.mark) }
        return KnownSecrets.withoutTokens(result)
    }

    private static let mark = "(concealed)"

    /// Takes out what looks like a signed or encrypted token: three or more base64url parts, the first a JSON object.
    private static func withoutTokens(_ text: String) -> String {
        var result = ""
        var rest = text[...]
        while let start = rest.firstRange(of: "eyJ") {
            let run = rest[start.lowerBound...].prefix(while: isTokenCharacter)
            result += rest[..<start.lowerBound]
            let isToken = run.utf8.count > 40 && run.split(separator: ".", omittingEmptySubsequences: false).count >= 3
            result += isToken ? mark : String(run)
            rest = rest[run.endIndex...]
        }
        return result.isEmpty ? text : result + rest
    }

    private static func isTokenCharacter(_ character: Character) -> Bool {
        character.isASCII && (character.isLetter || character.isNumber) || "-_.".contains(character)
    }
}
