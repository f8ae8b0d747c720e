import Workbench

/// What `cardea new` was asked for.
package struct NewOptions: Sendable, Equatable {
    package var folder = "."
    package var tenant: PolicyPack.TenantName
    package var withExamples = false

    package static let usage = """
        usage: cardea new [DIR] [--tenant NAME] [--examples]

          DIR            folder for the policies; it is made, or is empty (default: this one)
          --tenant NAME  the tenant that they name: contoso, or contoso.onmicrosoft.com (default: demo)
          --examples     with the examples: REST, federation, display controls

        Writes a small pack of policies to start from, with their journey tests.
        """

    /// Reads the words after `new`.
    package init(_ arguments: some Sequence<String>) throws(UsageError) {
        var words = Array(arguments)[...]
        var (folder, tenant): (String?, String) = (nil, PolicyPack.tenant)
        while let word = words.popFirst() {
            switch word {
            case "--tenant":
                guard let name = words.popFirst() else { throw UsageError("--tenant needs a name") }
                tenant = name
            case "--examples": withExamples = true
            case let word where word.hasPrefix("-"): throw UsageError("\(word) is not an option of cardea new")
            default:
                guard folder == nil else { throw UsageError("cardea new fills one folder, not two: \(word)") }
                folder = word
            }
        }
        guard let name = PolicyPack.TenantName(tenant) else {
            throw UsageError("--tenant takes up to 27 letters and digits, like contoso: \(tenant)")
        }
        self.tenant = name
        self.folder = folder ?? "."
    }
}
