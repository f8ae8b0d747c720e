import Base
import HTTP

/// Makes the routes of a realm's pages, each below the realm's name and at the root of its own hosts. What goes wrong
/// is said on a page.
struct RealmPageRoutes: Sendable {
    let flow: SignInFlow

    func route(
        _ method: Method, _ path: String,
        _ answer:
            @escaping @Sendable (_ realm: RealmContext, _ http: Request, _ path: PathParameters) async throws ->
            Response
    ) -> [Route] {
        [("/{realm}\(path)", true), (path, false)].map { pattern, isNamed in
            Route(method, pattern, maximumBodySize: 128 << 10) { http, parameters in
                let realm = try await flow.desks.realms.realm(isNamed ? parameters["realm"] : nil, http)
                guard let realm else { return flow.pages.failure(404, nil, http) }
                do {
                    return try await answer(realm, http, parameters)
                } catch is SignInLost, is SignIns.Gone {
                    return flow.pages.lost(realm, http)
                } catch let error as HTTPError {
                    return flow.pages.failure(error.status, realm, http)
                }
            }
        }
    }
}
