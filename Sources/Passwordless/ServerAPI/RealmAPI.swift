import Base
import Directory
import HTTP

/// The interfaces of realms: for applications' servers (A.1.3), for their pages and apps (A.1.4), and for whoever
/// configures a realm.
package struct RealmAPI: Sendable {
    package struct Parts: Sendable {
        package var directory: RealmDirectory
        package var realms: any Realms
        package var users: any Users & UserList
        package var authenticators: any Authenticators
        package var trackedActions: any TrackedActions
        package var devices: any Devices
        package var grants: any Grants
        package var journeys: any StoredJourneys
        package var attempts: any Attempts
        package var applications: any Applications
        package var factors: Factors
        package var challenges: Challenges
        package var asking: ChallengeDesk
        package var enrolling: EnrolmentDesk
        package var actions: ActionDesk
        package var account: AccountWatch
        package var webhooks: any Webhooks
        package var digestKey: Secret<Bytes>
        package var now: Now
        package var random: Random

        package init(
            directory: RealmDirectory, realms: any Realms, users: any Users & UserList,
            authenticators: any Authenticators, trackedActions: any TrackedActions, devices: any Devices,
            grants: any Grants, journeys: any StoredJourneys, attempts: any Attempts,
            applications: any Applications, factors: Factors, challenges: Challenges, asking: ChallengeDesk,
            enrolling: EnrolmentDesk, actions: ActionDesk, account: AccountWatch,
            webhooks: any Webhooks = NoWebhooks(), digestKey: Secret<Bytes>, now: @escaping Now, random: Random
        ) {
            (self.directory, self.realms, self.users) = (directory, realms, users)
            (self.authenticators, self.trackedActions, self.devices) = (authenticators, trackedActions, devices)
            (self.grants, self.journeys, self.attempts) = (grants, journeys, attempts)
            (self.applications, self.factors, self.challenges) = (applications, factors, challenges)
            (self.asking, self.enrolling, self.actions) = (asking, enrolling, actions)
            (self.account, self.webhooks, self.digestKey) = (account, webhooks, digestKey)
            (self.now, self.random) = (now, random)
        }
    }

    package let routes: [Route]

    package init(_ parts: Parts) {
        let route = RealmRoutes(directory: parts.directory, now: parts.now)
        let guarded = GuardedRoutes(
            route: route, keys: KeyGuard(attempts: parts.attempts, digestKey: parts.digestKey, now: parts.now))
        let persons = Persons(users: parts.users, now: parts.now)
        let tokens = ChallengeTokens(parts)
        let ends = ChallengeEnds(parts)
        let addresses = VerifiedAddresses(parts)
        var routes: [Route] = []
        routes += UserEndpoints(parts: parts, persons: persons).routes(guarded)
        routes += AuthenticatorEndpoints(parts: parts, persons: persons, addresses: addresses).routes(guarded)
        routes += ActionEndpoints(parts: parts, persons: persons, tokens: tokens).routes(guarded)
        routes += ValidateEndpoint(parts: parts).routes(guarded)
        routes += ChallengeEndpoints(parts: parts, persons: persons, ends: ends, addresses: addresses).routes(guarded)
        routes += SessionEndpoints(parts: parts, persons: persons).routes(guarded)
        routes += DeviceEndpoints(parts: parts).routes(guarded)
        routes += InitAuthEndpoint(parts: parts, persons: persons, tokens: tokens, addresses: addresses).routes(guarded)
        routes += ManagementEndpoints(parts: parts).routes(guarded)
        routes += ClientAPI(parts: parts, ends: ends).routes(route)
        self.routes = routes
    }
}

/// Routes that take an API key.
struct GuardedRoutes: Sendable {
    let route: RealmRoutes
    let keys: KeyGuard

    func callAsFunction(
        _ method: Method, _ path: String, maximumBodySize: Int = 64 << 10,
        _ answer: @escaping @Sendable (APICall) async throws -> Response
    ) -> [Route] {
        route(method, path, maximumBodySize: maximumBodySize, guarded(answer))
    }

    /// Below the paths that realms have chosen for their issuers.
    func belowIssuers(
        _ method: Method, _ path: String, _ answer: @escaping @Sendable (APICall) async throws -> Response
    ) -> [Route] {
        route.belowIssuers(method, path, guarded(answer))
    }

    private func guarded(
        _ answer: @escaping @Sendable (APICall) async throws -> Response
    ) -> @Sendable (APICall) async throws -> Response {
        { [keys] call in
            try await keys.check(call.http, call.realm)
            return try await answer(call)
        }
    }
}
