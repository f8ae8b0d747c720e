import Base
import HTTP
import Testing

/// A small browser: keeps cookies, fills in forms, follows redirects until the flow rests.
final class Browser {
    enum Way: String, CaseIterable, Sendable {
        /// As the pages' script talks to the server (b2c-reference §15.4).
        case scripts
        /// As a browser without scripts does.
        case forms
    }

    let fetch: any Fetch
    let origin: String
    var way: Way
    var acceptsCookies = true
    /// `Accept-Language`.
    var languages: String?
    private(set) var cookies: [(name: String, value: String)] = []
    private(set) var page = Page(url: "", status: 0, headers: Headers(), body: [])

    init(_ fetch: any Fetch, origin: String, _ way: Way) {
        self.fetch = fetch
        self.origin = origin
        self.way = way
    }

    /// Another browser with the same cookies, as if they were copied.
    func copy() -> Browser {
        let copy = Browser(fetch, origin: origin, way)
        copy.cookies = cookies
        copy.page = page
        return copy
    }

    func forgetCookies() { cookies = [] }
    func setCookie(_ name: String, _ value: String?) {
        cookies.removeAll { $0.name == name }
        if let value { cookies.append((name, value)) }
    }
    func cookie(_ name: String) -> String? { cookies.first { $0.name == name }?.value }

    /// Goes back to a page that was shown before, without asking the server.
    func goBack(to page: Page) { self.page = page }

    @discardableResult
    func open(_ address: String) async throws -> Page { try await navigate(.get, address, nil) }

    /// Sends a form as another site or page would.
    @discardableResult
    func post(_ address: String, _ form: Parameters) async throws -> Page { try await navigate(.post, address, form) }

    /// Follows the link with this id.
    @discardableResult
    func follow(_ id: String) async throws -> Page {
        let address = try #require(page.tag(id: id)?["href"], "no link \(id) in \(page.summary)")
        return try await open(address)
    }

    /// Presses a button, with fields filled in.
    @discardableResult
    func press(_ id: String, _ values: [String: String] = [:]) async throws -> Page {
        let form = try #require(page.forms.first { $0.tags.contains { $0["id"] == id } }, "no \(id) in \(page.summary)")
        let button = try #require(form.tags.first { $0["id"] == id })
        if way == .scripts, form.method == "post" { return try await pressScripted(button, form, values) }
        let fields = form.fields(values: values, button)
        guard form.method == "post" else { return try await open("\(form.action)?\(fields.urlEncoded)") }
        return try await post(form.action, fields)
    }

    private func navigate(_ method: HTTP.Method, _ address: String, _ form: Parameters?) async throws -> Page {
        var (method, address, form) = (method, absolute(address), form)
        for _ in 0..<10 {
            guard address.hasPrefix(origin + "/") else {
                page = Page(url: address, status: 0, headers: Headers(), body: [])
                return page
            }
            let response = try await exchange(method, address, form)
            guard (300..<400).contains(response.status), let location = response.headers["Location"] else {
                page = Page(url: address, status: response.status, headers: response.headers, body: response.body)
                return page
            }
            (method, address, form) = (.get, absolute(location), nil)
        }
        Issue.record("too many redirects: \(address)")
        return page
    }

    /// One request, with the cookies of this browser.
    func exchange(
        _ method: HTTP.Method, _ address: String, _ form: Parameters?, headers: Headers = Headers()
    ) async throws -> FetchResponse {
        var headers = headers
        if !cookies.isEmpty { headers["Cookie"] = cookies.map { "\($0.name)=\($0.value)" }.joined(separator: "; ") }
        if let languages { headers["Accept-Language"] = languages }
        if form != nil { headers["Content-Type"] = "application/x-www-form-urlencoded" }
        let response = try await fetch.send(
            FetchRequest(
                method: method, url: absolute(address), headers: headers,
                body: form.map { Bytes(utf8: $0.urlEncoded) } ?? [], timeoutMilliseconds: 300_000,
                mayReachPrivateAddresses: true))
        if acceptsCookies { for text in response.headers.all("Set-Cookie") { keep(text) } }
        return response
    }

    private func keep(_ text: String) {
        let parts = text.split(separator: ";").map { $0.drop { $0 == " " } }
        let pair = parts[0].split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        let isExpired = parts.contains { $0 == "Max-Age=0" }
        if isExpired {
            setCookie(pair[0], nil)
        } else if let index = cookies.firstIndex(where: { $0.name == pair[0] }) {
            cookies[index].value = pair[1]
        } else {
            cookies.append((pair[0], pair[1]))
        }
    }

    func absolute(_ address: String) -> String { address.hasPrefix("/") ? origin + address : address }

    func show(_ page: Page) -> Page {
        self.page = page
        return page
    }
}
