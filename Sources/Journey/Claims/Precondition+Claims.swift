import Policy

extension Precondition {
    /// Whether this precondition, with these claims, skips what carries it (b2c-reference §5.3). `ClaimEquals` about a
    /// claim that does not exist is ignored, whatever `ExecuteActionsIf` says.
    ///
    /// Texts compare to the letter. Booleans do in any case: Authsignal's tutorial, which signs people in at Azure,
    /// compares one with `True` and the other with `true`.
    package func skips(_ claims: Claims) -> Bool {
        switch test {
        case .claimsExist(let names):
            return names.allSatisfy(claims.contains) == executeActionsIf
        case .claimEquals(let name, let literal):
            guard let value = claims[name] else { return false }
            let isBoolean = if case .boolean = value { true } else { false }
            return (isBoolean ? Ordinal.ignoringCase : .exact).equal(value.text, literal) == executeActionsIf
        }
    }
}

extension [Precondition] {
    /// The first one that holds skips; without one, what carries them runs.
    package func skips(_ claims: Claims) -> Bool { contains { $0.skips(claims) } }
}
