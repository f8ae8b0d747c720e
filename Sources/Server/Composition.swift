import Base
import Cryptography
import Directory
import FIDO
import HTTP
import Journey
import JourneyRuntime
import Messaging
import OpenIDProvider
import Passwordless
import Pages
import PhoneNumbers
import Policy
import Storage
import Trace
import Transport

/// A server of one tenant's policies, put together. Everything is wired here and nowhere else.
struct Composition: Sendable {
    let responder: DurableResponder
    let store: Store
    let keys: PolicyKeys
    let realms: RealmService
    let webhooks: WebhookDesk

    struct Parts: Sendable {
        var store: Store
        var sealer: Sealer
        var tenant: Tenant
        var policies: any Policies
        /// Nil: those of the store.
        var applications: (any Applications)?
        var passwords: any Passwords
        var fetch: any Fetch
        /// Takes the messages of journeys to the people.
        var courier: any Carrier
        var conditionalAccess: any ConditionalAccess = NoConditionalAccess()
        var people: [Route]
        /// Keeps what journeys do; nil: nothing is recorded.
        var traces: TraceStore?
        /// The page of a journey's record by its correlation id, where there is one.
        var tracePage: @Sendable (String) -> String? = { _ in nil }
        /// What pages of journeys say to the policies' author, in development.
        var notice: @Sendable () -> PageNotice? = { nil }
        /// In place of identity providers that are not there, in development.
        var detour: JourneyRuntime.Detour = { location, _, _ in location }
        /// Of authenticators; nil: none is configured.
        var metadata: @Sendable () -> MetadataBLOB? = { nil }
        var isReady: @Sendable () -> Bool
        var mayReachPrivateAddresses: Bool
        /// What rules of realms know of addresses.
        var knowledge = AddressKnowledge.none
        var templates = TemplateLoader.Freshness.production
        var now: Now
        var random: Random
        var emit: Emit
        /// Derived from the master key.
        var pageKey: Secret<Bytes>
        var digestKey: Secret<Bytes>

        fileprivate var tellingWhatIsKept: Parts {
            var parts = self
            parts.fetch = DurableFetch(inner: fetch)
            parts.courier = DurableCarrier(inner: courier)
            return parts
        }
    }

    init(_ given: Parts) {
        let parts = given.tellingWhatIsKept
        let (store, now, random, emit) = (parts.store, parts.now, parts.random, parts.emit)
        let keys = PolicyKeys(keySets: store.keySets, digestKey: parts.digestKey, now: now)
        let clients = TenantClients(applications: parts.applications ?? store.applications)
        let webhooks = Composition.webhooks(parts)
        let realms = Composition.realms(parts, webhooks)
        let runtime = JourneyRuntime(
            .init(
                tenants: store.tenants, users: store.users, passwords: parts.passwords,
                sessions: store.sessions, grants: store.grants, attempts: store.attempts, journeys: store.journeys,
                clients: clients, policies: parts.policies, keys: keys,
                courier: MessageCourier(courier: parts.courier, random: random, now: now), fetch: parts.fetch,
                phoneNumbers: PhoneNumberLibrary(), sealer: parts.sealer, pageKey: parts.pageKey,
                mayReachPrivateAddresses: parts.mayReachPrivateAddresses, conditionalAccess: parts.conditionalAccess,
                desks: realms.desks, templates: parts.templates, trace: parts.tracePage, notice: parts.notice,
                traces: parts.traces,
                detour: parts.detour, now: now, random: random, emit: emit))
        let provider = Provider(
            .init(
                issuers: runtime.issuers, clients: clients, interaction: runtime.interaction, grants: store.grants,
                usedIdentifiers: store.usedIdentifiers, attempts: store.attempts, journeys: store.journeys,
                pages: runtime.pages, now: now, random: random, emit: emit))
        let realmProvider = Provider(
            .init(
                issuers: realms.issuers, clients: realms.clients, interaction: realms.interaction,
                grants: store.grants, usedIdentifiers: store.usedIdentifiers, attempts: store.attempts,
                journeys: store.journeys, pages: realms.pages, now: now, random: random, emit: emit))
        let routes =
            provider.routes(Mount.tenants) + runtime.routes + realmProvider.routes(Mount.realms) + realms.routes
            + realms.interfaces + parts.people + Composition.assets
            + Composition.health(parts.isReady)
        let recover: @Sendable (any Error, Request) -> Response = { error, http in runtime.recover(error, http) }
        responder = DurableResponder(
            inner: RoutedResponder(Router(routes), page: runtime.page, recover: recover), recover: recover)
        self.store = store
        self.keys = keys
        self.realms = realms
        self.webhooks = webhooks
    }

    private static func realms(_ parts: Parts, _ webhooks: WebhookDesk) -> RealmService {
        let (store, now, random, emit) = (parts.store, parts.now, parts.random, parts.emit)
        let courier = RealmMessages(courier: parts.courier, random: random, now: now)
        var made = RealmService.Parts(
            realms: store.realms, applications: store.applications, users: store.users,
            authenticators: store.authenticators, actions: store.actions, devices: store.devices,
            activities: store.activities, sessions: store.sessions, grants: store.grants, attempts: store.attempts,
            journeys: store.journeys, keySets: store.keySets,
            factors: { account, links in
                Factors(
                    FactorParts(
                        users: store.users, authenticators: store.authenticators, attempts: store.attempts,
                        account: account,
                        courier: courier, webhooks: webhooks, links: links, passwords: parts.passwords,
                        judge: JudgedPasswords(), telephoneNumbers: WorldTelephoneNumbers(), metadata: parts.metadata,
                        key: parts.digestKey, random: random))
            },
            facts: KeptFacts(
                authenticators: store.authenticators, devices: store.devices, actions: store.actions,
                places: parts.knowledge.places, lists: parts.knowledge.lists, now: now),
            witness: Witnesses([
                DeviceMemory(devices: store.devices, now: now), WebhookWitness(webhooks: webhooks),
            ]),
            courier: courier, sealer: parts.sealer,
            pageKey: parts.pageKey, digestKey: parts.digestKey, now: now, random: random, emit: emit)
        made.webhooks = webhooks
        return RealmService(made)
    }

    private static var assets: [Route] {
        Assets.all.map { asset in
            Route(.get, asset.path) { _, _ in
                Response(
                    status: 200, headers: ["Content-Type": asset.contentType, "Cache-Control": Assets.cacheControl],
                    body: .bytes(asset.bytes))
            }
        } + [
            // Browsers ask by themselves. Pages of journeys show no mark of ours, so there is none to send.
            Route(.get, "/favicon.ico") { _, _ in Response(status: 204, headers: ["Cache-Control": "max-age=86400"]) }
        ]
    }

    private static func health(_ isReady: @escaping @Sendable () -> Bool) -> [Route] {
        [
            Route(.get, "/health/live") { _, _ in .text("live\n") },
            Route(.get, "/health/ready") { _, _ in isReady() ? .text("ready\n") : .text("not ready\n", status: 503) },
        ]
    }
}
