import Base
import Testing

@testable import HTTP

private func route(_ method: Method, _ pattern: String, _ size: Int = 100, cors: CORS = .none) -> Route {
    Route(method, pattern, maximumBodySize: size, cors: cors) { _, parameters in .text("\(pattern)") }
}

struct RouterTests {
    private let router = Router([
        route(.get, "/"),
        route(.get, "/health/ready"),
        route(.get, "/{tenant}/oauth2/v2.0/token", 7),
        route(.post, "/{tenant}/{policy}/oauth2/v2.0/token", 9),
        route(.get, "/{tenant}/{policy}/oauth2/v2.0/authorize"),
        route(.post, "/{tenant}/{policy}/oauth2/v2.0/authorize", 11),
        route(.get, "/{tenant}/health"),
    ])

    private func outcome(_ method: Method, _ path: String) -> String {
        switch router.find(method, path) {
        case .route(let route, let parameters): "\(route.pattern) \(parameters)"
        case .options(let options): "options \(options.routes.allowed.map(\.rawValue))"
        case .refused(let error): "\(error.status)"
        }
    }

    private func found(_ method: Method, _ path: String) -> Route? {
        guard case .route(let route, _) = router.find(method, path) else { return nil }
        return route
    }

    @Test(arguments: [
        ("/", "/"),
        ("/health/ready", "/health/ready"),
        ("/HEALTH/Ready", "/health/ready"),
        ("/contoso/oauth2/v2.0/token", "/{tenant}/oauth2/v2.0/token"),
        ("/contoso/B2C_1A_susi/OAuth2/V2.0/authorize", "/{tenant}/{policy}/oauth2/v2.0/authorize"),
        // The literal way leads nowhere, so the other one is taken.
        ("/health/health", "/{tenant}/health"),
    ])
    func `a path finds its route`(path: String, pattern: String) {
        #expect(found(.get, path)?.pattern == pattern)
    }

    @Test(arguments: [
        ("/nothing", "404"), ("/health/ready/", "404"), ("/health", "404"), ("//", "404"), ("//health", "404"),
        ("/a//oauth2/v2.0/authorize", "404"), ("", "400"), ("health", "400"), ("/a%2", "400"), ("/%zz/health", "400"),
        ("/%ff/health", "400"), ("/%00/health", "400"), ("/a/../health/ready", "400"), ("/./health/ready", "400"),
        ("/%2e%2E/health", "400"), ("/" + String(repeating: "a", count: 5000), "414"),
        (String(repeating: "/a", count: 25), "414"), (String(repeating: "/a", count: 2000), "414"),
    ])
    func `a path that is no route's is refused`(path: String, status: String) {
        #expect(outcome(.get, path) == status)
    }

    @Test func `parameters are decoded, once`() {
        guard case .route(_, let parameters) = router.find(.get, "/a%20b%2Fc%2541/health") else {
            Issue.record("no route")
            return
        }

        #expect(parameters["tenant"] == "a b/c%41")
    }

    @Test func `another method is refused with those that are allowed`() {
        guard case .refused(let error) = router.find(.delete, "/a/b/oauth2/v2.0/authorize") else {
            Issue.record("not refused")
            return
        }

        #expect(error.status == 405)
        #expect(error.headers["Allow"] == "GET, POST, HEAD, OPTIONS")
    }

    @Test func `HEAD is answered through GET`() {
        #expect(found(.head, "/health/ready")?.method == .get)
        #expect(found(.head, "/a/b/oauth2/v2.0/token") == nil)
    }

    @Test func `the body size is that of the route`() {
        #expect(router.maximumBodySize(.post, "/a/b/oauth2/v2.0/token") == 9)
        #expect(router.maximumBodySize(.post, "/a/b/oauth2/v2.0/authorize") == 11)
        #expect(router.maximumBodySize(.post, "/health/ready") == 0)
        #expect(router.maximumBodySize(.post, "/nothing") == 0)
    }
}
