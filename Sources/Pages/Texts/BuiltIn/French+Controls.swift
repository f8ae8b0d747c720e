extension BuiltInTexts {
    static let frenchDisplayControls: [String: String] = [
        "QrCodeControl.title_text": "Scannez ce code",
        "QrCodeControl.instruction_text":
            "Ouvrez votre application d’authentification, ajoutez un compte et pointez l’appareil photo vers ce code.",
        "QrCodeControl.link_text": "Ouvrir dans une application de cet appareil",
        "QrCodeControl.error_msg": "Nous n’avons pas pu créer le code. Revenez en arrière et recommencez.",
        "AuthenticatorInfoControl.title_text": "Vous ne pouvez pas le scanner ?",
        "AuthenticatorInfoControl.info_msg":
            "Saisissez ceci dans votre application d’authentification. Gardez la clé pour vous.",
        "AuthenticatorInfoControl.account_name": "Compte",
        "AuthenticatorInfoControl.display_prefix": "Clé",
        "AuthenticatorAppIconControl.title_text": "Obtenir une application d’authentification",
        "AuthenticatorAppIconControl.info_msg":
            "Toute application de codes à usage unique convient. Si vous n’en avez pas encore, prenez celle-ci :",
        "AuthenticatorAppIconControl.link_text_ios": "Microsoft Authenticator pour iPhone",
        "AuthenticatorAppIconControl.link_text_android": "Microsoft Authenticator pour Android",
        "CaptchaControl.DisplayName": "Montrez que vous êtes un être humain",
        "CaptchaControl.captchatype_visual_title": "Une image de lettres et de chiffres",
        "CaptchaControl.captchatype_visual_help": "Saisissez les lettres et les chiffres que vous voyez",
        "CaptchaControl.captchatype_audio_help": "Votre réponse",
        "CaptchaControl.newCaptcha_arialabel": "En afficher une autre",
        "CaptchaControl.switch_to_question": "Répondre plutôt à une question",
        "CaptchaControl.switch_to_image": "Afficher plutôt une image",
        "CaptchaControl.charsnotmatched_error": "Ce n’est pas la bonne réponse. Voici une autre épreuve.",
        "CaptchaControl.api_error": "Nous n’avons pas pu vous proposer d’épreuve. Affichez-en une autre.",
        "CaptchaControl.captcha_resolved": "Merci. Vous pouvez continuer.",
        "CaptchaControl.question": "Saisissez le mot {0} et le mot {1} de cette liste : {2}",
        "CaptchaControl.words_in_line": "{0}, {1}",
        "CaptchaControl.words": frenchWords,
    ]

    /// Everyday words that sound unlike each other.
    private static let frenchWords = """
        pomme, bougie, dauphin, moteur, jardin, veste, lanterne, miroir, aiguille, orange, crayon, argent, \
        table, parapluie, village, fenêtre, jaune, cuisine, montagne, nuage, papillon, rivière, soleil, tortue
        """
}
