extension BuiltInTexts {
    static let spanishErrors: [String: String] = [
        // Directory and password.
        "DefaultMessage": "No ha funcionado. Revise lo que escribió e inténtelo de nuevo.",
        "UserMessageIfInvalidPassword": "No coincide. Revise lo que escribió, o restablezca su contraseña.",
        "UserMessageIfClaimsPrincipalDoesNotExist": "No encontramos ninguna cuenta con esos datos.",
        "UserMessageIfClaimsPrincipalAlreadyExists":
            "Ya existe una cuenta con este nombre. Inicie sesión, o elija otro nombre.",
        "UserMessageIfOldPasswordUsed": "Ya usó esta contraseña antes. Elija una nueva.",
        "UserMessageIfPasswordExpired": "Su contraseña es demasiado antigua. Restablézcala para iniciar sesión.",
        "UserMessageIfUserAccountDisabled":
            "Ahora no puede iniciar sesión con esta cuenta. Pregunte a quien administra el servicio.",
        "UserMessageIfUserAccountLocked":
            "Demasiados intentos. Inténtelo de nuevo dentro de {0}, o restablezca su contraseña.",
        "AADRequestsThrottled":
            "Muchas personas están iniciando sesión ahora. Espere un momento e inténtelo de nuevo.",
        "ServiceThrottled": "Muchas personas están iniciando sesión ahora. Espere un momento e inténtelo de nuevo.",
        "ResourceOwnerFlowInvalidCredentials": "No coincide. Revise lo que escribió.",

        // Fields.
        "UserMessageIfClaimNotVerified": "Verifique esto antes de continuar: {0}",
        "UserMessageIfIncorrectPattern": "Este campo no tiene la forma correcta: {0}",
        "UserMessageIfMissingRequiredElement": "Rellene este campo: {0}",
        "UserMessageIfValidationError": "Este campo no es correcto: {0}. Revíselo e inténtelo de nuevo.",
        "UserMessageIfInvalidInput": "Este campo no es correcto: {0}. Revíselo e inténtelo de nuevo.",
        "entryTooLong": "Es demasiado largo. Acórtelo e inténtelo de nuevo.",
        "entryNotANumber": "Escriba un número entero.",
        "entryNotADate": "Escriba una fecha que exista.",
        "entryNotAnEmail": "Escriba una dirección de correo completa, por ejemplo nombre@example.com",
        "entryNotAnOption": "Elija una de las opciones.",
        "entryNotInForm": "No tiene la forma que se pide.",
        "entryNotValid": "No es correcto. Revíselo e inténtelo de nuevo.",
        "passwordTooWeak":
            "Use de 8 a 64 caracteres, con tres de estos tipos: minúsculas, mayúsculas, cifras, símbolos.",

        // The end of a journey, on the error page.
        "journeyCancelled": "Se detuvo antes de terminar. Vuelva a la aplicación para empezar de nuevo.",
        "journeyTooManyTries": "Demasiados intentos. Vuelva a la aplicación y empiece de nuevo.",
        "requestRefused":
            "Lo que pidió la aplicación no es posible. Vuelva a ella, o avise a quien la administra.",
        "pageNotFound": "Aquí no hay nada. Revise la dirección, o vuelva a la aplicación.",
        "serverFailed": "Algo ha fallado por nuestra parte. Espere un momento e inténtelo de nuevo.",

        // Requests that belong to no journey.
        "stateLost":
            "Este inicio de sesión terminó o empezó en otro navegador. Vuelva a la aplicación y empiece de nuevo.",
        "cookiesOff":
            "Su navegador no envía cookies. Permítalas para este sitio y empiece de nuevo desde la aplicación.",
        "policyGone": "Esta forma de iniciar sesión ya no existe. Vuelva a la aplicación y empiece de nuevo.",
        "notOurPage": "No podemos saber si esto viene de nuestra página. Vuelva a la aplicación y empiece de nuevo.",

        // Services that a policy calls.
        "DefaultUserMessageIfRequestFailed":
            "No pudimos conectar con un servicio que necesitamos. Inténtelo de nuevo en un momento.",
        "UserMessageIfCircuitOpen": "Un servicio que necesitamos no responde. Inténtelo de nuevo en unos minutos.",
        "UserMessageIfDnsResolutionFailed":
            "No pudimos conectar con un servicio que necesitamos. Inténtelo de nuevo en un momento.",
        "UserMessageIfRequestTimeout":
            "Un servicio que necesitamos tardó demasiado. Inténtelo de nuevo en un momento.",

        // Phone and authenticator app.
        "UserMessageIfCouldntSendSms": "No pudimos enviar un mensaje a este número. Revíselo, o pruebe con otro.",
        "UserMessageIfInvalidFormat": "No parece un número de teléfono. Revíselo e inténtelo de nuevo.",
        "UserMessageIfMaxAllowedCodeRetryReached": "El código falló demasiadas veces. Pida uno nuevo más tarde.",
        "UserMessageIfServerError": "Ahora no es posible. Inténtelo de nuevo en un momento.",
        "UserMessageIfThrottled": "Demasiados intentos. Inténtelo de nuevo dentro de {0}.",
        "UserMessageIfWrongCodeEntered": "Ese código no es correcto. Revíselo e inténtelo de nuevo.",

        // One-time passwords.
        "UserMessageIfSessionDoesNotExist": "Ese código ha caducado. Pida uno nuevo.",
        "UserMessageIfMaxRetryAttempted": "El código falló demasiadas veces. Pida uno nuevo.",
        "UserMessageIfMaxNumberOfCodeGenerated":
            "Pidió demasiados códigos. Inténtelo de nuevo dentro de {0}.",
        "UserMessageIfInvalidCode": "Ese código no es correcto. Revíselo e inténtelo de nuevo.",
        "UserMessageIfVerificationFailedRetryAllowed": "Ese código no es correcto. Revíselo e inténtelo de nuevo.",
        "UserMessageIfVerificationFailedNoRetry": "El código falló demasiadas veces. Pida uno nuevo.",
        "UserMessageIfSessionConflict": "No pudimos comprobar el código. Pida uno nuevo.",
        "UserMessage.VerificationHasExpired": "Ese código ha caducado. Pida uno nuevo.",
        "UserMessage.MaxRetryAttemped": "El código falló demasiadas veces. Pida uno nuevo.",
        "UserMessage.InvalidCode": "Ese código no es correcto. Revíselo e inténtelo de nuevo.",
        "UserMessage.ServerError": "No pudimos comprobar el código. Inténtelo de nuevo en un momento.",
        "MaxNumAttempts": "Demasiados intentos. Pida un código nuevo.",

        // E-mail codes of password reset.
        "UserMessageIfInternalError": "Ahora no es posible. Inténtelo de nuevo en un momento.",
        "UserMessageIfChallengeExpired": "Ese código ha caducado. Pida uno nuevo.",

        // Claims transformations.
        "UserMessageIfClaimsTransformationBooleanValueIsNotEqual": "Sus datos no concuerdan.",
        "UserMessageIfClaimsTransformationStringsAreNotEqual": "Los dos datos no coinciden.",
        "UserMessageIfClaimsTransformationInvalidPhoneNumber": "No se puede contactar con este número de teléfono.",
        "UserMessageIfPhoneNumberParseFailure":
            "No parece un número de teléfono. Revíselo e inténtelo de nuevo.",
        "DateTimeGreaterThan": "Esta fecha es demasiado tardía o demasiado temprana.",
        "AssertNumberError": "Este número está fuera de los límites.",

        "waitSeconds.one": "1 segundo",
        "waitSeconds.two": "2 segundos",
        "waitSeconds.few": "{0} segundos",
        "waitSeconds.other": "{0} segundos",
        "waitMinutes.one": "1 minuto",
        "waitMinutes.two": "2 minutos",
        "waitMinutes.few": "{0} minutos",
        "waitMinutes.other": "{0} minutos",
        "waitHours.one": "1 hora",
        "waitHours.two": "2 horas",
        "waitHours.few": "{0} horas",
        "waitHours.other": "{0} horas",
    ]
}
