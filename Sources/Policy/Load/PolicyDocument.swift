/// One policy file: read, its placeholders replaced, its shape checked.
struct PolicyDocument: Sendable {
    let root: XMLElement
    let id: Name
    /// `BasePolicy/PolicyId`.
    let base: Name?
    /// From `--base`: used where the folder refers to it, and otherwise none of our business.
    let isBorrowed: Bool

    var tenant: String? { root["TenantId"]?.trimmingBlanks() }
    var isRelyingParty: Bool { root.child("RelyingParty") != nil }
    var baseElement: XMLElement? { root.child("BasePolicy") }

    /// Nil when the file is not a policy or cannot be read as one.
    init?(
        _ file: PolicySet.File, settings: Settings, isBorrowed: Bool, _ diagnostics: inout Diagnostics
    ) {
        guard var root = XMLDocument.read(file.bytes, file: file.name, &diagnostics) else { return nil }
        guard root.name == "TrustFrameworkPolicy" else {
            diagnostics.add(.notAPolicy, at: root.location, "the root element is <\(root.name)>")
            return nil
        }
        settings.apply(to: &root, &diagnostics)
        SchemaCheck.check(root, &diagnostics)
        guard let id = root.identifier("PolicyId") else { return nil }
        self.root = root
        self.id = id
        base = root.child("BasePolicy")?.value("PolicyId").map { Name($0) }
        self.isBorrowed = isBorrowed
    }

    /// The `PolicyId` that a file seems to have which cannot be read: whoever inherits from it need not hear that it
    /// is missing.
    static func guessID(_ file: PolicySet.File) -> Name? {
        let text = String(decoding: file.bytes.prefix(4096), as: UTF8.self)
        guard let attribute = text.firstRange(of: "PolicyId=") else { return nil }
        let value = text[attribute.upperBound...].dropFirst().prefix { $0 != "\"" && $0 != "'" }
        return value.isEmpty ? nil : Name(String(value))
    }
}
