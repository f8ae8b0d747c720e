import Base

/// The policies that somebody starts from: the repository's `Policies/`, compiled in by `PackPlugin`.
package struct PolicyPack: Sendable {
    package struct File: Sendable, Equatable {
        /// Relative to the folder of the pack: `Base.xml`, `examples/rest/SignUp.xml`.
        package let path: String
        package let text: String
    }

    /// The tenant that the files name as they stand in the repository.
    package static let tenant = "demo.onmicrosoft.com"
    private static let examples = "examples/"

    package let files: [File]

    /// The pack for a tenant, with its examples or without.
    package init(tenant: TenantName, withExamples: Bool) {
        files = CompiledPack.files.filter { withExamples || !$0.name.hasPrefix(PolicyPack.examples) }.map { file in
            let text = String(
                decoding: UnsafeBufferPointer(start: file.content.utf8Start, count: file.content.utf8CodeUnitCount),
                as: UTF8.self)
            return File(path: file.name, text: text.replacing(PolicyPack.tenant, with: tenant.text))
        }
    }

    /// `contoso.onmicrosoft.com`: what a directory is called until it has a domain of its own.
    package struct TenantName: Sendable, Equatable {
        package let text: String

        private static let ending = ".onmicrosoft.com"

        /// From the whole name or its first part, which has up to 27 letters and digits. Nil where it is no such name.
        package init?(_ given: String) {
            let given = given.lowercased()
            let first = given.hasSuffix(Self.ending) ? given.dropLast(Self.ending.count) : given[...]
            let isName = first.utf8.allSatisfy { (48...57).contains($0) || (97...122).contains($0) }
            guard isName, (1...27).contains(first.utf8.count) else { return nil }
            text = first + Self.ending
        }
    }
}
