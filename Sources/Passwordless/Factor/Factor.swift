import Base
import Directory

/// One way to prove who one is. A new way is a folder with a type that conforms, and a line in `Factors`.
///
/// A factor keeps nothing by itself: between question and answer, what it must remember is in the `FactorTask`, which
/// the challenge keeps sealed. That an answer is tried at most `maximumTries` times, in time, and in the browser that
/// asked, is the `ChallengeDesk`'s to see to.
package protocol Factor: Sendable {
    var method: VerificationMethod { get }
    /// Whether the answer says who the person is (a discoverable passkey), so that it may come before a name.
    var identifiesPerson: Bool { get }
    /// How many a person may have of it; 1: a new one takes the place of the old.
    var maximumPerPerson: Int { get }
    /// Whether a person has it without having enrolled it here: a password that they were brought along with.
    func isImplied(for user: User) -> Bool

    /// The question to a person who has enrolled: options for the browser, a code that was sent.
    func ask(_ call: FactorCall) async throws -> FactorTask
    /// Throws where it is too early for this answer, which then counts as no try: somebody asks again and again whether
    /// a link was opened.
    func requireReadiness(_ answer: JSON.Object, to task: FactorTask, in realm: RealmContext) async throws
    /// Judges the answer. Whatever must not be used twice is marked as used in the authenticator's row, in one step
    /// (`Authenticators.update`), before this returns; so are counters and the time of last use.
    func verify(_ answer: JSON.Object, to task: FactorTask, _ call: FactorCall) async throws -> FactorAnswer

    /// The question to a person who enrols: options for the browser, a secret to scan, a code that was sent.
    func beginEnrolment(_ call: FactorCall) async throws -> FactorTask
    /// What to keep. Nothing of it is in the store yet: `EnrolmentDesk` keeps it, tells the person and counts.
    func finishEnrolment(_ answer: JSON.Object, to task: FactorTask, _ call: FactorCall) async throws
        -> NewAuthenticator
}

extension Factor {
    package func isImplied(for user: User) -> Bool { false }

    package func requireReadiness(_ answer: JSON.Object, to task: FactorTask, in realm: RealmContext) async throws {}
}

/// What a factor works with.
package struct FactorCall: Sendable {
    package let realm: RealmContext
    /// Nil while nobody has said who they are.
    package let user: User?
    /// Those of the person that are of this factor's method, oldest first.
    package let authenticators: [Authenticator]
    /// What somebody has typed as their name, while nothing of it is proven. Whoever asks for such a one must not learn
    /// whether there is an account, or what it has: where there is none, or none of this factor, the answer has the
    /// same shape, takes the same work, and leads nowhere.
    package let claimedIdentifier: String?
    /// What the caller says besides: `{"email": "…"}`, `{"autofill": true}`. Not verified.
    package let parameters: JSON.Object
    package let client: ClientFacts
    package let now: Timestamp
    /// What for, and the key of the tracked action, where there is one.
    package let action: String
    package let idempotencyKey: String?

    package init(
        realm: RealmContext, user: User?, authenticators: [Authenticator], claimedIdentifier: String? = nil,
        parameters: JSON.Object = JSON.Object(), client: ClientFacts, now: Timestamp, action: String = "signIn",
        idempotencyKey: String? = nil
    ) {
        self.realm = realm
        self.user = user
        self.authenticators = authenticators
        self.claimedIdentifier = claimedIdentifier
        self.parameters = parameters
        self.client = client
        self.now = now
        self.action = action
        self.idempotencyKey = idempotencyKey
    }
}

/// Where a request comes from.
package struct ClientFacts: Sendable, Hashable {
    package var address: String
    package var userAgent: String
    /// Of the device's cookie, or what the application says.
    package var device: Device.ID?
    /// BCP 47 tags, best first.
    package var languages: [String]
    package var correlationID: String

    package init(
        address: String, userAgent: String, device: Device.ID? = nil, languages: [String] = [], correlationID: String
    ) {
        self.address = address
        self.userAgent = userAgent
        self.device = device
        self.languages = languages
        self.correlationID = correlationID
    }
}

/// A question that waits for its answer.
package struct FactorTask: Sendable, Hashable {
    /// For the browser or the application: WebAuthn options, a masked address.
    package var shown: JSON.Object
    /// What only the factor sees again. Kept sealed.
    package var kept: JSON.Object
    package var expiresAt: Timestamp
    package var maximumTries: Int
    /// A wrong answer spends it too: then it is asked anew (a WebAuthn challenge).
    package var isForOneAnswer: Bool

    package init(
        shown: JSON.Object = JSON.Object(), kept: JSON.Object = JSON.Object(), expiresAt: Timestamp,
        maximumTries: Int = 5, isForOneAnswer: Bool = false
    ) {
        self.shown = shown
        self.kept = kept
        self.expiresAt = expiresAt
        self.maximumTries = maximumTries
        self.isForOneAnswer = isForOneAnswer
    }
}

/// A right answer.
package struct FactorAnswer: Sendable {
    /// Whose it is: `FactorCall.user`, or whom a discoverable passkey names.
    package var user: User.ID?
    package var authenticator: Authenticator.ID?
    package var qualities: Set<Proof.Quality>
    /// What it tells beyond yes: a counter that fell back.
    package var signals: [any Event]
    /// An address that was proven on the way: `("email", "ada@example.com")`.
    package var provenAddress: ProvenAddress?

    package init(
        user: User.ID?, authenticator: Authenticator.ID?, qualities: Set<Proof.Quality>, signals: [any Event] = [],
        provenAddress: ProvenAddress? = nil
    ) {
        self.user = user
        self.authenticator = authenticator
        self.qualities = qualities
        self.signals = signals
        self.provenAddress = provenAddress
    }
}

package enum ProvenAddress: Sendable, Hashable {
    case mail(String)
    case phone(String)
}

/// What an enrolment has yielded.
package struct NewAuthenticator: Sendable {
    package var handle: String?
    /// What the owner sees until they rename it: "iCloud Keychain", "•••• 1234".
    package var name: String
    package var content: Secret<JSON>
    /// It was used at once, so it counts as a proof too; nil: it was not (recovery codes).
    package var qualities: Set<Proof.Quality>?
    /// To show once: recovery codes.
    package var shown: JSON.Object
    package var provenAddress: ProvenAddress?

    package init(
        handle: String? = nil, name: String, content: Secret<JSON>, qualities: Set<Proof.Quality>?,
        shown: JSON.Object = JSON.Object(), provenAddress: ProvenAddress? = nil
    ) {
        self.handle = handle
        self.name = name
        self.content = content
        self.qualities = qualities
        self.shown = shown
        self.provenAddress = provenAddress
    }
}
