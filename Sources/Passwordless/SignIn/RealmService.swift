import Base
import Cryptography
import Directory
import HTTP
import OpenIDProvider

/// Runs realms: what `Server` gives to the OpenID provider as its `Interaction`, and the addresses of the pages where
/// people sign in and look after their accounts.
package struct RealmService: Sendable {
    package let interaction: any Interaction
    package let issuers: RealmIssuers
    package let clients: RealmClients
    package let keys: RealmKeys
    package let pages: ProviderPages
    package let desks: RealmDesks
    let flow: SignInFlow
    private let parts: Parts

    /// What the service uses.
    package struct Parts: Sendable {
        package var realms: any Realms
        package var applications: any Applications
        package var users: any Users & UserList
        package var authenticators: any Authenticators
        package var actions: any TrackedActions
        package var devices: any Devices
        package var activities: any Activities
        package var sessions: any Sessions
        package var grants: any Grants
        package var attempts: any Attempts
        package var journeys: any StoredJourneys
        package var keySets: any KeySets
        /// Made with the desk that writes down what happens to accounts.
        package var factors: @Sendable (AccountWatch, MagicLinks) -> Factors
        package var facts: any FactFinder
        package var webhooks: any Webhooks = NoWebhooks()
        package var witness: any ActionWitness
        package var courier: any RealmCourier
        package var sealer: Sealer
        /// Signs what forms must carry.
        package var pageKey: Secret<Bytes>
        package var digestKey: Secret<Bytes>
        package var now: Now
        package var random: Random
        package var emit: Emit

        package init(
            realms: any Realms, applications: any Applications, users: any Users & UserList,
            authenticators: any Authenticators, actions: any TrackedActions, devices: any Devices,
            activities: any Activities, sessions: any Sessions,
            grants: any Grants, attempts: any Attempts, journeys: any StoredJourneys, keySets: any KeySets,
            factors: @escaping @Sendable (AccountWatch, MagicLinks) -> Factors, facts: any FactFinder,
            witness: any ActionWitness = NoWitness(), courier: any RealmCourier,
            sealer: Sealer,
            pageKey: Secret<Bytes>, digestKey: Secret<Bytes>, now: @escaping Now, random: Random, emit: @escaping Emit
        ) {
            self.realms = realms
            self.applications = applications
            self.users = users
            self.authenticators = authenticators
            self.actions = actions
            self.devices = devices
            self.activities = activities
            self.sessions = sessions
            self.grants = grants
            self.attempts = attempts
            self.journeys = journeys
            self.keySets = keySets
            self.factors = factors
            self.facts = facts
            self.witness = witness
            self.courier = courier
            self.sealer = sealer
            self.pageKey = pageKey
            self.digestKey = digestKey
            self.now = now
            self.random = random
            self.emit = emit
        }
    }

    package init(_ parts: Parts) {
        let (now, random, emit) = (parts.now, parts.random, parts.emit)
        self.parts = parts
        desks = RealmDesks(parts)
        keys = RealmKeys(keySets: parts.keySets, now: now)
        issuers = RealmIssuers(realms: desks.realms, keys: keys)
        clients = RealmClients(realms: parts.realms, applications: parts.applications, now: now)
        let maker = RealmPageMaker(realms: desks.realms, random: random, now: now)
        pages = maker.providerPages
        flow = SignInFlow(
            desks: desks,
            signIns: SignIns(challenges: desks.challenges, sealer: parts.sealer, random: random, now: now),
            sessions: RealmSessions(sessions: parts.sessions, users: parts.users, random: random, now: now),
            issuers: issuers, clients: clients, claims: RealmClaims(digestKey: parts.digestKey),
            responder: AuthorizeResponder(
                clients: clients, grants: parts.grants, pages: pages, now: now, random: random, emit: emit),
            pages: maker, pageKey: parts.pageKey, now: now, random: random, emit: emit)
        interaction = RealmInteraction(flow: flow)
    }

    /// The pages where people sign in, and the account page.
    package var routes: [Route] {
        SignInEndpoints(flow: flow).routes + AccountEndpoints(flow: flow).routes
            + WellKnownEndpoints(directory: desks.realms).routes
    }

    /// The interfaces for applications and operators, over the desks that the pages use.
    package var interfaces: [Route] {
        RealmAPI(
            .init(
                directory: desks.realms, realms: parts.realms, users: parts.users,
                authenticators: parts.authenticators, trackedActions: parts.actions, devices: parts.devices,
                grants: parts.grants, journeys: parts.journeys, attempts: parts.attempts,
                applications: parts.applications, factors: desks.factors, challenges: desks.challenges,
                asking: desks.asking, enrolling: desks.enrolling, actions: desks.actions, account: desks.account,
                webhooks: parts.webhooks, digestKey: parts.digestKey, now: parts.now, random: parts.random)
        ).routes
    }
}
