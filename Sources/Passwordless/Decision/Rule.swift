import Base

/// One reason to treat an action in another way than by its default.
package struct Rule: Sendable, Equatable {
    package let id: String
    package var name: String
    package var description: String
    /// 0 is looked at first. Of two with the same one, the first in the list.
    package var priority: Int
    package var isActive: Bool
    package var result: ActionResult
    /// For a challenge: what may be used; nil: what the action permits.
    package var permittedMethods: [VerificationMethod]?
    package var defaultMethod: VerificationMethod?
    package var condition: JSONLogic

    package init(
        id: String, name: String, description: String = "", priority: Int = 0, isActive: Bool = true,
        result: ActionResult, permittedMethods: [VerificationMethod]? = nil,
        defaultMethod: VerificationMethod? = nil, condition: JSONLogic
    ) {
        self.id = id
        self.name = name
        self.description = description
        self.priority = priority
        self.isActive = isActive
        self.result = result
        self.permittedMethods = permittedMethods
        self.defaultMethod = defaultMethod
        self.condition = condition
    }
}

/// What somebody wants to do, and how a realm answers: a sign-in, a payment, a change of address.
package struct ActionConfiguration: Sendable, Equatable {
    /// On the wire: letters, digits, `-`, `_` and `.`, at most 64.
    package let code: String
    /// Without a rule that says otherwise.
    package var defaultResult: ActionResult
    package var permittedMethods: [VerificationMethod]
    package var defaultMethod: VerificationMethod?
    package var rules: [Rule]

    package init(
        code: String, defaultResult: ActionResult = .challenge, permittedMethods: [VerificationMethod] = [],
        defaultMethod: VerificationMethod? = nil, rules: [Rule] = []
    ) {
        self.code = code
        self.defaultResult = defaultResult
        self.permittedMethods = permittedMethods
        self.defaultMethod = defaultMethod
        self.rules = rules
    }
}
