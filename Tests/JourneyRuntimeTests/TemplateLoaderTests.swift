import Base
import HTTP
import Pages
import TestSupport
import Testing

@testable import JourneyRuntime

/// b2c-reference §15.5.
struct TemplateLoaderTests {
    private let world = TestWorld()
    private static let address = "https://cdn.example/page.html"
    private static let html = "<!DOCTYPE html><html><body><div id=\"api\"></div></body></html>"

    private func loader(_ freshness: TemplateLoader.Freshness = .production) -> TemplateLoader {
        TemplateLoader(
            fetch: world.fetch, mayReachPrivateAddresses: false, freshness: freshness, now: world.clock.read,
            emit: world.events.emit)
    }

    private func answer(_ html: String, status: Int = 200) {
        world.fetch.answer(FetchResponse(status: status, body: Bytes(utf8: html)))
    }

    @Test func `a page is fetched once a minute`() async {
        answer(Self.html)
        let loader = loader()
        for _ in 0..<3 { #expect(await loader.template(at: Self.address, allowsScript: false) != nil) }
        #expect(world.fetch.requests.count == 1)
        world.clock.advance(seconds: 60)
        #expect(await loader.template(at: Self.address, allowsScript: false) != nil)
        #expect(world.fetch.requests.count == 2)
    }

    @Test func `the request is bounded, and guarded`() async throws {
        answer(Self.html)
        _ = await loader().template(at: Self.address, allowsScript: false)
        let request = try #require(world.fetch.requests.first)
        #expect(request.timeoutMilliseconds == 5000)
        #expect(request.maximumResponseSize == PageTemplate.maximumSize)
        #expect(!request.mayReachPrivateAddresses)
    }

    @Test(arguments: [404, 301, 500, 206])
    func `an answer that is not 200 is no page, and the log says so`(status: Int) async {
        answer(Self.html, status: status)
        #expect(await loader().template(at: Self.address, allowsScript: false) == nil)
        #expect(world.events.names == ["template.failed"])
        #expect(world.events.text.contains("status \(status)"))
    }

    @Test func `a page without its place for the form is no page`() async {
        answer("<html><body>no api here</body></html>")
        #expect(await loader().template(at: Self.address, allowsScript: false) == nil)
        #expect(world.events.names == ["template.failed"])
    }

    @Test func `the last good page stands in while its server is down`() async {
        answer(Self.html)
        let loader = loader()
        #expect(await loader.template(at: Self.address, allowsScript: false) != nil)
        world.fetch.fail(.timedOut)
        world.clock.advance(seconds: 60)
        #expect(await loader.template(at: Self.address, allowsScript: false) != nil)
        #expect(world.events.names == ["template.failed"])
    }

    @Test func `a failure is remembered for a minute, so that a dead server slows nobody`() async {
        world.fetch.fail(.timedOut)
        let loader = loader()
        #expect(await loader.template(at: Self.address, allowsScript: false) == nil)
        answer(Self.html)
        #expect(await loader.template(at: Self.address, allowsScript: false) == nil)
        world.clock.advance(seconds: 60)
        #expect(await loader.template(at: Self.address, allowsScript: false) != nil)
    }

    @Test func `in development a failure is tried again at once`() async {
        world.fetch.fail(.connectionFailed)
        let loader = loader(.development)
        #expect(await loader.template(at: Self.address, allowsScript: false) == nil)
        answer(Self.html)
        #expect(await loader.template(at: Self.address, allowsScript: false) != nil)
        // The last good page stands in, but its server is asked again each time.
        world.fetch.fail(.connectionFailed)
        for _ in 0..<2 { #expect(await loader.template(at: Self.address, allowsScript: false) != nil) }
        #expect(world.fetch.requests.count == 4)
        answer("<html><body><p>new</p><div id=\"api\"></div></body></html>")
        _ = await loader.template(at: Self.address, allowsScript: false)
        #expect(world.fetch.requests.count == 5)
    }

    @Test func `in development a saved page is the next one`() async {
        answer(Self.html)
        let loader = loader(.development)
        _ = await loader.template(at: Self.address, allowsScript: false)
        answer("<html><body>no api here</body></html>")
        // A page that cannot be used does not take the place of one that can; and the log says so.
        #expect(await loader.template(at: Self.address, allowsScript: false) != nil)
        #expect(world.events.names == ["template.failed"])
        #expect(world.fetch.requests.count == 2)
    }

    @Test(arguments: [("ETag", "If-None-Match", "\"v1\""), ("Last-Modified", "If-Modified-Since", "a day")])
    func `a page that is the same is not sent again`(name: String, condition: String, value: String) async throws {
        var headers = Headers()
        headers[name] = value
        world.fetch.answer(FetchResponse(status: 200, headers: headers, body: Bytes(utf8: Self.html)))
        let loader = loader()
        #expect(await loader.template(at: Self.address, allowsScript: false) != nil)
        #expect(world.fetch.requests.last?.headers[condition] == nil)
        answer("", status: 304)
        for _ in 0..<2 {
            world.clock.advance(seconds: 60)
            #expect(await loader.template(at: Self.address, allowsScript: false) != nil)
            #expect(world.fetch.requests.last?.headers[condition] == value)
        }
        #expect(world.fetch.requests.count == 3 && world.events.names.isEmpty)
    }

    @Test func `a server that says that nothing has changed to who has nothing is not believed`() async {
        answer("", status: 304)
        #expect(await loader().template(at: Self.address, allowsScript: false) == nil)
        #expect(world.events.names == ["template.failed"])
    }

    @Test func `with scripts and without are two pages`() async throws {
        answer(Self.html.replacing("<body>", with: "<body><script>1</script>"))
        let loader = loader()
        #expect(await loader.template(at: Self.address, allowsScript: true)?.removed.isEmpty == true)
        #expect(await loader.template(at: Self.address, allowsScript: false)?.removed.isEmpty == false)
        #expect(world.events.names == ["template.trimmed"])
    }

    @Test func `the table does not grow with the addresses`() async {
        answer(Self.html)
        let loader = loader()
        for index in 0..<300 { _ = await loader.template(at: "\(Self.address)?\(index)", allowsScript: false) }
        #expect(loader.count <= 64)
    }
}
