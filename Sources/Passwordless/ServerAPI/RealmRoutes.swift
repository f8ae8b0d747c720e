import Base
import HTTP

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
        [("/{realm}\(path)", true), (path, false)].map { pattern, isNamed in
            Route(method, pattern, maximumBodySize: maximumBodySize, cors: cors) { http, parameters in
                do {
                    guard let realm = try await directory.realm(isNamed ? parameters["realm"] : nil, http) else {
                        throw APIError.noRealm
                    }
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
