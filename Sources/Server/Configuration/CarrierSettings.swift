import Base
import HTTP
import Messaging
import Transport

/// How messages leave the server, from a JSON file (`docs/carriers.md`). A channel that it does not name goes to the
/// mailbox. Secrets are in files of their own, so that this one may be kept with other settings.
struct CarrierSettings: Sendable {
    let mail: Mail?
    let text: TelephonyService?
    let call: TelephonyService?

    struct Mail: Sendable {
        let server: SMTPClient.Configuration
        let sender: MailSender
    }

    struct Fault: Error, CustomStringConvertible {
        let path: String
        let reason: String
        var description: String { "\(path): \(reason)" }
    }

    static let none = CarrierSettings(mail: nil, text: nil, call: nil)

    private init(mail: Mail?, text: TelephonyService?, call: TelephonyService?) {
        (self.mail, self.text, self.call) = (mail, text, call)
    }

    /// Reads the file. `readFile` gives the content of the file that a secret is in.
    init(path: String, readFile: @escaping (String) throws -> Bytes) throws {
        let settings: JSON
        do {
            settings = try JSON(parsing: try readFile(path))
        } catch let error as JSONError {
            throw Fault(path: path, reason: error.description)
        }
        let reader = Reader(path: path, readFile: readFile)
        try reader.allow(["mail", "text", "call"], in: settings, at: "the file")
        mail = try settings["mail"].map { try reader.mail($0) }
        text = try settings["text"].map { try reader.telephony($0, at: "text") }
        call = try settings["call"].map { try reader.telephony($0, at: "call") }
    }
}

private struct Reader {
    let path: String
    let readFile: (String) throws -> Bytes

    func mail(_ json: JSON) throws -> CarrierSettings.Mail {
        try allow(["host", "port", "security", "user", "passwordFile", "from", "name"], in: json, at: "mail")
        let security = try security(json["security"]?.string ?? "starttls")
        let port = json["port"]?.integer ?? (security == .implicit ? 465 : 587)
        guard let number = UInt16(exactly: port) else { throw fault("mail.port is not a port") }
        var server = SMTPClient.Configuration(host: try text("host", json, "mail"), port: number, security: security)
        if let user = json["user"]?.string {
            server.credentials = .init(user: user, password: try secret("passwordFile", json, "mail"))
        }
        guard let address = MailAddress(try text("from", json, "mail")) else {
            throw fault("mail.from is not a mail address")
        }
        return CarrierSettings.Mail(server: server, sender: MailSender(address: address, name: json["name"]?.string))
    }

    func telephony(_ json: JSON, at place: String) throws -> TelephonyService {
        try allow(["url", "account", "tokenFile", "from"], in: json, at: place)
        let url = try text("url", json, place)
        guard let parsed = URL(url), parsed.query == nil, parsed.fragment == nil else {
            throw fault("\(place).url is not an address such as https://api.twilio.com")
        }
        // The operator wrote it, so it may be on the operator's own network.
        return TelephonyService(
            base: url.hasSuffix("/") ? String(url.dropLast()) : url, account: try text("account", json, place),
            token: try secret("tokenFile", json, place), from: try text("from", json, place),
            mayReachPrivateAddresses: true)
    }

    /// A name that nobody reads is a setting that somebody believes in.
    func allow(_ names: Set<String>, in json: JSON, at place: String) throws {
        guard let object = json.object else { throw fault("\(place) must be an object") }
        if let unknown = object.members.first(where: { !names.contains($0.name) }) {
            throw fault("\(place) has no setting \(unknown.name); it knows \(names.sorted().joined(separator: ", "))")
        }
    }

    private func security(_ text: String) throws -> SMTPClient.Security {
        switch text {
        case "none": return .none
        case "starttls": return .startTLS
        case "tls": return .implicit
        default: throw fault("mail.security must be starttls, tls or none")
        }
    }

    private func text(_ name: String, _ json: JSON, _ place: String) throws -> String {
        guard let text = json[name]?.string, !text.isEmpty else { throw fault("\(place).\(name) is missing") }
        return text
    }

    private func secret(_ name: String, _ json: JSON, _ place: String) throws -> Secret<String> {
        let file = try text(name, json, place)
        guard let secret = String(validating: try readFile(file)) else { throw fault("\(file) is not text") }
        return Secret(String(secret.drop(while: \.isNewline).prefix { !$0.isNewline }))
    }

    private func fault(_ reason: String) -> CarrierSettings.Fault { .init(path: path, reason: reason) }
}
