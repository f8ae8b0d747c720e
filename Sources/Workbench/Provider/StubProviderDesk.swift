import Base
import HTTP
import Pages
import Policy

/// The page of the stub identity provider: where a journey goes in place of a provider that is not there.
package struct StubProviderDesk: Sendable {
    private let provider: StubProvider
    private let fetch: StubFetch
    /// The technical profile of a policy, as it is now.
    private let profile: @Sendable (_ policy: Name, _ profile: Name) -> TechnicalProfile?
    private let now: Now
    private let random: Random

    package static let path = "/stub-provider"

    package init(
        provider: StubProvider, fetch: StubFetch, now: @escaping Now, random: Random,
        profile: @escaping @Sendable (Name, Name) -> TechnicalProfile?
    ) {
        (self.provider, self.fetch, self.now, self.random) = (provider, fetch, now, random)
        self.profile = profile
    }

    /// Where to send the browser that a policy sends to `location`: there, or to our page.
    package func detour(_ location: String, profile: TechnicalProfile, policy: Name) -> String {
        guard let url = URL(location), !fetch.isPresent(url) else { return location }
        let query: Parameters = ["to": location, "profile": profile.id.text, "policy": policy.text]
        return "\(StubProviderDesk.path)?\(query.urlEncoded)"
    }

    package var routes: [Route] {
        [
            Route(.get, StubProviderDesk.path) { http, _ in try page(http) },
            Route(.post, StubProviderDesk.path, maximumBodySize: 256 << 10) { http, _ in try signIn(http) },
        ]
    }

    /// What the address of the page says, checked.
    private struct Visit {
        let to: URL
        let request: Parameters
        let profile: TechnicalProfile?
        let names: Parameters
        let people: [(name: String, claims: JSON.Object)]
    }

    private func visit(_ parameters: Parameters) throws(HTTPError) -> Visit {
        guard let to = parameters["to"].flatMap({ URL($0) }), let request = Parameters(urlEncoded: to.query ?? "")
        else {
            throw .badRequest("The address names no provider.")
        }
        let known = profile(Name(parameters["policy"] ?? ""), Name(parameters["profile"] ?? ""))
        let own = fetch.people(at: to)
        return Visit(
            to: to, request: request, profile: known,
            names: [
                "to": parameters["to"] ?? "", "profile": parameters["profile"] ?? "",
                "policy": parameters["policy"] ?? "",
            ],
            people: own.isEmpty ? ExamplePeople.make(for: known) : own)
    }

    private func page(_ http: Request, _ problem: String? = nil, typed: String? = nil) throws(HTTPError) -> Response {
        let visit = try visit(http.method == .post ? try http.form() : http.query)
        let page = StubProviderPage(
            provider: visit.profile?.displayName ?? visit.to.host, host: visit.to.host,
            people: visit.people.map { .init(name: $0.name, claims: StubProviderDesk.text($0.claims)) },
            request: visit.request.items.map { ($0.name, $0.value) },
            hidden: visit.names.items.map { ($0.name, $0.value) }, typed: typed, problem: problem)
        return page.response(nonce: nonce, status: problem == nil ? 200 : 400)
    }

    private func signIn(_ http: Request) throws(HTTPError) -> Response {
        let form = try http.form()
        let visit = try visit(form)
        guard let target = target(of: visit).flatMap({ URL($0) }), target.origin == http.origin else {
            throw .badRequest("The sign-in is to go back to another server.")
        }
        if let error = form["error"], !error.isEmpty { return send(refusal(error, form, visit), to: visit, http) }
        let claims: JSON.Object
        if let index = form["person"].flatMap({ Int($0) }), visit.people.indices.contains(index) {
            claims = visit.people[index].claims
        } else {
            guard let typed = (try? JSON(parsing: form["claims"] ?? "", maximumDepth: 16))?.object else {
                return try page(http, "The claims have to be a JSON object.", typed: form["claims"] ?? "")
            }
            claims = typed
        }
        if let token = visit.request["oauth_token"] {
            return send(provider.authorize(oauth1: token, as: claims), to: visit, http)
        }
        return send(
            provider.authorize(visit.request, as: claims, issuer: issuer(of: visit, for: claims)), to: visit, http)
    }

    private func refusal(_ error: String, _ form: Parameters, _ visit: Visit) -> Parameters {
        // OAuth 1.0 has no word for it; Twitter's is this.
        if let token = visit.request["oauth_token"] { return ["denied": token] }
        var answer: Parameters = ["error": error]
        answer.add("error_description", form["error_description"] ?? "refused at the stub provider")
        if let state = visit.request["state"] { answer.add("state", state) }
        return answer
    }

    /// Where the browser goes back to. An OAuth 1.0 provider has been told so before.
    private func target(of visit: Visit) -> String? {
        visit.request["redirect_uri"] ?? visit.request["oauth_token"].flatMap(provider.callback)
    }

    /// Which issuer the profile accepts: the one that it names, or whoever publishes its metadata. Where people of many
    /// tenants come from one address (`DiscoverMetadataByTokenIssuer`), each tenant is an issuer of its own.
    private func issuer(of visit: Visit, for claims: JSON.Object) -> String {
        let metadata = visit.profile?.metadata
        if let issuer = metadata?["issuer"]?.trimmingBlanks(), !issuer.isEmpty { return issuer }
        let prefixes = (metadata?["ValidTokenIssuerPrefixes"] ?? "").split(separator: ",")
            .map { String($0).trimmingBlanks() }.filter { $0 != "*" && !$0.isEmpty }
        guard let first = prefixes.first else { return publisher(of: visit) }
        let tenant = claims["tid"]?.string ?? StubProviderDesk.someTenant
        let publisher = publisher(of: visit, for: tenant)
        if prefixes.contains(where: publisher.hasPrefix) { return publisher }
        return first.hasSuffix("/") ? first + tenant : first
    }

    private func publisher(of visit: Visit, for tenant: String? = nil) -> String {
        guard let address = visit.profile?.metadata["METADATA"]?.trimmingBlanks().split(separator: "?").first,
            let end = address.firstRange(of: "/.well-known/")
        else { return visit.to.origin }
        let parts = address[..<end.lowerBound].split(separator: "/", omittingEmptySubsequences: false)
        return parts.map { part in
            let own = StubProviderDesk.anyTenant.contains(part.lowercased()) ? tenant : nil
            return own ?? String(part)
        }.joined(separator: "/")
    }

    /// Entra ID's names for whichever tenant a person is of.
    private static let anyTenant: Set = ["common", "organizations", "consumers"]
    private static let someTenant = "5afe0000-0000-4000-8000-000000000001"

    private func send(_ answer: Parameters, to visit: Visit, _ http: Request) -> Response {
        let target = target(of: visit) ?? "/"
        guard visit.request["response_mode"] == "form_post" else {
            return .redirect(to: "\(target)\(target.contains("?") ? "&" : "?")\(answer.urlEncoded)", status: 303)
        }
        return FormPostPage(target: target, parameters: answer.items.map { ($0.name, $0.value) })
            .response(texts: Texts(), nonce: nonce)
    }

    /// One claim a line, for people to change.
    private static func text(_ claims: JSON.Object) -> String {
        let lines = claims.members.map { "  \(JSON.string($0.name).text): \($0.value.text)" }
        return lines.isEmpty ? "{\n}" : "{\n\(lines.joined(separator: ",\n"))\n}"
    }

    private var nonce: String { Base64.encode(random.bytes(16)) }
}
