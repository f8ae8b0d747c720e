import Base
import Directory
import FIDO

/// What factors are made of. `Factors.init(_:)` makes them all.
package struct FactorParts: Sendable {
    package let users: any Users
    package let authenticators: any Authenticators
    package let attempts: any Attempts
    package let account: AccountWatch
    package let courier: any RealmCourier
    package let webhooks: any Webhooks
    package let links: MagicLinks
    package let passwords: any Passwords
    package let judge: any PasswordJudge
    package let telephoneNumbers: any TelephoneNumbers
    /// Of authenticators (FIDO MDS 3), verified; nil: none is configured.
    package let metadata: @Sendable () -> MetadataBLOB?
    /// For digests of codes, and for what those are shown who are nobody.
    package let key: Secret<Bytes>
    package let random: Random

    package init(
        users: any Users, authenticators: any Authenticators, attempts: any Attempts, account: AccountWatch,
        courier: any RealmCourier, webhooks: any Webhooks = NoWebhooks(), links: MagicLinks, passwords: any Passwords,
        judge: any PasswordJudge,
        telephoneNumbers: any TelephoneNumbers = PlainTelephoneNumbers(),
        metadata: @escaping @Sendable () -> MetadataBLOB? = { nil }, key: Secret<Bytes>, random: Random
    ) {
        self.users = users
        self.authenticators = authenticators
        self.attempts = attempts
        self.account = account
        self.courier = courier
        self.webhooks = webhooks
        self.links = links
        self.passwords = passwords
        self.judge = judge
        self.telephoneNumbers = telephoneNumbers
        self.metadata = metadata
        self.key = key
        self.random = random
    }
}
