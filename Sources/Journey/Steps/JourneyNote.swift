import Policy

/// What a journey decided on its way to the next action, for whoever records it (docs/trace.md).
package enum JourneyNote: Sendable {
    /// It stands at a step that no precondition skips, with the claims that they looked at.
    case entered(OrchestrationStep, in: Name?, claims: Claims)
    /// The precondition that skipped it, and the claims that it looked at.
    case skipped(OrchestrationStep, in: Name?, by: Precondition, claims: Claims)
    /// The step's only profile is not enabled with these claims (`EnabledForUserJourneys`).
    case disabled(Name, claims: Claims)
    /// A selection that nobody had to make.
    case chose(Name, by: Reason)
    /// The session stood in for the profile.
    case restored(TechnicalProfile, before: Claims, after: Claims)

    package enum Reason: Sendable { case domainHint, session, onlyOne }
}
