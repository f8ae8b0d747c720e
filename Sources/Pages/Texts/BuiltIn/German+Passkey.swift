extension BuiltInTexts {
    /// Pages that make a passkey or ask for one.
    static let germanPasskey: [String: String] = [
        "heading_register": "Passkey erstellen",
        "intro_register":
            "Beim nächsten Mal genügt zum Anmelden Ihr Fingerabdruck, Ihr Gesicht oder die Displaysperre.",
        "heading_offer": "Nächstes Mal schneller anmelden",
        "intro_offer":
            "Mit einem Passkey genügt Ihr Fingerabdruck, Ihr Gesicht oder die Displaysperre. Es gibt nichts "
            + "zu merken und nichts, was man aus Versehen verraten könnte.",
        "heading_authenticate": "Passkey benutzen",
        "intro_authenticate": "Ihr Gerät fragt nach Fingerabdruck, Gesicht oder Displaysperre.",
        "button_register": "Passkey erstellen",
        "button_authenticate": "Passkey benutzen",
        "button_again": "Noch einmal versuchen",
        "button_skip": "Jetzt nicht",
        "button_cancel": "Abbrechen",
        "waiting": "Wir warten auf Ihr Gerät…",
        "noscript": "Passkeys brauchen JavaScript, und das ist in diesem Browser aus. Nehmen Sie einen anderen Weg.",
        "unknown_error": "Das hat nicht geklappt. Prüfen Sie die Verbindung und versuchen Sie es noch einmal.",
    ]

    /// What passkeys and decisions are refused with.
    static let germanFactorErrors: [String: String] = [
        "UserMessageIfPasskeyInvalid":
            "Dieser Passkey wurde nicht angenommen. Versuchen Sie es noch einmal, oder nehmen Sie einen "
            + "anderen Weg.",
        "UserMessageIfPasskeyUnknown":
            "Dieser Passkey gehört hier zu keinem Konto. Nehmen Sie einen anderen oder einen anderen Weg.",
        "UserMessageIfPasskeyExpired": "Das hat zu lange gedauert. Versuchen Sie es noch einmal.",
        "UserMessageIfPasskeyCancelled":
            "Es wurde kein Passkey benutzt. Versuchen Sie es, wenn Sie bereit sind, oder nehmen Sie einen "
            + "anderen Weg.",
        "UserMessageIfPasskeyUnsupported":
            "Dieser Browser kann hier keine Passkeys benutzen. Nehmen Sie einen anderen Weg.",
        "UserMessageIfPasskeyTooManyTries":
            "Das waren zu viele Versuche. Beginnen Sie später noch einmal, oder nehmen Sie einen anderen "
            + "Weg.",
        "UserMessageIfPasskeyNotAccepted":
            "Dieser Passkey wird hier nicht angenommen. Nehmen Sie einen anderen oder einen anderen Weg.",
        "UserMessageIfPasskeyExists": "Auf diesem Gerät haben Sie schon einen Passkey.",
        "UserMessageIfPasskeyNeedsProof":
            "Benutzen Sie einen Passkey, den Sie haben, bevor Sie einen weiteren hinzufügen.",
        "UserMessageIfPasskeyCloned":
            "Dieser Passkey wurde vielleicht kopiert und darum nicht angenommen. Nehmen Sie einen anderen "
            + "Weg, und sagen Sie es dem Betreiber des Dienstes.",
        "UserMessageIfBlocked":
            "Von hier aus können Sie sich jetzt nicht anmelden. Fragen Sie den Betreiber des Dienstes.",
    ]
}
