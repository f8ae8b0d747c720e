import HTTP

/// One of the addresses that a relying party calls. It gets the issuer that the address names, so that tenants and
/// realms share it.
protocol Endpoint: Sendable {
    /// What it throws, the boundary answers: as a page or as JSON.
    func respond(to http: Request, issuer: Issuer) async throws -> Response
}
