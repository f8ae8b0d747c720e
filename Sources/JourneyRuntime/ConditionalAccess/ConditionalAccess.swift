import Directory

/// The rules by which a tenant asks for more than a password (b2c-reference §11.16), as they are now.
package protocol ConditionalAccess: Sendable {
    func rules(of tenant: Tenant.ID) -> ConditionalAccessRules
    var countries: any CountryLookup { get }
}

/// Says where an address is.
package protocol CountryLookup: Sendable {
    /// ISO 3166-1 alpha-2, upper case; nil where it is not known.
    func country(of address: String) -> String?
}

/// Nothing is known of any address.
package struct NoCountries: CountryLookup {
    package init() {}
    package func country(of address: String) -> String? { nil }
}

/// A tenant without rules: nobody is asked for more.
package struct NoConditionalAccess: ConditionalAccess {
    package let countries: any CountryLookup = NoCountries()

    package init() {}
    package func rules(of tenant: Tenant.ID) -> ConditionalAccessRules { ConditionalAccessRules() }
}
