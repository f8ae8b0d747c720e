extension BuiltInTexts {
    static let germanDisplayControls: [String: String] = [
        "QrCodeControl.title_text": "Scannen Sie diesen Code",
        "QrCodeControl.instruction_text":
            "Öffnen Sie Ihre Authenticator-App, fügen Sie ein Konto hinzu und richten Sie die Kamera hierher.",
        "QrCodeControl.link_text": "In einer App auf diesem Gerät öffnen",
        "QrCodeControl.error_msg":
            "Wir konnten den Code nicht erstellen. Gehen Sie zurück und beginnen Sie noch einmal.",
        "AuthenticatorInfoControl.title_text": "Der Code lässt sich nicht scannen?",
        "AuthenticatorInfoControl.info_msg":
            "Geben Sie dies in Ihre Authenticator-App ein. Behalten Sie den Schlüssel für sich.",
        "AuthenticatorInfoControl.account_name": "Konto",
        "AuthenticatorInfoControl.display_prefix": "Schlüssel",
        "AuthenticatorAppIconControl.title_text": "Authenticator-App holen",
        "AuthenticatorAppIconControl.info_msg":
            "Jede App für Einmalcodes eignet sich. Wenn Sie noch keine haben, nehmen Sie diese:",
        "AuthenticatorAppIconControl.link_text_ios": "Microsoft Authenticator für das iPhone",
        "AuthenticatorAppIconControl.link_text_android": "Microsoft Authenticator für Android",
        "CaptchaControl.DisplayName": "Zeigen Sie, dass Sie ein Mensch sind",
        "CaptchaControl.captchatype_visual_title": "Ein Bild mit Buchstaben und Ziffern",
        "CaptchaControl.captchatype_visual_help": "Geben Sie die Buchstaben und Ziffern ein, die Sie sehen",
        "CaptchaControl.captchatype_audio_help": "Ihre Antwort",
        "CaptchaControl.newCaptcha_arialabel": "Eine andere Aufgabe zeigen",
        "CaptchaControl.switch_to_question": "Stattdessen eine Frage beantworten",
        "CaptchaControl.switch_to_image": "Stattdessen ein Bild zeigen",
        "CaptchaControl.charsnotmatched_error": "Das war nicht die Antwort. Hier ist eine neue Aufgabe.",
        "CaptchaControl.api_error": "Wir konnten keine Aufgabe für Sie erstellen. Lassen Sie sich eine andere zeigen.",
        "CaptchaControl.captcha_resolved": "Danke. Sie können weitermachen.",
        "CaptchaControl.question": "Geben Sie Wort {0} und Wort {1} dieser Reihe ein: {2}",
        "CaptchaControl.words_in_line": "{0}, {1}",
        "CaptchaControl.words": germanWords,
    ]

    /// Everyday words that sound unlike each other.
    private static let germanWords = """
        Apfel, Brücke, Kerze, Delfin, Fenster, Garten, Hafen, Insel, Jacke, Kessel, Laterne, Spiegel, Nadel, \
        Orange, Bleistift, Viertel, Wolke, Silber, Tisch, Schirm, Dorf, Wald, Gelb, Motor
        """
}
