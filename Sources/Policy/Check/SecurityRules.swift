/// What a lint may say about a text without knowing what it is for.
enum SecurityRules {
    static func isAddress(_ text: String) -> Bool {
        let text = text.lowercased()
        return text.hasPrefix("https://") || text.hasPrefix("http://")
    }

    /// Sent over the open network. The machine itself is not the network.
    static func isPlain(_ address: String) -> Bool {
        guard address.lowercased().hasPrefix("http://") else { return false }
        let host = address.dropFirst("http://".count).prefix { !"/:?#".contains($0) }.lowercased()
        return !["localhost", "127.0.0.1", "[", "host.docker.internal"].contains(host)
    }

    /// Whether `text` looks like a secret and not like the place where one belongs: long enough, no words, no
    /// placeholder.
    static func looksSecret(_ text: String) -> Bool {
        let text = text.trimmingBlanks()
        guard text.utf8.count >= 12, !text.contains("{"), !text.contains("<"), !text.contains(" ") else { return false }
        let lower = text.lowercased()
        guard
            !["your", "replace", "example", "secret", "xxxx", "todo", "enter", "b2c_1a_"].contains(
                where: lower.contains)
        else { return false }
        return text.contains(where: \.isNumber) && text.contains(where: \.isLetter)
    }

    /// Names under which secrets travel.
    static func namesSecret(_ name: String) -> Bool {
        let name = name.lowercased().filter { $0.isLetter || $0.isNumber }
        return ["clientsecret", "apikey", "secretkey", "accesskey", "functionskey", "sharedkey", "privatekey"]
            .contains { name.hasSuffix($0) }
    }

    /// The name of the query parameter of `address` that carries a secret.
    static func secretParameter(_ address: String) -> String? {
        guard let query = address.split(separator: "?", maxSplits: 1).dropFirst().first else { return nil }
        for pair in query.split(whereSeparator: { $0 == "&" || $0 == ";" }) {
            let parts = pair.split(separator: "=", maxSplits: 1)
            guard parts.count == 2, looksSecret(String(parts[1])) else { continue }
            let name = parts[0].lowercased()
            if ["code", "sig", "key", "token"].contains(name) || namesSecret(name) { return String(parts[0]) }
        }
        return nil
    }
}
