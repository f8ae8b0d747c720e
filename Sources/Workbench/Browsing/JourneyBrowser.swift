import Base
import HTTP

/// A small browser without scripts: keeps cookies, fills in forms, follows redirects until the flow rests. Everything
/// it does goes through the server's own addresses.
final class JourneyBrowser {
    private let site: any TestSite
    private var cookies: [(name: String, value: String)] = []
    private(set) var page: BrowserPage = .blank
    /// What the person has filled in on the page.
    var filling = FormFilling()
    /// Sent with every request.
    var headers: [(String, String)] = []
    /// Where the person is, as the server sees it.
    var address: String
    private(set) var requests = 0

    /// More is a loop.
    private static let maximumRedirects = 20
    private static let maximumRequests = 1000

    init(_ site: any TestSite, address: String) { (self.site, self.address) = (site, address) }

    func open(_ address: String) async throws { try await navigate(.get, address, nil) }

    /// Presses a button or follows a link of the page.
    func press(_ control: MarkupNode) async throws {
        if control.tag == "a" { return try await open(control["href"] ?? "") }
        guard let form = control.ancestor({ $0.tag == "form" }) else {
            throw StepFailure("\"\(control.controlName)\" stands in no form")
        }
        try await submit(form, pressing: control)
    }

    func submit(_ form: MarkupNode, pressing control: MarkupNode?, extra: Parameters = [:]) async throws {
        var parameters = filling.parameters(of: form, pressing: control)
        for item in extra.items { parameters.set(item.name, item.value) }
        let action = form["action"] ?? page.url
        if form["method"]?.lowercased() == "post" { return try await navigate(.post, action, parameters) }
        try await open("\(action)?\(parameters.urlEncoded)")
    }

    private func navigate(_ method: HTTP.Method, _ address: String, _ form: Parameters?) async throws {
        var (method, address, form) = (method, absolute(address), form)
        filling = FormFilling()
        for _ in 0..<JourneyBrowser.maximumRedirects {
            guard address.hasPrefix(site.origin + "/") else {
                page = BrowserPage(url: address, status: 0, body: [], shown: nil)
                return
            }
            let mark = site.shownPages.count
            let response = try await exchange(method, address, form)
            if (300..<400).contains(response.status), let location = response.headers["Location"] {
                (method, address, form) = (.get, absolute(location), nil)
                continue
            }
            let shown = site.shownPages.dropFirst(mark).last
            page = BrowserPage(url: address, status: response.status, body: response.body, shown: shown)
            // A page that sends itself on, as a browser with scripts would have it.
            guard let auto = page.autoForm else { return }
            form = FormFilling().parameters(of: auto, pressing: nil)
            (method, address) = (.post, absolute(auto["action"] ?? ""))
            guard address.hasPrefix(site.origin + "/") else {
                page = BrowserPage(url: "\(address)?\(form?.urlEncoded ?? "")", status: 0, body: [], shown: nil)
                return
            }
        }
        throw StepFailure("the journey goes round in circles: more than \(JourneyBrowser.maximumRedirects) redirects")
    }

    /// One request, with the cookies of this browser.
    func exchange(
        _ method: HTTP.Method, _ address: String, _ form: Parameters?, headers more: [(String, String)] = []
    ) async throws -> FetchResponse {
        requests += 1
        guard requests <= JourneyBrowser.maximumRequests else {
            throw StepFailure("the test has made \(JourneyBrowser.maximumRequests) requests and is not at its end")
        }
        var fields = Headers()
        for (name, value) in headers + more { fields[name] = value }
        if !cookies.isEmpty { fields["Cookie"] = cookies.map { "\($0.name)=\($0.value)" }.joined(separator: "; ") }
        if form != nil { fields["Content-Type"] = "application/x-www-form-urlencoded" }
        let response = try await site.send(
            FetchRequest(
                method: method, url: absolute(address), headers: fields,
                body: form.map { Bytes(utf8: $0.urlEncoded) } ?? [], maximumResponseSize: 8 << 20,
                mayReachPrivateAddresses: true), from: self.address)
        for text in response.headers.all("Set-Cookie") { keep(text) }
        return response
    }

    private func keep(_ text: String) {
        let parts = text.split(separator: ";").map { $0.drop { $0 == " " } }
        let pair = parts[0].split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        cookies.removeAll { $0.name == pair[0] }
        if !parts.contains(where: { $0 == "Max-Age=0" }) { cookies.append((pair[0], pair.last ?? "")) }
    }

    func absolute(_ address: String) -> String {
        if address.hasPrefix("/") { return site.origin + address }
        return address.contains("://") ? address : "\(site.origin)/\(address)"
    }
}
