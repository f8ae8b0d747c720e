import HTTP
import Testing

/// What people do with the starter packs' pages.
extension Browser {
    static let password = "Correct-horse-7"

    /// From the first page to the application's answer.
    @discardableResult
    func signUp(
        _ server: TestServer, _ email: String = "ada@example.com", policy: String = LocalAccountTests.policy,
        request: [String: String?] = [:]
    ) async throws -> Page {
        try await open(server.authorize(policy, request))
        try await follow("createAccount")
        try await prove(email, server)
        return try await press(
            "continue",
            [
                "newPassword": Self.password, "reenterPassword": Self.password, "displayName": "Ada Lovelace",
                "givenName": "Ada", "surName": "Lovelace", "surname": "Lovelace", "email": email,
            ])
    }

    /// Proves an address on a page with `Verified.Email`.
    func prove(_ email: String, claim: String = "email", _ server: TestServer) async throws {
        try await press("\(claim)_ver_but_send", [claim: email])
        let code = try server.code(to: email)
        try await press("\(claim)_ver_but_verify", [claim: email, "\(claim)_ver_input": code])
    }

    @discardableResult
    func signIn(
        _ server: TestServer, _ email: String = "ada@example.com", password: String = Browser.password,
        policy: String = LocalAccountTests.policy, request: [String: String?] = [:]
    ) async throws -> Page {
        try await open(server.authorize(policy, request))
        return try await press("next", ["signInName": email, "password": password])
    }

    /// Signs in at the provider where the flow has gone, and comes back with its answer.
    @discardableResult
    func returnFromProvider(_ answer: [(String, String)] = [("code", "fb-code")]) async throws -> Page {
        try #require(page.isElsewhere, "\(page.summary)")
        let asked = page.answer
        var query: Parameters = ["state": try #require(asked["state"])]
        for (name, value) in answer { query.add(name, value) }
        return try await open("\(try #require(asked["redirect_uri"]))?\(query.urlEncoded)")
    }
}
