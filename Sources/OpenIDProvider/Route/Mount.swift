import HTTP

/// One of the ways in which an address names an issuer (b2c-reference §6.1, design §5).
package struct Mount: Sendable {
    let form: IssuerName.Form
    /// Holds `{directory}`, and `{policy}` where the form has it.
    let prefix: String
    let paths: EndpointPaths

    private init(form: IssuerName.Form, prefix: String, paths: EndpointPaths) {
        self.form = form
        self.prefix = prefix
        self.paths = paths
    }

    /// The three ways of a tenant.
    package static let tenants = [
        Mount(form: .path, prefix: "/{directory}/{policy}", paths: .b2c),
        Mount(form: .query, prefix: "/{directory}", paths: .b2c),
        Mount(form: .trustFramework, prefix: "/tfp/{directory}/{policy}", paths: .b2c),
    ]

    /// Realms where they are by default, at the root of their own hosts, and where else they want to be.
    package static let realms =
        [
            Mount(form: .realm, prefix: "/{directory}/oidc", paths: .realm),
            Mount(form: .host, prefix: "/oidc", paths: .realm),
        ] + (1...maximumSegments).map { Mount(form: .chosen, prefix: chosenPrefix($0), paths: .realm) }

    /// Of a path that a realm chooses for its issuer.
    package static let maximumSegments = 4

    /// `/{part0}/{part1}`
    package static func chosenPrefix(_ segments: Int) -> String { (0..<segments).map { "/{part\($0)}" }.joined() }

    /// The path that the address has there.
    package static func chosenPath(_ path: PathParameters) -> String {
        let parts = (0..<maximumSegments).map { path.value("part\($0)") ?? "" }.prefix { !$0.isEmpty }
        return parts.map { "/\($0)" }.joined()
    }

    /// Nil where the address has no policy and needs one.
    func name(_ http: Request, _ path: PathParameters) -> IssuerName? {
        switch form {
        case .path, .trustFramework:
            return IssuerName(directory: path["directory"], policy: path["policy"], form: form)
        case .query:
            // Twice is not once: two readers might take two.
            let policies = http.query.all("p")
            guard policies.count == 1, !policies[0].isEmpty else { return nil }
            return IssuerName(directory: path["directory"], policy: policies[0], form: form)
        case .realm:
            return IssuerName(directory: path["directory"], policy: nil, form: form)
        case .host:
            return IssuerName(directory: "", policy: nil, form: form)
        case .chosen:
            return IssuerName(directory: Mount.chosenPath(path), policy: nil, form: form)
        }
    }
}
