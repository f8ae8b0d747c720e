import Base
import Cryptography
import Glibc
import TestSupport
import Testing

@testable import PasswordRules

struct PasswordRulesTests {
    @Test(arguments: [
        ("ﬁnance", "finance"), ("e\u{301}tude", "étude"), ("Ａｄａ", "Ada"), ("plain", "plain"), ("\u{212B}", "Å"),
    ])
    func `what looks the same is the same`(typed: String, normal: String) {
        let made = PasswordForm.normalized(Secret(typed)).exposed
        #expect(Bytes(utf8: made) == Bytes(utf8: normal))
    }

    @Test(arguments: [
        "password", "passwordpassword", "123456789012345", "qwertyuiopasdfgh", "letmeinletmein1", "iloveyou12345678",
        "aaaaaaaaaaaaaaaaaaaaaaaa", "abcdefghijklmnop", "adalovelaceada1", "contoso-contoso-1", "P@ssw0rd12345678",
        "Ada.Lovelace.1", "ada-lovelace_ada", "",
    ])
    func `what is guessed early is known`(password: String) {
        let effort = GuessingEffort(Secret(password), knowing: ["ada", "lovelace", "contoso"])
        #expect(effort < .least, "\(effort.bits)")
    }

    @Test(arguments: [
        "correct horse battery staple", "mein lieber hund bello", "kT7!vq02pLx9", "Straße nach Süden 14b",
        "\u{1F600}\u{1F680}\u{1F308}\u{1F409}\u{1F427}\u{1F3B8}", "a\0b quite another thing",
    ])
    func `what people can keep in mind may stay`(password: String) {
        let effort = GuessingEffort(Secret(password), knowing: [])
        #expect(effort >= .least, "\(effort.bits)")
    }

    @Test func `the end of a long one costs no more time, and makes none weaker`() {
        let long = Secret(String(repeating: "correct horse battery staple ", count: 40))
        let clock = ContinuousClock()
        let took = clock.measure { _ = GuessingEffort(long, knowing: []) }
        #expect(took < .milliseconds(200))
        #expect(GuessingEffort(long, knowing: []) >= .least)
    }

    /// An independent list: john-data's, of Openwall, most common first.
    @Test func `each of the 3,500 commonest passwords is refused`() throws {
        guard let file = fopen("/usr/share/john/password.lst", "r") else {
            print("SKIPPED: john-data is not installed")
            return
        }
        defer { fclose(file) }
        var bytes = Bytes(repeating: 0, count: 1 << 20)
        bytes.removeLast(bytes.count - fread(&bytes, 1, bytes.count, file))
        let text = try #require(String(validating: bytes))
        let all = text.split(separator: "\n").filter { !$0.hasPrefix("#!comment") }.map(String.init)
        #expect(all.count > 3000)
        let passed = all.filter { GuessingEffort(Secret($0), knowing: []) >= .least }
        #expect(passed.isEmpty)
    }
}

struct BreachedPasswordTests {
    private let folder = TemporaryDirectory()

    private func file(_ text: String) throws -> BreachedPasswords {
        BreachedPasswords(path: try folder.write(text, to: "breached.txt"))
    }

    private static func line(_ password: String) -> String {
        "\(Hex.encode(Hash.sha1(password.utf8)).uppercased()):\(password.utf8.count * 7)"
    }

    @Test(arguments: ["\n", "\r\n"], [1, 2, 3, 7, 500])
    func `each of a list is found, and nothing else`(end: String, count: Int) throws {
        let passwords = (0..<count).map { "password \($0)" }
        let lines = passwords.map(Self.line).sorted()
        for hasEnd in [true, false] {
            let list = try file(lines.joined(separator: end) + (hasEnd ? end : ""))
            try list.check()
            for password in passwords { #expect(try list.contains(Secret(password)), "\(password)") }
            for other in 0..<50 { #expect(try !list.contains(Secret("other \(other)"))) }
        }
    }

    @Test(arguments: [
        ("", "is empty"), ("password\n", "no line"), (String(repeating: "A", count: 500), "no line"),
        ("\(line("b"))\n", ""),
        ("\(["a", "b", "c", "d"].map(line).sorted().reversed().joined(separator: "\n"))\n", "not sorted"),
    ])
    func `a file of another kind is known at the start`(text: String, problem: String) throws {
        let list = try file(text)
        do {
            try list.check()
            #expect(problem.isEmpty)
        } catch let trouble as BreachedPasswords.Trouble {
            #expect(!problem.isEmpty && trouble.description.contains(problem), "\(trouble)")
        }
    }

    @Test func `a file that is not there is no list without the password`() {
        let list = BreachedPasswords(path: "\(folder.path)/none")
        #expect(throws: BreachedPasswords.Trouble.self) { try list.check() }
        #expect(throws: BreachedPasswords.Trouble.self) { _ = try list.contains(Secret("a")) }
        let itself = BreachedPasswords(path: folder.path)
        #expect(throws: BreachedPasswords.Trouble.self) { _ = try itself.contains(Secret("a")) }
    }
}
