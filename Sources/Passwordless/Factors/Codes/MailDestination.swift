import Base
import Directory

/// Where a factor writes to: a mail address, and whose it is.
struct MailDestination: Sendable {
    let address: MailAddress
    let authenticator: Authenticator.ID?
    /// Nothing is sent there: nobody has it, and nobody may see that.
    let isDecoy: Bool

    private init(_ address: MailAddress, of authenticator: Authenticator.ID? = nil, isDecoy: Bool = false) {
        self.address = address
        self.authenticator = authenticator
        self.isDecoy = isDecoy
    }

    /// Of a question by `method`: what was typed where nobody is known, else the person's own.
    init(_ method: VerificationMethod, _ call: FactorCall, key: Secret<Bytes>) throws {
        if call.user == nil, let typed = call.parameters["email"]?.string {
            self.init(try Self.read(typed))
        } else if let own = try call.chosen(), let text = own.content.exposed["email"]?.string,
            let address = MailAddress(text)
        {
            self.init(address, of: own.id)
        } else {
            guard let identifier = call.claimedIdentifier else { throw FactorRefusal(.notEnrolled, "no \(method)") }
            self.init(DecoyAddress(key: key).mail(for: identifier, in: call.realm.tenant), isDecoy: true)
        }
    }

    /// Of an enrolment: `{"email": "…"}`, else the person's own.
    init(enrolling call: FactorCall) throws {
        guard let typed = call.parameters["email"]?.string ?? call.user?.mailAddress else {
            throw FactorRefusal(.badAddress, "no address")
        }
        self.init(try Self.read(typed))
    }

    static func read(_ typed: String) throws(FactorRefusal) -> MailAddress {
        guard let address = MailAddress(typed) else { throw FactorRefusal(.badAddress, "not a mail address") }
        return address
    }
}
