import Base
import Directory

/// What a realm's pages and interfaces work with, made once.
package struct RealmDesks: Sendable {
    package let realms: RealmDirectory
    package let people: RealmPeople
    package let challenges: Challenges
    package let links: MagicLinks
    package let asking: ChallengeDesk
    package let enrolling: EnrolmentDesk
    package let actions: ActionDesk
    package let account: AccountWatch
    package let factors: Factors
    package let users: any Users
    package let authenticators: any Authenticators
    package let trackedActions: any TrackedActions
    package let devices: any Devices
    package let activities: any Activities
    package let sessions: any Sessions
    package let grants: any Grants
    package let now: Now
    package let random: Random
    package let emit: Emit

    package init(_ parts: RealmService.Parts) {
        let (now, random, emit) = (parts.now, parts.random, parts.emit)
        let challenges = Challenges(rows: parts.journeys, random: random, now: now)
        let watch = AccountWatch(
            activities: parts.activities, users: parts.users, courier: parts.courier, webhooks: parts.webhooks,
            now: now, emit: emit)
        let links = MagicLinks(rows: parts.journeys, now: now)
        let factors = parts.factors(watch, links)
        let asking = ChallengeDesk(
            factors: factors, challenges: challenges, users: parts.users,
            authenticators: parts.authenticators,
            limits: FactorLimits(attempts: parts.attempts, digestKey: parts.digestKey, now: now), now: now, emit: emit)
        realms = RealmDirectory(realms: parts.realms)
        people = RealmPeople(users: parts.users, random: random, now: now)
        self.challenges = challenges
        self.links = links
        account = watch
        self.factors = factors
        self.asking = asking
        enrolling = EnrolmentDesk(desk: asking, account: watch, random: random)
        actions = ActionDesk(
            actions: parts.actions, facts: parts.facts, witness: parts.witness, random: random, now: now)
        users = parts.users
        authenticators = parts.authenticators
        trackedActions = parts.actions
        devices = parts.devices
        activities = parts.activities
        sessions = parts.sessions
        grants = parts.grants
        self.now = now
        self.random = random
        self.emit = emit
    }

    /// Whether the person has proven anything here that they can sign in by again (`is_enrolled`).
    package func isEnrolled(_ user: User.ID, in realm: RealmContext) async throws -> Bool {
        try await authenticators.authenticators(of: user, in: realm.tenant)
            .contains { $0.verifiedAt != nil && $0.method != VerificationMethod.recoveryCode.rawValue }
    }
}
