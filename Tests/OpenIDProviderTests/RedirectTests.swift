import Base
import Directory
import OpenIDProvider
import Testing

struct RedirectTests {
    let client: Client = {
        var client = Client(id: Client.ID("c"), tenant: Tenant.ID("t"), name: "c")
        client.redirectURIs = [
            RedirectURI("https://app.example/cb", .web), RedirectURI("http://127.0.0.1/cb", .native),
            RedirectURI("http://localhost", .native), RedirectURI("msal://auth", .native),
            RedirectURI("http://localhost:3000/web", .web),
        ]
        return client
    }()

    @Test(arguments: [
        "https://app.example/cb/", "https://app.example/cb?x=1", "https://app.example/cb#f", "https://app.example/CB",
        "https://APP.example/cb", "HTTPS://app.example/cb", "https://app.example:443/cb", "https://app.example/./cb",
        "https://app.example/x/../cb", "https://app.example/%63b", "https://app.example//cb", "https://app.example",
        "https://app.example@evil.example/cb", "https://evil.example/https://app.example/cb",
        "https://app.example.evil.example/cb", "https://app.example\\@evil.example/cb", "http://app.example/cb",
        " https://app.example/cb", "https://app.example/cb ", "https://app.example/cb%20", "https://app.example/cb\t",
        "//app.example/cb", "/cb", "", "javascript:alert(1)", "data:text/html,x", "msal://auth/", "msal://other",
    ])
    func `what is not the registered address to the letter is refused`(uri: String) {
        #expect(client.redirectURI(for: uri) == nil)
    }

    @Test(arguments: ["http://127.0.0.1:1/cb", "http://127.0.0.1:65535/cb", "http://localhost:49152"])
    func `the port of a native loopback address is free`(uri: String) {
        #expect(client.redirectURI(for: uri) == RedirectURI(uri, .native))
    }

    @Test(arguments: [
        "http://127.0.0.1:49152/other", "http://127.0.0.1:49152/cb/", "http://127.0.0.1:49152/cb?x", "http://[::1]/cb",
        "http://127.0.0.1:49152/cb#f", "https://127.0.0.1:49152/cb", "http://127.0.0.1:0/cb",
        "http://127.0.0.1:65536/cb", "http://127.0.0.1:+80/cb", "http://127.0.0.1:/cb",
        "http://x@127.0.0.1:80/cb", "http://127.0.0.1.evil.example/cb", "http://127.0.0.1:80@evil.example/cb",
        "http://localhost.evil.example", "http://localhost:49152/", "http://127.1/cb", "http://0x7f000001/cb",
        "http://localhost:3001/web", "http://127.0.0.1:80\\.evil.example/cb",
    ])
    func `nothing else of a loopback address is free`(uri: String) {
        #expect(client.redirectURI(for: uri) == nil)
    }

    @Test func `an application of the demo listens anywhere on this machine, and nowhere else`() {
        var demo = client
        demo.allowsAnyLoopbackRedirect = true

        #expect(demo.redirectURI(for: "http://[::1]:8080/any?x=1")?.platform == .native)
        #expect(demo.redirectURI(for: "https://localhost:3000/signin-oidc")?.platform == .native)
        #expect(demo.redirectURI(for: "http://evil.example/") == nil)
        #expect(demo.redirectURI(for: "ftp://localhost/") == nil)
        #expect(demo.redirectURI(for: "http://localhost:80@evil.example/") == nil)
    }
}
