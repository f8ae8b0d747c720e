import Base
import Directory

/// What a person is asked to prove, for which action, and how far they have come. A value; `Challenges` keeps it,
/// sealed, under the hash of its token.
package struct Challenge: Sendable, Equatable {
    package let realm: Realm.ID
    /// Nil until somebody has said, or proven, who they are.
    package var user: User.ID?
    /// `signIn`
    package let action: String
    /// Of the tracked action, once there is one.
    package var idempotencyKey: String?
    package var state: ActionState
    /// Empty: whatever the realm offers.
    package var permittedMethods: [VerificationMethod]
    package var defaultMethod: VerificationMethod?
    /// What its token may do: `add:authenticators`.
    package var scope: Set<String>
    /// The `acr` that is asked for; any one will do, and empty: any at all.
    package var contextClasses: [String]
    package var proofs: [Proof]
    /// By method: questions that wait for an answer.
    package var tasks: [VerificationMethod: Pending]
    package var enrolments: [VerificationMethod: Pending]
    /// Addresses that were proven here.
    package var provenAddresses: Set<ProvenAddress>
    /// Whatever else its owner (a page, an interface) must remember.
    package var notes: JSON.Object
    package let createdAt: Timestamp
    package var expiresAt: Timestamp

    package struct Pending: Sendable, Equatable {
        package var task: FactorTask
        /// Counted before an answer is judged, so that many at once are still counted.
        package var tries: Int
        /// Whose challenge it was when it was asked: an address that a stranger has proven is not somebody's proof.
        package var user: User.ID?

        package init(task: FactorTask, tries: Int = 0, user: User.ID?) {
            self.task = task
            self.tries = tries
            self.user = user
        }
    }

    package init(
        realm: Realm.ID, user: User.ID?, action: String, idempotencyKey: String? = nil,
        state: ActionState = .challengeRequired, permittedMethods: [VerificationMethod] = [],
        defaultMethod: VerificationMethod? = nil, scope: Set<String> = [], contextClasses: [String] = [],
        notes: JSON.Object = JSON.Object(), createdAt: Timestamp, expiresAt: Timestamp
    ) {
        self.realm = realm
        self.user = user
        self.action = action
        self.idempotencyKey = idempotencyKey
        self.state = state
        self.permittedMethods = permittedMethods
        self.defaultMethod = defaultMethod
        self.scope = scope
        self.contextClasses = contextClasses
        proofs = []
        tasks = [:]
        enrolments = [:]
        provenAddresses = []
        self.notes = notes
        self.createdAt = createdAt
        self.expiresAt = expiresAt
    }

    package var assurance: Assurance { Assurance(proofs) }

    /// Whether what was proven is what was asked for, by a method that may be used for it, and what the realm asks of
    /// everybody.
    package func isMet(in realm: RealmContext) -> Bool {
        proofs.contains { permits($0.method) } && isMet(by: proofs, in: realm)
    }

    /// Whether these proofs are of the kinds that are asked for.
    func isMet(by proofs: [Proof], in realm: RealmContext) -> Bool {
        let assurance = Assurance(proofs)
        return assurance.level > 0 && (contextClasses.isEmpty || contextClasses.contains { assurance.meets($0) })
            && isGoodEnough(assurance, in: realm)
    }

    /// Whether it is what the realm asks of everybody; a wish for more than that may stay one.
    func isGoodEnough(_ assurance: Assurance, in realm: RealmContext) -> Bool {
        realm.settings.requiredClasses.allSatisfy { assurance.meets($0) }
    }

    /// Whether more is asked for than any proof.
    func isDemanding(in realm: RealmContext) -> Bool {
        !contextClasses.isEmpty || !realm.settings.requiredClasses.isEmpty
    }

    /// What somebody has typed as their name (`notes["identifier"]`), while nothing is proven: then the user, if there
    /// is one, is a claim.
    package var claimedIdentifier: String? { proofs.isEmpty ? notes["identifier"]?.string : nil }

    /// An authenticator that has answered here may have been copied.
    package var isSuspicious: Bool { notes[Self.suspicionName]?.bool == true }

    static let suspicionName = "suspicious"

    package func permits(_ method: VerificationMethod) -> Bool {
        permittedMethods.isEmpty || permittedMethods.contains(method)
    }
}
