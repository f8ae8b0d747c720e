import Base
import PasswordRules
import Passwordless

/// What realms ask of passwords.
struct JudgedPasswords: PasswordJudge {
    func normalized(_ password: Secret<String>) -> Secret<String> { PasswordForm.normalized(password) }

    func isGuessable(_ password: Secret<String>, knowing words: [String]) -> Bool {
        GuessingEffort(password, knowing: words) < .least
    }

    func isBreached(_ password: Secret<String>, file: String) throws -> Bool {
        try BreachedPasswords(path: file).contains(password)
    }
}
