import Base
import Directory
import Server

/// `cardea dev` in this program, with passwords that cost nothing to check: what a sign-in takes besides the hash.
/// Only this tool is built with it; `cardea` has no such option.
enum UnhashedServer {
    static let command = "serve-unhashed"

    static func run(_ arguments: ArraySlice<String>) async throws -> Int32 {
        await DevCommand(try DevOptions(arguments), passwords: KnownPassword()).run()
    }

    private struct KnownPassword: Passwords {
        func hash(_ password: Secret<String>) async throws -> String {
            throw LoadError("nobody chooses a password here")
        }

        func check(_ password: Secret<String>, against hash: String?) async throws -> PasswordCheck {
            hash != nil && password.exposed == Site.password ? .right : .wrong
        }
    }
}
