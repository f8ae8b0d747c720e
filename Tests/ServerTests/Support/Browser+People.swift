import HTTP
import Testing

/// What people do with the starter packs' pages.
extension Browser {
    static let password = "Correct-horse-7"

    /// From the first page to the application's answer.
    @discardableResult
    func signUp(
        _ server: TestServer, _ email: String = "ada@example.com", policy: String = LocalAccountTests.policy,
        _ request: [String: String?] = [:]
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
        policy: String = LocalAccountTests.policy, _ request: [String: String?] = [:]
    ) async throws -> Page {
        try await open(server.authorize(policy, request))
        return try await press("next", ["signInName": email, "password": password])
    }
}
