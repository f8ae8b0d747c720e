import Base
import Directory
import Journey
import Policy

/// A user under the attribute names that policies use (b2c-reference §18.1).
struct DirectoryAttributes {
    static let principalName = "userPrincipalName"

    let values: JSON.Object

    init(_ user: User, tenant: Tenant) {
        var values = JSON.Object(
            user.attributes.members.filter { !User.isOwnAttribute($0.name) }.map { ($0.name, $0.value) })
        values["objectId"] = .string(user.id.text)
        values["accountEnabled"] = .bool(user.isEnabled)
        values["createdDateTime"] = .string(user.createdAt.iso8601)
        values["refreshTokensValidFromDateTime"] = .string(user.tokensValidFrom.iso8601)
        values["tenantId"] = .string(tenant.id.text)
        for identity in user.identities where !identity.isFederated {
            let isPrincipal = identity.signInType == DirectoryAttributes.principalName
            values[isPrincipal ? identity.signInType : "signInNames.\(identity.signInType)"] =
                .string(identity.issuerAssignedID)
        }
        let federated = user.identities.filter(\.isFederated).map {
            ClaimValue.Identity(issuer: $0.issuer, issuerUserID: $0.issuerAssignedID)
        }
        if user.identities.contains(where: { !$0.isFederated && $0.signInType != DirectoryAttributes.principalName }) {
            values["creationType"] = "LocalAccount"
        }
        if !federated.isEmpty {
            values["alternativeSecurityId"] = .string(federated[0].alternativeSecurityID)
            values["alternativeSecurityIds"] = .array(federated.map(\.json))
            values["userIdentities"] = .array(federated.map(\.json))
        }
        if let group = DirectoryAttributes.legalAgeGroup(values) {
            values["legalAgeGroupClassification"] = .string(group)
        }
        self.values = values
    }

    /// What the directory makes of age group and consent, and nobody can write.
    private static func legalAgeGroup(_ values: JSON.Object) -> String? {
        guard let group = values["ageGroup"]?.string else { return nil }
        switch group.lowercased() {
        case "adult": return "adult"
        case "notadult": return "notAdult"
        case "undefined": return "undefined"
        case "minor":
            switch values["consentProvidedForMinor"]?.string?.lowercased() {
            case "granted": return "minorWithParentalConsent"
            case "notrequired": return "minorNoParentalConsentRequired"
            default: return "minorWithoutParentalConsent"
            }
        default: return nil
        }
    }

    /// The kinds of sign-in name as the directory spells them; others are the policy's own.
    static func signInType(_ text: String) -> String {
        ["emailAddress", "userName", "phoneNumber"].first { $0.equalsFolded(text) } ?? text
    }

    static func identity(_ signInType: String, _ value: String, _ tenant: Tenant) -> Identity {
        Identity(signInType: signInType, issuer: tenant.name, issuerAssignedID: value)
    }

    static func remove(_ name: String, from user: inout User) {
        let folded = name.lowercased()
        guard !User.isOwnAttribute(name) else { return }
        if folded.hasPrefix("signinnames.") {
            let type = signInType(String(name.dropFirst("signInNames.".count)))
            user.identities.removeAll { $0.signInType == type }
        } else if folded == "useridentities" || folded.hasPrefix("alternativesecurityid") {
            user.identities.removeAll(where: \.isFederated)
        } else if let known = user.attributes.members.first(where: { $0.name.equalsFolded(name) }) {
            user.attributes[known.name] = nil
        }
    }
}

/// What a `Write` changes: the persisted claims that have a value.
struct DirectoryChanges: Sendable {
    private var localIdentities: [Identity] = []
    private var federatedIdentities: [Identity]?
    private var principal: Identity?
    private var isEnabled: Bool?
    private var forcesPasswordChange: Bool?
    private var attributes: [(name: String, value: JSON)] = []
    private var password: Secret<String>?
    private let now: Timestamp
    private var allowsWeakPassword = false
    var passwordHash: String?

    init(_ call: ProfileCall, existing: User?) throws {
        now = call.environment.now
        var policies = existing?.attributes["passwordPolicies"]?.string ?? ""
        let persisted = try persistedValues(of: call.profile, claims: call.claims, environment: call.environment)
        for (reference, name, value) in persisted {
            if name.equalsFolded("passwordPolicies") { policies = value.text }
            // A constant of the policy is for a new user and never overwrites what an old one has.
            let isDefault = call.claims[reference.claimType] == nil && !reference.alwaysUseDefaultValue
            if isDefault, existing?.attributes.members.contains(where: { $0.name.equalsFolded(name) }) == true {
                continue
            }
            set(name, value, call.tenant)
        }
        allowsWeakPassword = policies.lowercased().contains("disablestrongpassword")
    }

    private mutating func set(_ name: String, _ value: ClaimValue, _ tenant: Tenant) {
        guard !User.isOwnAttribute(name) else { return }
        switch name.lowercased() {
        case "objectid", "createddatetime", "creationtype", "refreshtokensvalidfromdatetime",
            "legalagegroupclassification":
            break
        case "password": password = Secret(value.text)
        case "accountenabled": isEnabled = value == .boolean(true) || value.text.equalsFolded("true")
        case "forcechangepasswordnextlogin", "passwordprofile.forcechangepasswordnextlogin",
            "passwordprofile.forcechangepasswordnextsignin":
            forcesPasswordChange = value == .boolean(true) || value.text.equalsFolded("true")
        case "userprincipalname":
            principal = DirectoryAttributes.identity(DirectoryAttributes.principalName, value.text, tenant)
        case "alternativesecurityid":
            if let known = ClaimValue.Identity(alternativeSecurityID: value.text) { addFederated([known]) }
        case "alternativesecurityids", "useridentities":
            switch value {
            case .identity(let known): addFederated([known])
            case .identityCollection(let known):
                federatedIdentities = []
                addFederated(known)
            case .string, .boolean, .integer, .date, .dateTime, .stringCollection, .phoneNumber: break
            }
        case let folded where folded.hasPrefix("signinnames."):
            let type = DirectoryAttributes.signInType(String(name.dropFirst("signInNames.".count)))
            // Of two claims for one name, the policy that is nearest to the relying party has its own first.
            guard !localIdentities.contains(where: { $0.signInType == type }) else { return }
            localIdentities.append(DirectoryAttributes.identity(type, value.text, tenant))
        default: attributes.append((name, value.json))
        }
    }

    private mutating func addFederated(_ known: [ClaimValue.Identity]) {
        federatedIdentities =
            (federatedIdentities ?? [])
            + known.map {
                Identity(signInType: "federated", issuer: $0.issuer, issuerAssignedID: $0.issuerUserID)
            }
    }

    /// Why the new password may not be set; nil when there is none or it may.
    var passwordProblem: UserMessage? {
        guard let password, !allowsWeakPassword, !PasswordRules.strong.allow(password.exposed) else { return nil }
        return UserMessage("passwordTooWeak", code: "AADB2C90063")
    }

    func hashedPassword(with passwords: any Passwords) async throws -> String? {
        guard let password else { return nil }
        return try await passwords.hash(password)
    }

    func apply(to user: inout User) {
        if !localIdentities.isEmpty {
            // Writing one kind of sign-in name takes the other kinds away (§11.3).
            user.identities.removeAll { !$0.isFederated && $0.signInType != DirectoryAttributes.principalName }
            user.identities += localIdentities
        }
        if let federatedIdentities {
            user.identities.removeAll(where: \.isFederated)
            user.identities += federatedIdentities
        }
        if let principal {
            user.identities.removeAll { $0.signInType == DirectoryAttributes.principalName }
            user.identities.append(principal)
        }
        for (name, value) in attributes {
            let known = user.attributes.members.first { $0.name.equalsFolded(name) }?.name ?? name
            user.attributes[known] = value
        }
        if let isEnabled { user.isEnabled = isEnabled }
        if let forcesPasswordChange { user.forcesPasswordChange = forcesPasswordChange }
        guard let passwordHash else { return }
        if user.passwordHash != nil { user.tokensValidFrom = now }
        user.passwordHash = passwordHash
        user.passwordChangedAt = now
    }
}

/// The directory's own rule for passwords, which holds unless `passwordPolicies` has `DisableStrongPassword`.
struct PasswordRules: Sendable {
    static let strong = PasswordRules()

    func allow(_ password: String) -> Bool {
        guard (8...64).contains(password.count) else { return false }
        let classes: [(Character) -> Bool] = [
            { $0.isLowercase }, { $0.isUppercase }, { $0.isNumber }, { !$0.isLetter && !$0.isNumber },
        ]
        return classes.count { password.contains(where: $0) } >= 3
    }
}
