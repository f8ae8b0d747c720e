import Base

/// The values of `{Settings:…}` placeholders, from an `appsettings.json` (b2c-reference §13.7).
///
/// `{"Environments":[{"Name","Production","Tenant","PolicySettings":{…}}]}`: the first environment counts, unless
/// another one is chosen by name.
package struct Settings: Sendable {
    package let environment: String?
    package let tenant: String?
    private var values: [Name: String] = [:]

    /// No file: every placeholder is unknown.
    package static let none = Settings(environment: nil, tenant: nil)

    private init(environment: String?, tenant: String?) {
        self.environment = environment
        self.tenant = tenant
    }

    static func read(_ file: PolicySet.File, environment: String?, _ diagnostics: inout Diagnostics) -> Settings {
        let start = SourceLocation(file: file.name, line: 1, column: 1)
        guard let json = parse(file, &diagnostics) else { return .none }
        guard let environments = json["Environments"]?.array, !environments.isEmpty else {
            diagnostics.add(.badSettings, at: start, "appsettings.json has no Environments")
            return .none
        }
        let chosen = environments.first { candidate in
            environment.map { Name($0) == Name(candidate["Name"]?.string ?? "") } ?? true
        }
        guard let chosen else {
            let names = environments.compactMap { $0["Name"]?.string }.joined(separator: ", ")
            let message = "there is no environment \"\(environment ?? "")\"; there are: \(names)"
            diagnostics.add(.unknownEnvironment, at: start, message)
            return .none
        }
        return Settings(chosen)
    }

    private static func parse(_ file: PolicySet.File, _ diagnostics: inout Diagnostics) -> JSON? {
        let bytes = file.bytes.starts(with: [0xef, 0xbb, 0xbf]) ? Array(file.bytes.dropFirst(3)) : file.bytes
        do {
            return try JSON(parsing: bytes)
        } catch {
            var lines = LineIndex(file: file.name, bytes: bytes)
            let place = lines.location(error.offset)
            diagnostics.add(.badSettings, at: place, "appsettings.json: \(error.reason)")
            return nil
        }
    }

    private init(_ environment: JSON) {
        self.init(environment: environment["Name"]?.string, tenant: environment["Tenant"]?.string)
        if let object = environment["PolicySettings"]?.object { add(object, under: "") }
        values["Tenant"] = values["Tenant"] ?? tenant
        values["Environment"] = values["Environment"] ?? self.environment
    }

    /// Objects inside are named with dots: `{Settings:Release.ReleaseName}`.
    private mutating func add(_ object: JSON.Object, under prefix: String) {
        for member in object.members {
            let name = prefix + member.name
            switch member.value {
            case .string(let text): values[Name(name)] = text
            case .bool(let value): values[Name(name)] = value ? "true" : "false"
            case .integer, .number: values[Name(name)] = member.value.text
            case .object(let inner): add(inner, under: name + ".")
            case .null, .array: break
            }
        }
    }

    // MARK: Replacement

    /// Replaces every placeholder in attributes and texts of `element` and below.
    func apply(to element: inout XMLElement, _ diagnostics: inout Diagnostics) {
        for index in element.attributes.indices where Settings.mayHold(element.attributes[index].value) {
            let value = element.attributes[index].value
            element.attributes[index].value = replaced(value, at: element.location, &diagnostics)
        }
        if Settings.mayHold(element.text) { element.text = replaced(element.text, at: element.location, &diagnostics) }
        for index in element.children.indices { apply(to: &element.children[index], &diagnostics) }
    }

    static func mayHold(_ text: String) -> Bool {
        text.utf8.contains(UInt8(ascii: "{")) && text.lowercased().contains("{settings:")
    }

    private static let opening = "{Settings:"

    /// Each character is looked at once or twice, whatever braces a file is full of.
    private func replaced(_ text: String, at location: SourceLocation, _ diagnostics: inout Diagnostics) -> String {
        var result = ""
        var rest = text[...]
        while let open = rest.firstIndex(of: "{") {
            result += rest[..<open]
            rest = rest[open...]
            guard rest.prefix(Settings.opening.count).lowercased() == Settings.opening.lowercased() else {
                result.append(rest.removeFirst())
                continue
            }
            guard let close = rest.firstIndex(of: "}") else { break }
            let placeholder = rest[...close]
            let name = placeholder.dropFirst(Settings.opening.count).dropLast()
            if let value = values[Name(String(name))] {
                result += value
            } else {
                diagnostics.add(.unknownPlaceholder, at: location, "\(placeholder.prefix(200)) has no value")
                result += placeholder
            }
            rest = rest[close...].dropFirst()
        }
        return result + rest
    }
}
