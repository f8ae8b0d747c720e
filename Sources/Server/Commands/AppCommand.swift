import Base
import Cryptography
import Policy

/// `cardea app …`: what an operator needs for applications. A secret is shown once and kept nowhere.
package struct AppCommand: Sendable {
    private let random: Random
    private let readInput: @Sendable () throws -> Bytes

    package static let usage = """
        usage: cardea app secret [--hash]

        Makes a secret for an application, and prints it beside its SHA-256. The application gets the secret;
        applications.json gets the hash (docs/applications.md). The secret is kept nowhere: print it again you cannot.

          --hash  do not make a secret but read one from standard input, for an application that has one already

        """

    /// On this machine's randomness and standard input.
    package static let system = AppCommand(random: .openSSL) { try Files.read("/dev/stdin", limit: 4096) }

    /// What is shorter can be guessed by who has its hash.
    private static let minimumLength = 24

    init(random: Random, readInput: @escaping @Sendable () throws -> Bytes) {
        self.random = random
        self.readInput = readInput
    }

    package func run(_ arguments: [String]) -> PolicyCommand.Output {
        switch arguments {
        case ["secret"]:
            let secret = random.token(32)
            return .init(text: "secret  \(secret)\nsha256  \(Self.hash(secret))\n")
        case ["secret", "--hash"]: return hashed()
        case let words where words.contains("--help") || words.contains("-h"): return .init(text: Self.usage)
        default: return .init(errors: Self.usage, status: 2)
        }
    }

    private func hashed() -> PolicyCommand.Output {
        guard let bytes = try? readInput(), let text = String(validating: bytes) else {
            return .init(errors: "cardea app secret: standard input holds no text\n", status: 2)
        }
        // As `echo` and editors end what they write.
        let secret = text.prefix { !$0.isNewline }
        guard secret.utf8.count >= Self.minimumLength else {
            return .init(
                errors: "cardea app secret: a secret of fewer than \(Self.minimumLength) characters can be guessed "
                    + "from its hash; let cardea app secret make one\n", status: 1)
        }
        return .init(text: "sha256  \(Self.hash(String(secret)))\n")
    }

    private static func hash(_ secret: String) -> String { Base64.encodeURL(Hash.sha256(secret.utf8)) }
}
