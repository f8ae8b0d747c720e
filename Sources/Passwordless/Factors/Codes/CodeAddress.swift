import Base
import Cryptography
import Directory

/// Where a code goes, as a factor that sends codes sees it.
enum CodeAddress: Sendable, Hashable {
    case mail(MailAddress)
    case phone(TelephoneNumber)

    var text: String {
        switch self {
        case .mail(let address): address.text
        case .phone(let number): number.e164
        }
    }

    var masked: String {
        switch self {
        case .mail(let address): address.masked
        case .phone(let number): number.masked
        }
    }

    var channel: CodeMessage.Channel {
        switch self {
        case .mail: .mail
        case .phone: .text
        }
    }

    var proven: ProvenAddress {
        switch self {
        case .mail(let address): .mail(address.text)
        case .phone(let number): .phone(number.e164)
        }
    }
}

/// Addresses of people who do not exist, always the same for one name: what the mask shows of them could be anybody's.
struct DecoyAddress: Sendable {
    let key: Secret<Bytes>

    /// What was typed, where that is an address.
    func mail(for identifier: String, in tenant: Tenant.ID) -> MailAddress {
        if let typed = MailAddress(identifier) { return typed }
        let seed = bytes(identifier, tenant)
        let letter = Character(UnicodeScalar(97 + seed[0] % 26))
        let domains = ["gmail.com", "outlook.com", "yahoo.com", "icloud.com", "gmx.net", "hotmail.com"]
        // One for each name: messages are counted by address, and two people who are not there do not share one.
        let name = "\(letter)\(Hex.encode(seed.suffix(12)))"
        guard let made = MailAddress("\(name)@\(domains[Int(seed[1]) % domains.count])") else {
            preconditionFailure("letters at a domain are an address")
        }
        return made
    }

    func phone(
        for identifier: String, in tenant: Tenant.ID, _ numbers: any TelephoneNumbers
    ) -> TelephoneNumber {
        if let typed = numbers.number(identifier) { return typed }
        let seed = bytes(identifier, tenant)
        let digits = seed.prefix(10).map { String($0 % 10) }.joined()
        return TelephoneNumber(e164: "+\(["1", "44", "49", "33"][Int(seed[20]) % 4])7\(digits)", region: nil)
    }

    private func bytes(_ identifier: String, _ tenant: Tenant.ID) -> Bytes {
        HMAC.sha256(Bytes(utf8: "address\n\(tenant.text)\n\(identifier.lowercased())"), key: key.exposed)
    }
}
