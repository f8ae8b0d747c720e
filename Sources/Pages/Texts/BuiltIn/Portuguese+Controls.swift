extension BuiltInTexts {
    static let portugueseDisplayControls: [String: String] = [
        "QrCodeControl.title_text": "Escaneie este código",
        "QrCodeControl.instruction_text":
            "Abra o seu aplicativo autenticador, adicione uma conta e aponte a câmera para este código.",
        "QrCodeControl.link_text": "Abrir em um aplicativo deste dispositivo",
        "QrCodeControl.error_msg": "Não foi possível criar o código. Volte e comece de novo.",
        "AuthenticatorInfoControl.title_text": "Não consegue escanear?",
        "AuthenticatorInfoControl.info_msg": "Digite isto no seu aplicativo autenticador. A chave é só para você.",
        "AuthenticatorInfoControl.account_name": "Conta",
        "AuthenticatorInfoControl.display_prefix": "Chave",
        "AuthenticatorAppIconControl.title_text": "Obter um aplicativo autenticador",
        "AuthenticatorAppIconControl.info_msg":
            "Qualquer aplicativo de códigos de uso único serve. Se ainda não tem nenhum, use este:",
        "AuthenticatorAppIconControl.link_text_ios": "Microsoft Authenticator para iPhone",
        "AuthenticatorAppIconControl.link_text_android": "Microsoft Authenticator para Android",
        "CaptchaControl.DisplayName": "Mostre que você é uma pessoa",
        "CaptchaControl.captchatype_visual_title": "Uma imagem de letras e algarismos",
        "CaptchaControl.captchatype_visual_help": "Digite as letras e os algarismos que você vê",
        "CaptchaControl.captchatype_audio_help": "Sua resposta",
        "CaptchaControl.newCaptcha_arialabel": "Mostrar outra",
        "CaptchaControl.switch_to_question": "Responder a uma pergunta em vez disso",
        "CaptchaControl.switch_to_image": "Mostrar uma imagem em vez disso",
        "CaptchaControl.charsnotmatched_error": "Essa não é a resposta. Aqui está outra tarefa.",
        "CaptchaControl.api_error": "Não foi possível preparar uma tarefa para você. Mostre outra.",
        "CaptchaControl.captcha_resolved": "Obrigado. Você pode continuar.",
        "CaptchaControl.question": "Digite a palavra {0} e a palavra {1} desta lista: {2}",
        "CaptchaControl.words_in_line": "{0}, {1}",
        "CaptchaControl.words": portugueseWords,
    ]

    /// Everyday words that sound unlike each other.
    private static let portugueseWords = """
        maçã, ponte, vela, golfinho, motor, floresta, jardim, porto, ilha, casaco, chaleira, lanterna, espelho, \
        agulha, laranja, lápis, quarto, prata, mesa, guarda, aldeia, janela, amarelo, tartaruga
        """
}
