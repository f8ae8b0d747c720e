extension BuiltInTexts {
    static let spanishDisplayControls: [String: String] = [
        "QrCodeControl.title_text": "Escanee este código",
        "QrCodeControl.instruction_text":
            "Abra su aplicación de autenticación, añada una cuenta y apunte aquí con la cámara.",
        "QrCodeControl.link_text": "Abrir en una aplicación de este dispositivo",
        "QrCodeControl.error_msg": "No hemos podido crear el código. Vuelva atrás y empiece de nuevo.",
        "AuthenticatorInfoControl.title_text": "¿No puede escanearlo?",
        "AuthenticatorInfoControl.info_msg":
            "Escriba esto en su aplicación de autenticación. Guarde la clave solo para usted.",
        "AuthenticatorInfoControl.account_name": "Cuenta",
        "AuthenticatorInfoControl.display_prefix": "Clave",
        "AuthenticatorAppIconControl.title_text": "Conseguir una aplicación de autenticación",
        "AuthenticatorAppIconControl.info_msg":
            "Sirve cualquier aplicación de códigos de un solo uso. Si aún no tiene ninguna, use esta:",
        "AuthenticatorAppIconControl.link_text_ios": "Microsoft Authenticator para iPhone",
        "AuthenticatorAppIconControl.link_text_android": "Microsoft Authenticator para Android",
        "CaptchaControl.DisplayName": "Demuestre que es una persona",
        "CaptchaControl.captchatype_visual_title": "Una imagen de letras y cifras",
        "CaptchaControl.captchatype_visual_help": "Escriba las letras y cifras que ve",
        "CaptchaControl.captchatype_audio_help": "Su respuesta",
        "CaptchaControl.newCaptcha_arialabel": "Mostrar otra",
        "CaptchaControl.switch_to_question": "Responder a una pregunta en su lugar",
        "CaptchaControl.switch_to_image": "Mostrar una imagen en su lugar",
        "CaptchaControl.charsnotmatched_error": "No es la respuesta. Aquí tiene otra prueba.",
        "CaptchaControl.api_error": "No hemos podido prepararle una prueba. Muestre otra.",
        "CaptchaControl.captcha_resolved": "Gracias. Puede continuar.",
        "CaptchaControl.question": "Escriba la palabra {0} y la palabra {1} de esta lista: {2}",
        "CaptchaControl.words_in_line": "{0}, {1}",
        "CaptchaControl.words": spanishWords,
    ]

    /// Everyday words that sound unlike each other.
    private static let spanishWords = """
        manzana, puente, vela, delfín, motor, bosque, jardín, puerto, isla, chaqueta, tetera, linterna, espejo, \
        aguja, naranja, lápiz, cuarto, plata, mesa, paraguas, pueblo, ventana, amarillo, tortuga
        """
}
