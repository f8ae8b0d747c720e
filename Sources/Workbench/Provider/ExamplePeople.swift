import Base
import Policy

/// People to sign in as, with the claims that a technical profile reads.
struct ExamplePeople: Sendable {
    private struct Person {
        let given: String
        let family: String

        var id: String { "stub-\(given.lowercased())" }
        var mail: String { "\(given.lowercased())@example.com" }
    }

    private static let people = [
        Person(given: "Ada", family: "Lovelace"), Person(given: "Grace", family: "Hopper"),
        Person(given: "Alan", family: "Turing"),
    ]

    /// Each with a name, in the words of the provider that `profile` reads.
    static func make(for profile: TechnicalProfile?) -> [(name: String, claims: JSON.Object)] {
        people.map { person in ("\(person.given) \(person.family)", claims(of: person, profile)) }
    }

    private static func claims(of person: Person, _ profile: TechnicalProfile?) -> JSON.Object {
        var claims: JSON.Object = ["sub": .string(person.id)]
        for output in profile?.outputClaims ?? [] where !output.alwaysUseDefaultValue {
            let name = output.partnerClaimType ?? output.claimType.text
            guard let value = value(of: name, person), !name.hasPrefix("{") else { continue }
            set(value, at: name.split { $0 == "." || $0 == "[" || $0 == "]" }.map(String.init), in: &claims)
        }
        return claims
    }

    /// By what the name says it is. What is not known is left out: no provider sends everything.
    private static func value(of name: String, _ person: Person) -> String? {
        let last = name.split(separator: ".").last.map(String.init) ?? name
        let word = last.lowercased().filter { $0 != "_" && $0 != "-" }
        switch word {
        case "sub", "id", "oid", "userid", "objectid", "uid", "upnid": return person.id
        case "givenname", "firstname", "localizedfirstname": return person.given
        case "familyname", "lastname", "surname", "localizedlastname": return person.family
        case "name", "displayname", "fullname": return "\(person.given) \(person.family)"
        case "login", "username", "preferredusername", "screenname", "nickname": return person.given.lowercased()
        case "upn", "emailaddress": return person.mail
        case let word where word.contains("mail"): return person.mail
        default: return nil
        }
    }

    private static func set(_ value: String, at path: [String], in claims: inout JSON.Object) {
        guard let first = path.first, path.allSatisfy({ Int($0) == nil }), first != "$" else { return }
        if path.count == 1 {
            claims[first] = .string(value)
        } else {
            var inner = claims[first]?.object ?? JSON.Object()
            set(value, at: Array(path.dropFirst()), in: &inner)
            claims[first] = .object(inner)
        }
    }
}
