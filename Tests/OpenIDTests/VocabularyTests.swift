import Cryptography
import Base
import OpenID
import Testing

struct VocabularyTests {
    @Test(arguments: [
        ("code", "code"), ("id_token code", "code id_token"), ("token id_token code", "code id_token token"),
        ("token", "token"),
    ])
    func `a response type is a set`(text: String, canonical: String) {
        #expect(ResponseType(text)?.description == canonical)
    }

    @Test(arguments: ["", "code code", "none", "code  id_token", "Code", "code ", "code id_tokens"])
    func `what is no response type is refused`(text: String) {
        #expect(ResponseType(text) == nil)
    }

    @Test func `tokens never travel in a query by default`() {
        #expect(ResponseType.code.defaultMode == .query)
        #expect(ResponseType([.code, .idToken]).defaultMode == .fragment)
    }

    @Test(arguments: [
        ("openid  profile", ["openid", "profile"]), ("a b a", ["a", "b"]), ("", []),
        ("https://contoso.onmicrosoft.com/api/read", ["https://contoso.onmicrosoft.com/api/read"]),
    ])
    func `a scope is its values, each once`(text: String, values: [String]) {
        #expect(Scope(text)?.values == values)
    }

    @Test(arguments: ["a\"b", "a\\b", "é", "a\tb"])
    func `a character outside of RFC 6749 is refused`(text: String) {
        #expect(Scope(text) == nil)
    }
}

struct CodeVerifierTests {
    @Test func `the vector of RFC 7636 appendix B`() throws {
        let verifier = try #require(CodeVerifier("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"))

        #expect(verifier.challenge.text == "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM")
        #expect(verifier.answers(verifier.challenge))
    }

    @Test func `plain and S256 do not answer one another`() throws {
        let text = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"
        let verifier = try #require(CodeVerifier(text))

        #expect(verifier.answers(try #require(CodeChallenge(text, method: nil))))
        #expect(!verifier.answers(try #require(CodeChallenge(text, method: "S256"))))
    }

    @Test(arguments: [
        String(repeating: "a", count: 42), String(repeating: "a", count: 129), String(repeating: "é", count: 50),
        String(repeating: "a", count: 42) + "=", "",
    ])
    func `a verifier of another syntax is none`(text: String) {
        #expect(CodeVerifier(text) == nil)
        #expect(CodeChallenge(text, method: "plain") == nil)
    }

    @Test(arguments: [("S256", "short"), ("s256", "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"), ("S512", "x")])
    func `an unknown method or a digest of another length is refused`(method: String, text: String) {
        #expect(CodeChallenge(text, method: method) == nil)
    }
}

struct TokenHashTests {
    @Test(arguments: [
        ("Qcb0Orv1zh30vL1MPRsbm-diHiMwcLyZvn1arpZv-Jxf_11jnpEX3Tgfvk", "LDktKdoQak3Pk0cnXxCltA"),
        ("jHkWEdUXMU1BwAsC4vtUsZwnNvTIxEl0z9K3vx5KF0Y", "77QmUPtjPfzWtF2AnpK9RQ"),
    ])
    func `the examples of OpenID Connect Core appendix A`(text: String, hash: String) {
        #expect(TokenHash.of(text, for: .rs256) == hash)
        #expect(TokenHash.matches(hash, text, for: .rs256))
        #expect(!TokenHash.matches(hash, text, for: .rs512))
    }
}

struct TokenAnswerTests {
    @Test func `numbers are read as B2C may write them, as strings`() throws {
        let answer = TokenAnswer(["id_token": "i", "access_token": "a", "expires_in": "3600"])

        guard case .tokens(let tokens) = answer else {
            Issue.record("no tokens")
            return
        }
        #expect(tokens.expiresIn == 3600)
        #expect(tokens.idToken == "i")
    }

    @Test func `an error wins over tokens beside it`() {
        #expect(
            TokenAnswer(["error": "invalid_grant", "id_token": "i"])
                == .refused(error: "invalid_grant", description: nil))
    }

    @Test func `an answer that is neither is nil`() {
        #expect(TokenAnswer(["token_type": "Bearer"]) == nil)
        #expect(TokenAnswer([]) == nil)
    }
}
