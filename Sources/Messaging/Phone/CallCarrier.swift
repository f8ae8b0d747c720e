import HTTP

/// Calls, and says the message.
package struct CallCarrier: Carrier {
    private let service: TelephonyService
    private let fetch: any Fetch

    package init(service: TelephonyService, fetch: any Fetch) {
        self.service = service
        self.fetch = fetch
    }

    package func send(_ message: Message) async throws(DeliveryError) {
        let script = CallScript(message.text, language: message.language)
        try await service.create(in: "Calls", for: message.to, ("Twiml", script.xml), over: fetch)
    }
}

/// What the person hears: the text, its numbers digit by digit, and all of it a second time, because nobody has a
/// pen at hand the first time.
package struct CallScript: Sendable, Equatable {
    package let xml: String

    package init(_ text: String, language: String) {
        let say = "<Say language=\"\(escape(language))\">\(escape(CallScript.spellingDigits(of: text)))</Say>"
        xml = "<Response><Pause length=\"1\"/>\(say)<Pause length=\"1\"/>\(say)</Response>"
    }

    /// A full stop makes a speaker pause longest: `482` becomes `4. 8. 2`. One or two digits are a quantity and
    /// stay as they are.
    private static func spellingDigits(of text: String) -> String {
        var output = ""
        var digits = ""
        for character in text {
            if ("0"..."9").contains(character) {
                digits.append(character)
            } else {
                output += spelled(digits) + String(character)
                digits = ""
            }
        }
        return output + spelled(digits)
    }

    private static func spelled(_ digits: String) -> String {
        digits.count < 3 ? digits : digits.map(String.init).joined(separator: ". ")
    }
}
