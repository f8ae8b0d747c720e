/// Where an action stands (Authsignal's words, as on the wire).
package enum ActionState: String, Sendable, CaseIterable {
    case allow = "ALLOW"
    case block = "BLOCK"
    case challengeRequired = "CHALLENGE_REQUIRED"
    case challengeSucceeded = "CHALLENGE_SUCCEEDED"
    case challengeFailed = "CHALLENGE_FAILED"
    case reviewRequired = "REVIEW_REQUIRED"
    case reviewSucceeded = "REVIEW_SUCCEEDED"
    case reviewFailed = "REVIEW_FAILED"

    package init(_ result: ActionResult) {
        self =
            switch result {
            case .allow: .allow
            case .challenge: .challengeRequired
            case .review: .reviewRequired
            case .block: .block
            }
    }

    /// Whether the person may go on. `/validate` and the token's `action_state` say so too.
    package var isPassed: Bool {
        switch self {
        case .allow, .challengeSucceeded, .reviewSucceeded: true
        case .block, .challengeRequired, .challengeFailed, .reviewRequired, .reviewFailed: false
        }
    }

    /// Whether nothing a person does changes it any more.
    package var isFinal: Bool { self != .challengeRequired && self != .reviewRequired }
}
