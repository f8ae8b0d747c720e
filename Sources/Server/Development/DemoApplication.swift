import Base
import Directory

/// The application that `cardea dev` registers: it may use every policy and response type, and answers go to the
/// server's own token page, to jwt.ms, or to any address of this machine.
enum DemoApplication {
    static let id = Application.ID("c4ade000-0000-4000-8000-000000000001")

    static func make(tenant: Tenant, origins: [String]) -> Application {
        var application = Application(id: id, tenant: tenant.id, name: "Demo")
        application.redirectURIs =
            origins.map { RedirectURI("\($0)/token", .web) } + [
                RedirectURI("https://jwt.ms", .web), RedirectURI("https://jwt.ms/", .web),
            ]
        application.allowsAnyLoopbackRedirect = true
        application.allowsImplicitIDToken = true
        application.allowsImplicitAccessToken = true
        application.allowsPasswordGrant = true
        application.postLogoutRedirectURIs = origins
        return application
    }
}
