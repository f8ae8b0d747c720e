/// The words around a verification code, in one language. `{tenant}`, `{code}` and `{minutes}` stand for the values.
package struct VerificationTexts: Sendable, Equatable {
    package var subject: String
    package var heading: String
    package var instruction: String
    package var lifetime: String
    package var notYou: String
    /// In a text message, before the line for autofill.
    package var text: String
    /// What a call says.
    package var call: String

    /// The texts for the closest language that we have: that of `de-AT`, else of `de`, else English.
    package static func closest(to language: String) -> (language: String, texts: VerificationTexts) {
        var tag = language.lowercased()[...]
        while !tag.isEmpty {
            if let texts = byLanguage[String(tag)] { return (String(tag), texts) }
            tag = tag.lastIndex(of: "-").map { tag[..<$0] } ?? ""
        }
        return ("en", english)
    }

    /// One line for each language (BCP 47, lower case).
    static let byLanguage: [String: VerificationTexts] = [
        "en": english, "de": german, "fr": french, "es": spanish, "pt": portuguese, "ja": japanese, "ar": arabic,
    ]

    package static let english = VerificationTexts(
        subject: "{code} is your code for {tenant}",
        heading: "Your code for {tenant}",
        instruction: "Type this code on the page that asked for it:",
        lifetime: "It works once, for the next {minutes} minutes.",
        notYou: "You did not ask for a code? Then nothing has happened, and you can delete this message. "
            + "Never tell the code to anyone, not even to us.",
        text: "{code} is your code for {tenant}. It works for {minutes} minutes. Do not share it.",
        call: "Hello. This is {tenant}. Your code is {code}.")
}
