import Base
import Directory

/// Says what a password is worth. `Server` has the one over `PasswordRules`.
package protocol PasswordJudge: Sendable {
    /// The form that is hashed and compared (NIST SP 800-63B-4 §3.1.1.2).
    func normalized(_ password: Secret<String>) -> Secret<String>
    /// Whether it is common, or made of `words` of the person and the realm.
    func isGuessable(_ password: Secret<String>, knowing words: [String]) -> Bool
    /// Whether it is in the file of breached ones. Throws where that cannot be told: then none is taken.
    func isBreached(_ password: Secret<String>, file: String) throws -> Bool
}

extension FactorCall {
    /// What somebody who knows the person would try (NIST SP 800-63B-4 §3.1.1.2): of the realm and of the person.
    var guessableWords: [String] {
        var texts = [realm.realm.displayName, realm.realm.id.text, host]
        if let user {
            texts += user.identities.map(\.issuerAssignedID)
            texts += [
                user.mailAddress, user.unverifiedMail, user.phoneNumber, user.unverifiedPhoneNumber, user.username,
                user.displayName,
            ].compactMap(\.self)
        }
        var words: [String] = []
        for text in texts {
            let parts = text.lowercased().split { !$0.isLetter && !$0.isNumber }.map(String.init)
            for word in [text.lowercased()] + parts where (3...100).contains(word.count) && !words.contains(word) {
                words.append(word)
            }
        }
        return Array(words.prefix(60))
    }
}
