import Base

/// What a sign-in's proofs are worth together, said honestly (design 11, NIST SP 800-63B-4).
package struct Assurance: Sendable, Equatable {
    /// 0: nothing was proven.
    package let level: Int
    package let isPhishingResistant: Bool
    package let isHardware: Bool
    /// RFC 8176.
    package let methods: [String]

    package init(_ proofs: some Sequence<Proof>) {
        let proofs = Array(proofs)
        let qualities = proofs.reduce(into: Set<Proof.Quality>()) { $0.formUnion($1.qualities) }
        let bySingle = proofs.contains { $0.qualities.isSuperset(of: [.possession, .userVerified]) }
        let byTwo = qualities.contains(.possession) && qualities.contains(.knowledge)
        let isTwoFactor = bySingle || byTwo
        // Device binding, hardware and resistance must be one authenticator's (§2.3).
        let isThird = proofs.contains {
            $0.qualities.isSuperset(of: [.possession, .userVerified, .phishingResistant, .deviceBound, .hardware])
        }
        level = proofs.isEmpty ? 0 : isThird ? 3 : isTwoFactor ? 2 : 1
        isPhishingResistant = proofs.contains { $0.qualities.contains(.phishingResistant) }
        isHardware = proofs.contains { $0.qualities.isSuperset(of: [.phishingResistant, .hardware]) }
        methods = Assurance.methods(of: proofs, isTwoFactor: isTwoFactor)
    }

    /// The `acr` of tokens.
    package var contextClass: String { "urn:cardea:aal\(level)" }

    /// Whether a request for this `acr` is met. `phr` and `phrh` are those of the OpenID EAP ACR values; what is not
    /// known is not met.
    package func meets(_ contextClass: String) -> Bool {
        switch contextClass {
        case "phr": isPhishingResistant
        case "phrh": isHardware
        case "urn:cardea:aal1": level >= 1
        case "urn:cardea:aal2": level >= 2
        case "urn:cardea:aal3": level >= 3
        case _: false
        }
    }

    package static let contextClasses = [
        "urn:cardea:aal1", "urn:cardea:aal2", "urn:cardea:aal3", "phr", "phrh",
    ]

    private static func methods(of proofs: [Proof], isTwoFactor: Bool) -> [String] {
        var methods: [String] = []
        func add(_ name: String) { if !methods.contains(name) { methods.append(name) } }
        for proof in proofs {
            if proof.qualities.contains(.phishingResistant) {
                add("pop")
                add(proof.qualities.contains(.hardware) ? "hwk" : "swk")
            } else if proof.qualities.contains(.knowledge) {
                add("pwd")
            } else if proof.qualities.contains(.telephone) {
                add("sms")
            } else {
                add("otp")
            }
            if proof.qualities.contains(.userVerified) { add("user") }
        }
        if isTwoFactor { add("mfa") }
        return methods
    }
}
