extension BuiltInTexts {
    /// By `UserInterfaceControlType` and B2C's id; ids that B2C does not have are ours.
    static let englishDisplayControls: [String: String] = [
        "QrCodeControl.title_text": "Scan this code",
        "QrCodeControl.instruction_text": "Open your authenticator app, add an account and point the camera here.",
        "QrCodeControl.link_text": "Open in an app on this device",
        "QrCodeControl.error_msg": "We could not make the code. Go back and start again.",
        "AuthenticatorInfoControl.title_text": "Cannot scan the code?",
        "AuthenticatorInfoControl.info_msg": "Type these into your authenticator app. The key is for you alone.",
        "AuthenticatorInfoControl.account_name": "Account",
        "AuthenticatorInfoControl.display_prefix": "Key",
        "AuthenticatorAppIconControl.title_text": "Get an authenticator app",
        "AuthenticatorAppIconControl.info_msg":
            "Any app for one-time codes will do. If you have none yet, get this one:",
        "AuthenticatorAppIconControl.link_text_ios": "Microsoft Authenticator for iPhone",
        "AuthenticatorAppIconControl.link_text_android": "Microsoft Authenticator for Android",
        "CaptchaControl.DisplayName": "Show that you are a person",
        "CaptchaControl.captchatype_visual_title": "A picture of letters and digits",
        "CaptchaControl.captchatype_visual_help": "Type the letters and digits that you see",
        "CaptchaControl.captchatype_audio_help": "Your answer",
        "CaptchaControl.newCaptcha_arialabel": "Show another",
        "CaptchaControl.switch_to_question": "Answer a question instead",
        "CaptchaControl.switch_to_image": "Show a picture instead",
        "CaptchaControl.charsnotmatched_error": "That is not what was asked for. Here is another one.",
        "CaptchaControl.api_error": "We could not make a task for you. Show another one.",
        "CaptchaControl.captcha_resolved": "Thank you. You can go on.",
        "CaptchaControl.question": "Type word {0} and word {1} of these: {2}",
        "CaptchaControl.words_in_line": "{0}, {1}",
        "CaptchaControl.words": englishWords,
    ]

    /// Everyday words that sound unlike each other.
    private static let englishWords = """
        apple, bridge, candle, dolphin, engine, forest, garden, harbour, island, jacket, kettle, lantern, mirror, \
        needle, orange, pencil, quarter, river, silver, table, umbrella, village, window, yellow
        """
}
