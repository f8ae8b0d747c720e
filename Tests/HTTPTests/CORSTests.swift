import Base
import Testing

@testable import HTTP

struct CORSTests {
    private let application = RoutedResponder(
        Router([
            Route(.get, "/keys", cors: .any) { _, _ in .text("keys") },
            Route(
                .post, "/{tenant}/token",
                cors: .decided { origin, parameters in
                    origin == "https://app.example" && parameters["tenant"] == "contoso"
                }
            ) { _, _ in .text("token") },
            Route(.get, "/page") { _, _ in .text("page") },
        ])
    ) { _, _ in HTTPError.failed.response }

    private func answer(_ method: Method, _ path: String, _ headers: Headers) async -> Response {
        await application.respond(
            to: Request(
                method: method, path: path, headers: headers, origin: "https://login.example", address: "1.2.3.4",
                correlationID: "1"))
    }

    /// As MSAL.js 4 sends it before a token request.
    private static let preflight: Headers = [
        "Origin": "https://app.example", "Access-Control-Request-Method": "POST",
        "Access-Control-Request-Headers":
            "client-request-id,x-app-name,x-app-ver,x-client-cpu,x-client-current-telemetry,x-client-last-telemetry,"
            + "x-client-os,x-client-sku,x-client-ver,x-ms-lib-capability,content-type,authorization",
    ]

    @Test func `a preflight of MSAL is allowed for an origin that the route knows`() async {
        let response = await answer(.options, "/contoso/token", CORSTests.preflight)

        #expect(response.status == 204)
        #expect(response.headers["Access-Control-Allow-Origin"] == "https://app.example")
        #expect(response.headers["Access-Control-Allow-Methods"]?.contains("POST") == true)
        #expect(response.headers["Vary"] == "Origin")
        #expect(response.headers["Access-Control-Allow-Credentials"] == nil)
        let allowed = Set(
            (response.headers["Access-Control-Allow-Headers"] ?? "").split(separator: ", ").map(String.init))
        let asked = CORSTests.preflight["Access-Control-Request-Headers"]!.split(separator: ",").map(String.init)
        #expect(allowed.isSuperset(of: asked))
    }

    @Test(arguments: [
        ("/other/token", "https://app.example"), ("/contoso/token", "https://evil.example"), ("/contoso/token", "null"),
        ("/page", "https://app.example"),
    ])
    func `another origin is not allowed`(path: String, origin: String) async {
        var headers = CORSTests.preflight
        headers["Origin"] = origin

        let preflight = await answer(.options, path, headers)
        let response = await answer(path == "/page" ? .get : .post, path, ["Origin": origin])

        #expect(preflight.headers["Access-Control-Allow-Origin"] == nil)
        #expect(response.status == 200)
        #expect(response.headers["Access-Control-Allow-Origin"] == nil)
    }

    @Test func `what is public may be read by any page`() async {
        let response = await answer(.get, "/keys", ["Origin": "https://anybody.example"])

        #expect(response.headers["Access-Control-Allow-Origin"] == "*")
        #expect(response.headers["Vary"] == nil)
    }

    @Test func `OPTIONS without a preflight tells the methods`() async {
        let response = await answer(.options, "/keys", [:])

        #expect(response.status == 204)
        #expect(response.headers["Allow"] == "GET, HEAD, OPTIONS")
        #expect(response.headers["Access-Control-Allow-Origin"] == nil)
    }
}
