extension BuiltInTexts {
    /// Pages that make a passkey or ask for one.
    static let spanishPasskey: [String: String] = [
        "heading_register": "Crear una llave de acceso",
        "intro_register": "La próxima vez bastará su huella, su rostro o el bloqueo de pantalla para entrar.",
        "heading_offer": "Entre más rápido la próxima vez",
        "intro_offer":
            "Con una llave de acceso basta su huella, su rostro o el bloqueo de pantalla. No hay nada que "
            + "recordar ni nada que se pueda entregar por error.",
        "heading_authenticate": "Use su llave de acceso",
        "intro_authenticate": "Su dispositivo le pide huella, rostro o bloqueo de pantalla.",
        "button_register": "Crear una llave de acceso",
        "button_authenticate": "Usar una llave de acceso",
        "button_again": "Intentar de nuevo",
        "button_skip": "Ahora no",
        "button_cancel": "Cancelar",
        "waiting": "Esperamos a su dispositivo…",
        "noscript":
            "Las llaves de acceso necesitan JavaScript, que está desactivado en este navegador. Elija otra "
            + "forma.",
        "unknown_error": "No funcionó. Compruebe su conexión e inténtelo de nuevo.",
    ]

    /// What passkeys and decisions are refused with.
    static let spanishFactorErrors: [String: String] = [
        "UserMessageIfPasskeyInvalid": "Esta llave de acceso no se aceptó. Inténtelo de nuevo o elija otra forma.",
        "UserMessageIfPasskeyUnknown":
            "Esta llave de acceso no pertenece a ninguna cuenta de aquí. Elija otra llave u otra forma.",
        "UserMessageIfPasskeyExpired": "Tardó demasiado. Inténtelo de nuevo.",
        "UserMessageIfPasskeyCancelled":
            "No se usó ninguna llave de acceso. Inténtelo cuando quiera o elija otra forma.",
        "UserMessageIfPasskeyUnsupported": "Este navegador no puede usar llaves de acceso aquí. Elija otra forma.",
        "UserMessageIfPasskeyTooManyTries": "Hubo demasiados intentos. Empiece de nuevo más tarde o elija otra forma.",
        "UserMessageIfPasskeyNotAccepted": "Esta llave de acceso no se acepta aquí. Use otra llave u otra forma.",
        "UserMessageIfPasskeyExists": "Ya tiene una llave de acceso en este dispositivo.",
        "UserMessageIfPasskeyNeedsProof": "Use una llave de acceso que tenga antes de añadir otra.",
        "UserMessageIfPasskeyCloned":
            "Es posible que esta llave de acceso se haya copiado, así que no se aceptó. Elija otra forma y "
            + "avise a quien lleva el servicio.",
        "UserMessageIfBlocked": "Ahora no puede iniciar sesión desde aquí. Pregunte a quien lleva el servicio.",
    ]
}
