import Base
import Directory
import Storage
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
}
