import Base
import Directory
import Storage
import HTTP
import Passwordless

extension Composition {
    /// What realms tell other servers, sent by `WebhookDesk.sendDue`.
    static func webhooks(_ parts: Parts) -> WebhookDesk {
        WebhookDesk(
            realms: parts.store.realms, outbox: parts.store.outbox,
            secrets: WebhookSecrets(keySets: parts.store.keySets, random: parts.random, now: parts.now),
            fetch: parts.fetch, mayReachPrivateAddresses: parts.mayReachPrivateAddresses, random: parts.random,
            now: parts.now, emit: parts.emit)
    }

    /// The interfaces of realms, over the desks that their pages use.
    static func interfaces(_ realms: RealmService, _ webhooks: WebhookDesk, _ parts: Parts) -> [Route] {
        let (store, desks) = (parts.store, realms.desks)
        return RealmAPI(
            .init(
                directory: desks.realms, realms: store.realms, users: store.users,
                authenticators: store.authenticators, trackedActions: store.actions, devices: store.devices,
                grants: store.grants, journeys: store.journeys, attempts: store.attempts,
                applications: store.applications, factors: desks.factors, challenges: desks.challenges,
                asking: desks.asking, enrolling: desks.enrolling, actions: desks.actions, account: desks.account,
                webhooks: webhooks, digestKey: parts.digestKey, now: parts.now, random: parts.random)
        ).routes
    }
}
