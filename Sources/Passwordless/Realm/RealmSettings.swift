import Base
import HTTP

/// What a realm's operator decides. Read once per version of the realm; whatever is not said has the default here.
package struct RealmSettings: Sendable, Equatable {
    /// Nil: nothing but what is said here.
    package var profile: RealmProfile?
    /// Offered, in this order where nothing else decides.
    package var methods: [VerificationMethod]
    package var webAuthn: WebAuthnSettings
    package var messages: MessageSettings
    package var sessions: SessionSettings
    package var signUp: SignUpSettings
    /// By code. An action that is not here is decided as `signIn` is without rules: a challenge.
    package var actions: [ActionConfiguration]
    /// For conditions: `{"lists": {"partners": ["…"]}}`.
    package var valueLists: JSON.Object
    package var apiKeys: [APIKey]
    package var webhooks: [WebhookSettings]
    package var theme: ThemeSettings
    /// Whose pages may call the client interface: `https://shop.example`.
    package var origins: [String]
    /// The `acr` classes that every sign-in must reach, all of them; empty: any will do.
    package var requiredClasses: [String]
    /// Path of a file on the server, as Have I Been Pwned offers it; nil: only common passwords are refused.
    package var breachedPasswords: String?

    package init() {
        profile = nil
        methods = [.passkey, .securityKey, .authenticatorApp, .emailCode, .magicLink, .textMessageCode, .recoveryCode]
        webAuthn = WebAuthnSettings()
        messages = MessageSettings()
        sessions = SessionSettings()
        signUp = SignUpSettings()
        actions = []
        valueLists = JSON.Object()
        apiKeys = []
        webhooks = []
        theme = ThemeSettings()
        origins = []
        requiredClasses = []
        breachedPasswords = nil
    }

    /// Whether a password alone never signs anybody in.
    var demandsMoreThanPassword: Bool { requiredClasses.contains { $0 != Assurance.contextClasses[0] } }

    /// How an action is decided.
    package func action(_ code: String) -> ActionConfiguration {
        actions.first { $0.code == code } ?? ActionConfiguration(code: code)
    }
}

// As a file and the interfaces have it: `{"methods": ["PASSKEY"], "webAuthn": {…}}`. A section reads its own member.
extension RealmSettings {
    private static let names: Set<String> = [
        "methods", "webAuthn", "messages", "sessions", "signUp", "actions", "valueLists", "apiKeys", "webhooks",
        "theme", "origins", "requiredClasses", "breachedPasswords", "profile",
    ]

    package init(_ json: JSON) throws(ObjectReader.Fault) {
        let reader = try ObjectReader(json)
        try reader.allow(Self.names)
        self.init()
        profile = try reader.choice("profile")
        profile?.apply(to: &self)
        if let methods = try reader.methods("methods") { self.methods = methods }
        if let child = try reader.child("webAuthn") { webAuthn = try WebAuthnSettings(child) }
        if let child = try reader.child("messages") { messages = try MessageSettings(child) }
        if let child = try reader.child("sessions") { sessions = try SessionSettings(child, over: sessions) }
        if let child = try reader.child("signUp") { signUp = try SignUpSettings(child) }
        for child in try reader.children("actions") ?? [] { actions.append(try ActionConfiguration(child)) }
        if let lists = reader["valueLists"] {
            guard let lists = lists.object, lists.members.allSatisfy({ $0.value.array != nil }) else {
                throw reader.fault("valueLists", "must be an object of lists")
            }
            valueLists = lists
        }
        for child in try reader.children("apiKeys", maximum: 20) ?? [] { apiKeys.append(try APIKey(child)) }
        for child in try reader.children("webhooks", maximum: 20) ?? [] { webhooks.append(try WebhookSettings(child)) }
        if let child = try reader.child("theme") { theme = try ThemeSettings(child) }
        origins = try reader.origins("origins") ?? []
        requiredClasses = try reader.texts("requiredClasses", maximum: 5) ?? requiredClasses
        guard requiredClasses.allSatisfy(Assurance.contextClasses.contains) else {
            throw reader.fault("requiredClasses", "may have \(Assurance.contextClasses.joined(separator: ", "))")
        }
        breachedPasswords = try reader.text("breachedPasswords", maximum: 1024)
        try profile?.check(self, reader)
        guard Set(actions.map(\.code)).count == actions.count else {
            throw reader.fault("actions", "has one code twice")
        }
    }

    package var json: JSON {
        var object: JSON.Object = [
            "methods": .array(methods.map { .string($0.rawValue) }), "webAuthn": webAuthn.json,
            "messages": messages.json, "sessions": sessions.json, "signUp": signUp.json,
            "actions": .array(actions.map(\.json)),
            "valueLists": .object(valueLists), "apiKeys": .array(apiKeys.map(\.json)),
            "webhooks": .array(webhooks.map(\.json)), "theme": theme.json,
            "origins": JSON(origins),
        ]
        if !requiredClasses.isEmpty { object["requiredClasses"] = JSON(requiredClasses) }
        object["profile"] = profile.map { .string($0.rawValue) }
        object["breachedPasswords"] = breachedPasswords.map { .string($0) }
        return .object(object)
    }
}

extension ObjectReader {
    /// Scheme and host, as browsers write them in `Origin`.
    fileprivate func origins(_ name: String) throws(Fault) -> [String]? {
        guard let texts = try texts(name, maximum: 100) else { return nil }
        guard texts.allSatisfy({ URL($0)?.origin == $0 }) else {
            throw fault(name, "must be a list of origins: https://shop.example")
        }
        return texts
    }

    package func methods(_ name: String) throws(Fault) -> [VerificationMethod]? {
        guard let texts = try texts(name, maximum: 40) else { return nil }
        let methods = texts.compactMap(VerificationMethod.init(rawValue:))
        guard methods.count == texts.count, Set(methods).count == methods.count else {
            throw fault(name, "must be a list of verification methods, each once")
        }
        return methods
    }
}
