import Base
import Directory
import HTTP

/// `/v1/management/…`: a realm's configuration in Authsignal's shapes (A.1.5), for its Terraform provider and scripts.
struct ManagementEndpoints: Sendable {
    let parts: RealmAPI.Parts

    private var editor: RealmEditor { RealmEditor(realms: parts.realms) }

    func routes(_ route: GuardedRoutes) -> [Route] {
        let base = "/v1/management"
        return route(.get, "\(base)/tenant", tenant)
            + route(.get, "\(base)/action-configurations", { .json(.array($0.realm.settings.actions.map(\.shape))) })
            + route(.post, "\(base)/action-configurations", createAction)
            + route(.get, "\(base)/action-configurations/{code}", { .json(try action($0).shape) })
            + route(.patch, "\(base)/action-configurations/{code}", patchAction)
            + route(.delete, "\(base)/action-configurations/{code}", deleteAction)
            + route(.get, "\(base)/action-configurations/{code}/rules", { .json(.array(try rules($0))) })
            + route(.post, "\(base)/action-configurations/{code}/rules", createRule)
            + route(.get, "\(base)/action-configurations/{code}/rules/{rule}", getRule)
            + route(.patch, "\(base)/action-configurations/{code}/rules/{rule}", patchRule)
            + route(.delete, "\(base)/action-configurations/{code}/rules/{rule}", deleteRule)
            + route(.get, "\(base)/value-lists", lists) + route(.post, "\(base)/value-lists", createList)
            + route(.get, "\(base)/value-lists/{alias}", getList)
            + route(.patch, "\(base)/value-lists/{alias}", patchList)
            + route(.delete, "\(base)/value-lists/{alias}", deleteList)
            + route(.get, "\(base)/theme", { .json($0.realm.settings.theme.shape) })
            + route(.patch, "\(base)/theme", patchTheme)
            + route(.get, "\(base)/settings", { .json($0.realm.settings.withoutSecrets) })
            + route(.put, "\(base)/settings", maximumBodySize: 1 << 20, putSettings)
    }

    private func tenant(_ call: APICall) async throws -> Response {
        .json([
            "tenantId": .string(call.realm.tenant.text), "name": .string(call.realm.realm.displayName),
            "realm": .string(call.realm.realm.id.text), "hosts": JSON(call.realm.realm.hosts),
        ])
    }

    // MARK: - Actions

    private func createAction(_ call: APICall) async throws -> Response {
        let body = try call.body()
        let made = try ActionConfiguration(shape: body, over: nil)
        try await editor.change(call.realm) { settings in
            guard !settings.actions.contains(where: { $0.code == made.code }) else { throw Self.conflict }
            settings.actions.append(made)
        }
        return .json(made.shape, status: 201)
    }

    private func patchAction(_ call: APICall) async throws -> Response {
        let body = try call.body()
        return .json(try await changed(call) { try ActionConfiguration(shape: body, over: $0) }.shape)
    }

    private func deleteAction(_ call: APICall) async throws -> Response {
        let code = try action(call).code
        try await editor.change(call.realm) { $0.actions.removeAll { $0.code == code } }
        return Self.deleted
    }

    private func action(_ call: APICall) throws(APIError) -> ActionConfiguration {
        guard let found = call.realm.settings.actions.first(where: { $0.code == call["code"] }) else {
            throw .notFound("action configuration")
        }
        return found
    }

    @discardableResult
    private func changed(
        _ call: APICall, _ body: @Sendable (ActionConfiguration) throws -> ActionConfiguration
    ) async throws -> ActionConfiguration {
        let code = call["code"]
        return try await editor.change(call.realm) { settings in
            guard let index = settings.actions.firstIndex(where: { $0.code == code }) else {
                throw APIError.notFound("action configuration")
            }
            settings.actions[index] = try body(settings.actions[index])
            return settings.actions[index]
        }
    }

    // MARK: - Rules

    private func rules(_ call: APICall) throws -> [JSON] {
        let action = try action(call)
        return action.rules.map { $0.shape(of: action.code) }
    }

    private func createRule(_ call: APICall) async throws -> Response {
        let (body, id) = (try call.body(), parts.random.uuid())
        let made = try Rule(shape: body, over: nil, id: id)
        let action = try await changed(call) { action in
            var action = action
            guard action.rules.count < 200 else { throw APIError.invalid("An action has at most 200 rules.") }
            action.rules.append(made)
            return action
        }
        return .json(made.shape(of: action.code), status: 201)
    }

    private func getRule(_ call: APICall) async throws -> Response {
        let action = try action(call)
        guard let rule = action.rules.first(where: { $0.id == call["rule"] }) else { throw APIError.notFound("rule") }
        return .json(rule.shape(of: action.code))
    }

    private func patchRule(_ call: APICall) async throws -> Response {
        let (body, id) = (try call.body(), call["rule"])
        let action = try await changed(call) { action in
            var action = action
            guard let index = action.rules.firstIndex(where: { $0.id == id }) else { throw APIError.notFound("rule") }
            action.rules[index] = try Rule(shape: body, over: action.rules[index], id: id)
            return action
        }
        guard let rule = action.rules.first(where: { $0.id == id }) else { throw APIError.notFound("rule") }
        return .json(rule.shape(of: action.code))
    }

    private func deleteRule(_ call: APICall) async throws -> Response {
        let id = call["rule"]
        try await changed(call) { action in
            var action = action
            guard action.rules.contains(where: { $0.id == id }) else { throw APIError.notFound("rule") }
            action.rules.removeAll { $0.id == id }
            return action
        }
        return Self.deleted
    }

    // MARK: - Value lists

    private func lists(_ call: APICall) async throws -> Response {
        .json(.array(call.realm.settings.valueLists.members.map { Self.shape($0.name, $0.value) }))
    }

    private func createList(_ call: APICall) async throws -> Response {
        let body = try call.body()
        let name = try body.text("alias", maximum: 64) ?? body.required("name")
        guard ActionConfiguration.isCode(name) else {
            throw body.fault("alias", "must be at most 64 letters, digits, '-', '_' and '.'")
        }
        let items = try Self.items(body) ?? []
        try await editor.change(call.realm) { settings in
            guard settings.valueLists[name] == nil else { throw Self.conflict }
            settings.valueLists[name] = .array(items)
        }
        return .json(Self.shape(name, .array(items)), status: 201)
    }

    private func getList(_ call: APICall) async throws -> Response {
        guard let items = call.realm.settings.valueLists[call["alias"]] else { throw APIError.notFound("value list") }
        return .json(Self.shape(call["alias"], items))
    }

    private func patchList(_ call: APICall) async throws -> Response {
        let (name, items) = (call["alias"], try Self.items(try call.body()))
        let kept = try await editor.change(call.realm) { settings -> JSON in
            guard let before = settings.valueLists[name] else { throw APIError.notFound("value list") }
            let after = items.map { JSON.array($0) } ?? before
            settings.valueLists[name] = after
            return after
        }
        return .json(Self.shape(name, kept))
    }

    private func deleteList(_ call: APICall) async throws -> Response {
        let name = call["alias"]
        try await editor.change(call.realm) { settings in
            guard settings.valueLists[name] != nil else { throw APIError.notFound("value list") }
            settings.valueLists[name] = nil
        }
        return Self.deleted
    }

    private static func items(_ body: ObjectReader) throws -> [JSON]? {
        guard let value = body["valueListItems"] else { return nil }
        guard let items = value.array, items.count <= 10_000,
            items.allSatisfy({ $0.string != nil || $0.integer != nil || $0.isNumber })
        else { throw body.fault("valueListItems", "must be a list of at most 10,000 texts or numbers") }
        return items
    }

    private static func shape(_ name: String, _ items: JSON) -> JSON {
        [
            "name": .string(name), "alias": .string(name),
            "itemType": items.array?.first.map { $0.string == nil } == true ? "number" : "string",
            "valueListItems": items, "isActive": true,
        ]
    }

    // MARK: - The rest

    private func patchTheme(_ call: APICall) async throws -> Response {
        let body = try call.body()
        let theme = try await editor.change(call.realm) { settings -> ThemeSettings in
            var json = settings.theme.json.object ?? JSON.Object()
            for member in body.object.members { json[member.name] = member.value == .null ? nil : member.value }
            settings.theme = try ThemeSettings(try ObjectReader(.object(json), "theme"))
            return settings.theme
        }
        return .json(theme.shape)
    }

    /// All but the keys, which have commands of their own: a copy of the settings is no copy of its secrets' hashes.
    private func putSettings(_ call: APICall) async throws -> Response {
        let body = try call.body()
        let settings = try await editor.change(call.realm) { settings -> RealmSettings in
            var json = body.object
            json["apiKeys"] = settings.json["apiKeys"]
            // A path of the server is its operator's to name.
            json["breachedPasswords"] = settings.json["breachedPasswords"]
            settings = try RealmSettings(.object(json))
            return settings
        }
        return .json(settings.withoutSecrets)
    }

    private static let deleted = Response.json(["status": 200])
    private static let conflict = APIError(409, "already_exists", "There is one of this name.")
}

extension ThemeSettings {
    fileprivate var shape: JSON {
        var object = json.object ?? JSON.Object()
        object["warnings"] = JSON(warnings)
        return .object(object)
    }
}

extension RealmSettings {
    var withoutSecrets: JSON {
        var json = json.object ?? JSON.Object()
        json["apiKeys"] = nil
        return .object(json)
    }
}

extension JSON {
    fileprivate var isNumber: Bool {
        switch self {
        case .integer, .number: true
        case .null, .bool, .string, .array, .object: false
        }
    }
}
