import Base
import HTTP
import OpenIDProvider

/// Makes the routes of a realm's interfaces, each at both of its addresses: below the realm's name, and at the root of
/// the realm's own hosts. What is refused is answered in the interfaces' shape.
package struct RealmRoutes: Sendable {
    let directory: RealmDirectory
    let now: Now

    package init(directory: RealmDirectory, now: @escaping Now) {
        self.directory = directory
        self.now = now
    }

    /// `path` begins with a slash: `/v1/validate`.
    func callAsFunction(
        _ method: Method, _ path: String, maximumBodySize: Int = 64 << 10, cors: CORS = .none,
        _ answer: @escaping @Sendable (APICall) async throws -> Response
    ) -> [Route] {
        [
            route(method, "/{realm}\(path)", maximumBodySize, cors, answer) { [directory] http, path in
                if let named = try await directory.realm(path["realm"], http) { return named }
                // A path of one part that a realm has chosen for its issuer looks like a name.
                return try await directory.realm(issuing: "/\(path["realm"])", named: nil, origin: http.origin)
            },
            route(method, path, maximumBodySize, cors, answer) { [directory] http, _ in
                try await directory.realm(nil, http)
            },
        ]
    }

    /// Below the paths that realms have chosen for their issuers, beside those of one part.
    func belowIssuers(
        _ method: Method, _ path: String, _ answer: @escaping @Sendable (APICall) async throws -> Response
    ) -> [Route] {
        (2...Mount.maximumSegments).map { count in
            route(method, "\(Mount.chosenPrefix(count))\(path)", 64 << 10, .none, answer) { [directory] http, path in
                try await directory.realm(issuing: Mount.chosenPath(path), named: nil, origin: http.origin)
            }
        }
    }

    private func route(
        _ method: Method, _ pattern: String, _ maximumBodySize: Int, _ cors: CORS,
        _ answer: @escaping @Sendable (APICall) async throws -> Response,
        _ find: @escaping @Sendable (Request, PathParameters) async throws -> RealmContext?
    ) -> Route {
        Route(method, pattern, maximumBodySize: maximumBodySize, cors: cors) { http, parameters in
            do {
                guard let realm = try await find(http, parameters) else { throw APIError.noRealm }
                return try await answer(APICall(realm: realm, http: http, parameters: parameters))
            } catch let error as APIError {
                return error.response
            } catch let error as HTTPError {
                return APIError(error.status, "invalid_request", error.text).response
            } catch let error as FactorRefusal {
                return APIError(error, now: now()).response
            } catch let error as ObjectReader.Fault {
                return APIError.invalid(error.description).response
            }
        }
    }
}

/// A request to an interface of a realm.
struct APICall: Sendable {
    let realm: RealmContext
    let http: Request
    let parameters: PathParameters

    init(realm: RealmContext, http: Request, parameters: PathParameters) {
        self.realm = realm
        self.http = http
        self.parameters = parameters
    }

    /// The body's object; an empty one where there is no body, as SDKs send none for a request without arguments.
    func body() throws -> ObjectReader {
        guard !http.body.isEmpty else { return try ObjectReader([:]) }
        return try ObjectReader(try http.json())
    }

    /// The decoded segment at `{name}`.
    subscript(name: String) -> String { parameters[name] }
}
