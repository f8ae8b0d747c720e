import Base
import Directory
import FIDO
import HTTP
import JOSE
import Cryptography

/// Takes the steps of one test, in order, as a person and an application would.
final class TestPerformance {
    let test: JourneyTest
    let site: any TestSite
    var memory: TestMemory
    private(set) var browser: JourneyBrowser
    private var browsers: [String: JourneyBrowser] = [:]
    private var policy: String
    private let startedAt: Timestamp
    /// The pages that were shown, by their names; one that is shown again at once counts once.
    private(set) var visited: [[String]] = []
    /// Policies that were asked for something, and those that gave a token.
    private(set) var policies: Set<String> = []
    private(set) var issuers: Set<String> = []
    /// The passkeys of each browser's device, by its name.
    var devices: [String: SoftwareAuthenticator] = [:]
    private(set) var browserName = ""
    /// The last answer of a device, to be sent once more.
    var lastAnswer: JSON.Object?
    /// How many messages there were before the page's code was asked for.
    private var arrivals = 0

    init(_ test: JourneyTest, _ site: any TestSite) {
        (self.test, self.site, policy) = (test, site, test.policy)
        memory = TestMemory(site: site, variables: test.variables)
        browser = JourneyBrowser(site, address: test.address)
        startedAt = site.now
        browsers[""] = browser
    }

    var page: BrowserPage { browser.page }
    var elapsed: Int64 { site.now.milliseconds - startedAt.milliseconds }

    /// Takes all steps; throws at the first that fails, with its place.
    func perform() async throws(TestFailure) {
        var steps = test.steps
        // A test of pages begins with the request of an application.
        if steps.first?.start == nil { steps.insert(TestStep(place: test.place, start: .authorize([:])), at: 0) }
        for (index, step) in steps.enumerated() {
            do {
                try await take(step)
            } catch let failure as StepFailure {
                throw TestFailure(place: step.place, step: index + 1, lines: failure.lines)
            } catch {
                throw TestFailure(place: step.place, step: index + 1, lines: ["\(error)"])
            }
        }
        do {
            try await Checks(self).check(test.expect ?? defaultExpectation)
        } catch {
            throw TestFailure(place: test.expect?.place ?? test.place, step: nil, lines: error.lines)
        }
    }

    /// A test that expects nothing itself expects that somebody gets in.
    private var defaultExpectation: Expectation {
        var expectation = Expectation(place: test.place)
        let saysSomething = test.steps.contains { $0.expect != nil || !$0.look.isEmpty && !$0.acts }
        if !saysSomething { expectation.token = [:] }
        return expectation
    }

    private func take(_ step: TestStep) async throws {
        try choose(step)
        if let time = step.advance { site.advance(milliseconds: time) }
        if let start = step.start { try await begin(start, step) }
        if let look = step.look.isEmpty ? nil : step.look { try PageCheck(page, memory).check(look) }
        if step.acts { try await act(step) }
        for item in step.save {
            guard let value = memory.find(item.path) else {
                throw StepFailure("there is nothing at \"\(item.path)\" to save as \"\(item.name)\"")
            }
            memory.variables[item.name] = value
        }
        if let expect = step.expect { try await Checks(self).check(expect) }
    }

    private func choose(_ step: TestStep) throws(StepFailure) {
        if let name = step.browser {
            browser = browsers[name] ?? JourneyBrowser(site, address: test.address)
            browsers[name] = browser
            browserName = name
        }
        if let policy = step.policy { self.policy = policy }
        if let address = step.address { browser.address = address }
        if browser.headers.isEmpty { browser.headers = try headers(test.headers) }
        if let headers = step.headers { browser.headers = try self.headers(headers) }
    }

    private func headers(_ object: JSON.Object) throws(StepFailure) -> [(String, String)] {
        var headers: [(String, String)] = []
        for member in object.members {
            let value = Matcher.text(of: try memory.expand(member.value))
            guard !value.utf8.contains(where: { $0 < 0x20 }) else { throw StepFailure("a header has one line") }
            headers.append((member.name, value))
        }
        return headers
    }
}

extension TestPerformance {
    private var base: String { "\(site.origin)/\(site.tenant.name)/\(policy)" }

    private func begin(_ start: TestStep.Start, _ step: TestStep) async throws {
        policies.insert(policy)
        switch start {
        case .authorize(let changes):
            let parameters = try parameters(changes)
            memory.answer = [:]
            (memory.token, memory.accessToken, memory.body) = (.null, .null, .null)
            try await browser.open("\(base)/oauth2/v2.0/authorize?\(parameters.urlEncoded)")
            try await arrive()
        case .token(let form): try await token(form)
        case .userInfo(let token): try await userInfo(try memory.text(token ?? "$access_token"))
        case .logout(let changes):
            var parameters = Parameters()
            for member in changes.members {
                parameters.add(member.name, Matcher.text(of: try memory.expand(member.value)))
            }
            try await browser.open("\(base)/oauth2/v2.0/logout?\(parameters.urlEncoded)")
            try await arrive()
        case .open(let address):
            try await browser.open(try memory.text(address))
            try await arrive()
        }
    }

    private func parameters(_ changes: JSON.Object) throws(StepFailure) -> Parameters {
        var all: JSON.Object = [
            "client_id": .string(site.client), "redirect_uri": .string(site.redirectURI), "response_type": "code",
            "scope": .string("openid offline_access"), "state": "state-1", "nonce": "nonce-1",
        ]
        for member in test.request.members + changes.members { all[member.name] = member.value }
        var parameters = Parameters()
        for member in all.members where member.value != .null {
            parameters.add(member.name, Matcher.text(of: try memory.expand(member.value)))
        }
        return parameters
    }

    /// Looks at where the flow has come to: a page, or the application, which redeems its code.
    func arrive() async throws {
        arrivals += 1
        (memory.status, memory.page) = (page.status, PageReport(page).json)
        if let secret = page.secret { memory.secret = secret }
        if let question = page.captchaQuestion { memory.question = question }
        guard page.isElsewhere else {
            if visited.last != page.names { visited.append(page.names) }
            return
        }
        let answer = page.answer
        memory.answer = JSON.Object(answer.items.map { ($0.name, .string($0.value)) })
        if let token = answer["id_token"] { memory.token = .object(try await claims(of: token)) }
        if let token = answer["access_token"] { memory.accessToken = try await accessClaims(token) }
        guard page.url.hasPrefix(site.redirectURI), let code = answer["code"] else { return }
        try await token([
            "grant_type": "authorization_code", "code": .string(code), "redirect_uri": .string(site.redirectURI),
        ])
    }

    private func token(_ form: JSON.Object) async throws {
        var parameters: Parameters = ["client_id": site.client]
        if let secret = test.application.secret { parameters.add("client_secret", secret) }
        for member in form.members {
            let value = try memory.expand(member.value)
            parameters.remove(member.name)
            if value != .null { parameters.add(member.name, Matcher.text(of: value)) }
        }
        let response = try await browser.exchange(
            .post, "\(base)/oauth2/v2.0/token", parameters, headers: [("Accept", "application/json")])
        try await read(response)
        if let token = memory.body["id_token"]?.string { memory.token = .object(try await claims(of: token)) }
        if let token = memory.body["access_token"]?.string { memory.accessToken = try await accessClaims(token) }
    }

    private func userInfo(_ token: String) async throws {
        let response = try await browser.exchange(
            .get, "\(base)/openid/v2.0/userinfo", nil, headers: [("Authorization", "Bearer \(token)")])
        try await read(response)
    }

    private func read(_ response: FetchResponse) async throws {
        // What the one before gave stays within reach.
        for name in ["access_token", "refresh_token", "id_token"] {
            if let token = memory.body[name] { memory.variables[name] = token }
        }
        memory.status = response.status
        memory.body =
            (try? JSON(parsing: response.body)) ?? .string(String(decoding: response.body, as: UTF8.self))
        for name in ["access_token", "refresh_token", "id_token"] {
            if let token = memory.body[name] { memory.variables[name] = token }
        }
    }

    /// The claims of a token, its signature checked with the policy's published keys.
    private func claims(of token: String) async throws -> JSON.Object {
        let response = try await browser.exchange(.get, "\(base)/discovery/v2.0/keys", nil)
        guard let json = try? JSON(parsing: response.body), let keys = try? JWKSet(json) else {
            throw StepFailure("the policy publishes no keys: status \(response.status)")
        }
        do {
            let claims = try JWT.verify(token, keys: keys, allowing: SignatureAlgorithm.asymmetric).claims
            issuers.insert(policy)
            return claims
        } catch {
            throw StepFailure("the token's signature does not hold: \(error)")
        }
    }

    /// An access token is its reader's affair: it need not be a JWT.
    private func accessClaims(_ token: String) async throws -> JSON {
        guard token.split(separator: ".").count == 3 else { return .string(token) }
        return .object(try await claims(of: token))
    }
}

/// A test that did not hold: where, and what differs.
struct TestFailure: Error {
    let place: SourcePlace
    /// Counted from 1; nil: at the end.
    let step: Int?
    let lines: [String]
}
