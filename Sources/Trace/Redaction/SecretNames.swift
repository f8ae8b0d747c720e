/// Which names stand for something that nobody may read in a record.
package enum SecretNames {
    /// Whole words of a name, as camel case, dashes and underscores part them.
    private static let words: Set<String> = [
        "password", "passwd", "pwd", "passcode", "passphrase", "pin", "secret", "token", "otp", "totp", "assertion",
        "credential", "credentials", "authorization", "cookie", "csrf", "apikey", "signature",
    ]
    /// Found anywhere in a name, however it is written.
    private static let parts = [
        "password", "passwd", "secret", "token", "verificationcode", "verification_code", "verification-code",
        "_ver_input", "onetimecode", "onetimepass", "apikey", "api-key", "api_key", "subscription-key", "functions-key",
    ]
    /// The whole name.
    private static let names: Set<String> = ["code", "key", "sig", "x-ms-cpim-csrf"]

    package static func isSecret(_ name: String) -> Bool {
        let folded = name.lowercased()
        if names.contains(folded) || parts.contains(where: { folded.contains($0) }) { return true }
        return words(of: name).contains { words.contains($0) }
    }

    /// `newPassword` → `new`, `password`; `OTPCode` → `otp`, `code`.
    static func words(of name: String) -> [String] {
        var found: [String] = []
        var word = ""
        var previous: Character?
        let characters = Array(name)
        for (index, character) in characters.enumerated() {
            guard character.isLetter else {
                found.append(word)
                word = ""
                previous = nil
                continue
            }
            let nextIsLower = index + 1 < characters.count && characters[index + 1].isLowercase
            if let previous, character.isUppercase, previous.isLowercase || nextIsLower {
                found.append(word)
                word = ""
            }
            word.append(contentsOf: character.lowercased())
            previous = character
        }
        return (found + [word]).filter { !$0.isEmpty }
    }
}
