import Base
import Directory
import Journey
import Policy

/// `AzureActiveDirectoryProvider`: reads and writes users (b2c-reference §11.3).
struct DirectoryProfile: TechnicalProfileHandler {
    private enum Operation: String {
        case read, write, deleteclaims, deleteclaimsprincipal
    }

    private let operation: Operation
    private let raisesIfExists: Bool
    private let raisesIfMissing: Bool

    init(_ profile: TechnicalProfile) throws(ProfileConfigurationError) {
        let text = profile.metadata["Operation"] ?? ""
        guard let operation = Operation(rawValue: text.trimmingBlanks().lowercased()) else {
            throw ProfileConfigurationError(
                code: "AADB2C90023", detail: "Operation must be Read, Write, DeleteClaims or DeleteClaimsPrincipal",
                location: profile.location)
        }
        self.operation = operation
        raisesIfExists = profile.metadata.bool("RaiseErrorIfClaimsPrincipalAlreadyExists", default: false)
        raisesIfMissing = profile.metadata.bool("RaiseErrorIfClaimsPrincipalDoesNotExist", default: false)
    }

    func run(_ call: ProfileCall) async throws -> HandlerOutcome {
        guard let input = call.inputs.first, let key = DirectoryKey(input, tenant: call.tenant) else {
            return .refused(UserMessage("DefaultMessage", code: "AADB2C90037", detail: "no claim to look a user up by"))
        }
        let found: User?
        switch try await key.find(in: call.services.users, of: call.tenant.id) {
        case .one(let user): found = user
        case .nobody: found = nil
        case .several:
            return .refused(
                UserMessage("DefaultMessage", code: "AADB2C90037", detail: "more than one user has this \(input.claim)")
            )
        }
        switch operation {
        case .read: return read(found, call)
        case .write: return try await write(found, key: key, call)
        case .deleteclaims: return try await deleteClaims(of: found, call)
        case .deleteclaimsprincipal: return try await delete(found, call)
        }
    }

    private func read(_ user: User?, _ call: ProfileCall) -> HandlerOutcome {
        guard let user else { return missing }
        if raisesIfExists { return exists }
        return .values(.object(DirectoryAttributes(user, tenant: call.tenant).values))
    }

    private var missing: HandlerOutcome {
        guard raisesIfMissing else { return .nobody }
        return .refused(UserMessage("UserMessageIfClaimsPrincipalDoesNotExist", code: "AADB2C90053"))
    }

    private var exists: HandlerOutcome {
        .refused(UserMessage("UserMessageIfClaimsPrincipalAlreadyExists", code: "AADB2C90001"))
    }

    private func write(_ user: User?, key: DirectoryKey, _ call: ProfileCall) async throws -> HandlerOutcome {
        if user == nil, raisesIfMissing { return missing }
        if user != nil, raisesIfExists { return exists }
        var changes = try DirectoryChanges(call, existing: user)
        if let problem = changes.passwordProblem { return .refused(problem) }
        changes.passwordHash = try await changes.hashedPassword(with: call.services.passwords)
        let prepared = changes
        guard let user else { return try await create(with: prepared, key: key, call) }
        switch try await call.services.users.update(user.id, of: call.tenant.id, { prepared.apply(to: &$0) }) {
        case .updated(let user): return .values(.object(DirectoryAttributes(user, tenant: call.tenant).values))
        case .alreadyExists: return exists
        // Deleted between looking and writing.
        case .notFound: return missing
        }
    }

    private func create(
        with changes: DirectoryChanges, key: DirectoryKey, _ call: ProfileCall
    ) async throws -> HandlerOutcome {
        let environment = call.environment
        var user = User(
            id: User.ID(environment.random.uuid()), tenant: call.tenant.id, identities: [], createdAt: environment.now)
        changes.apply(to: &user)
        if let identity = key.identity, !user.identities.contains(where: { $0.signInType == identity.signInType }) {
            user.identities.append(identity)
        }
        if !user.identities.contains(where: { $0.signInType == DirectoryAttributes.principalName }) {
            let name = "\(user.id.text)@\(call.tenant.name)"
            user.identities.append(DirectoryAttributes.identity(DirectoryAttributes.principalName, name, call.tenant))
        }
        guard case .created = try await call.services.users.create(user) else { return exists }
        var values = DirectoryAttributes(user, tenant: call.tenant).values
        values["newClaimsPrincipalCreated"] = true
        return .values(.object(values))
    }

    private func deleteClaims(of user: User?, _ call: ProfileCall) async throws -> HandlerOutcome {
        guard let user else { return missing }
        let key = call.inputs.first?.partnerName ?? ""
        let names = call.profile.persistedClaims.map { $0.partnerClaimType ?? $0.claimType.text }
            .filter { !$0.equalsFolded(key) }
        _ = try await call.services.users.update(user.id, of: call.tenant.id) { user in
            for name in names { DirectoryAttributes.remove(name, from: &user) }
        }
        return .values([:])
    }

    private func delete(_ user: User?, _ call: ProfileCall) async throws -> HandlerOutcome {
        guard let user else { return missing }
        try await call.services.users.delete(user.id, of: call.tenant.id)
        return .values([:])
    }
}

/// The claim by which a directory profile finds its user.
struct DirectoryKey: Sendable {
    private enum Kind { case objectID, identity(signInType: String?, issuer: String?), attribute(String) }

    enum Found { case one(User), nobody, several }

    private let kind: Kind
    private let value: String
    /// The identity that a user created under this key has.
    let identity: Identity?

    init?(_ input: ProfileCall.Input, tenant: Tenant) {
        let name = input.partnerName.lowercased()
        switch (name, input.value) {
        case ("objectid", let value): self.init(.objectID, value.text.lowercased(), identity: nil)
        case ("alternativesecurityid", let value):
            guard let known = ClaimValue.Identity(alternativeSecurityID: value.text) else { return nil }
            self.init(federated: known)
        case ("useridentities", .identity(let known)): self.init(federated: known)
        case ("useridentities", .identityCollection(let known)):
            guard let first = known.first else { return nil }
            self.init(federated: first)
        case ("userprincipalname", let value):
            self.init(signInType: DirectoryAttributes.principalName, value: value.text, tenant: tenant)
        case ("signinnames", let value), ("logonidentifier", let value):
            self.init(.identity(signInType: nil, issuer: tenant.name), value.text, identity: nil)
        case (let name, let value) where name.hasPrefix("signinnames."):
            let type = String(input.partnerName.dropFirst("signInNames.".count))
            self.init(signInType: DirectoryAttributes.signInType(type), value: value.text, tenant: tenant)
        case (let name, let value):
            // Any other attribute, as `strongAuthenticationEmailAddress` or `extension_fido_rawId`.
            guard !User.isOwnAttribute(name), name != "password", !value.text.isEmpty else { return nil }
            self.init(.attribute(input.partnerName), value.text, identity: nil)
        }
    }

    private init(_ kind: Kind, _ value: String, identity: Identity?) {
        (self.kind, self.value, self.identity) = (kind, value, identity)
    }

    private init(federated known: ClaimValue.Identity) {
        self.init(
            .identity(signInType: "federated", issuer: known.issuer), known.issuerUserID,
            identity: Identity(signInType: "federated", issuer: known.issuer, issuerAssignedID: known.issuerUserID))
    }

    private init(signInType: String, value: String, tenant: Tenant) {
        self.init(
            .identity(signInType: signInType, issuer: tenant.name), value,
            identity: DirectoryAttributes.identity(signInType, value, tenant))
    }

    func find(in users: any Users, of tenant: Tenant.ID) async throws -> Found {
        let user: User?
        switch kind {
        case .objectID: user = try await users.user(User.ID(value), of: tenant)
        case .identity(let type, let issuer):
            user = try await users.user(signInType: type, issuer: issuer, id: value, of: tenant)
        case .attribute(let name):
            let found = try await users.users(attribute: name, equals: value, of: tenant)
            guard found.count < 2 else { return .several }
            user = found.first
        }
        return user.map(Found.one) ?? .nobody
    }
}

extension String {
    /// Equal but for case.
    func equalsFolded(_ other: String) -> Bool { lowercased() == other.lowercased() }
}
