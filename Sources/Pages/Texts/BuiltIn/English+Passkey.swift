extension BuiltInTexts {
    /// Pages that make a passkey or ask for one.
    static let englishPasskey: [String: String] = [
        "heading_register": "Create a passkey",
        "intro_register": "Next time, your fingerprint, face or screen lock is all you need to sign in.",
        "heading_offer": "Sign in faster next time",
        "intro_offer":
            "With a passkey, your fingerprint, face or screen lock is all you need. There is nothing to "
            + "remember, and nothing that could be given away by mistake.",
        "heading_authenticate": "Use your passkey",
        "intro_authenticate": "Your device asks for your fingerprint, face or screen lock.",
        "button_register": "Create a passkey",
        "button_authenticate": "Use a passkey",
        "button_again": "Try again",
        "button_skip": "Not now",
        "button_cancel": "Cancel",
        "waiting": "Waiting for your device…",
        "noscript": "Passkeys need JavaScript, which is off in this browser. Choose another way.",
        "unknown_error": "That did not work. Check your connection and try again.",
    ]

    /// What passkeys and decisions are refused with.
    static let englishFactorErrors: [String: String] = [
        "UserMessageIfPasskeyInvalid": "This passkey was not accepted. Try again, or choose another way.",
        "UserMessageIfPasskeyUnknown":
            "This passkey does not belong to any account here. Choose another one, or another way.",
        "UserMessageIfPasskeyExpired": "That took too long. Try again.",
        "UserMessageIfPasskeyCancelled": "No passkey was used. Try again when you are ready, or choose another way.",
        "UserMessageIfPasskeyUnsupported": "This browser cannot use passkeys here. Choose another way.",
        "UserMessageIfPasskeyTooManyTries": "There were too many tries. Start again later, or choose another way.",
        "UserMessageIfPasskeyNotAccepted": "This passkey is not accepted here. Use another one, or choose another way.",
        "UserMessageIfPasskeyExists": "There is a passkey of yours on this device already.",
        "UserMessageIfPasskeyNeedsProof": "Use a passkey that you have before you add another one.",
        "UserMessageIfPasskeyCloned":
            "This passkey may have been copied, so it was not accepted. Choose another way, and tell whoever "
            + "runs the service.",
        "UserMessageIfBlocked": "You cannot sign in from here now. Ask whoever runs the service.",
    ]
}
