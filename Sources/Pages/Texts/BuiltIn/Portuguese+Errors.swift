extension BuiltInTexts {
    static let portugueseErrors: [String: String] = [
        // Directory and password.
        "DefaultMessage": "Não funcionou. Confira o que digitou e tente de novo.",
        "UserMessageIfInvalidPassword": "Não confere. Veja o que digitou, ou redefina sua senha.",
        "UserMessageIfClaimsPrincipalDoesNotExist": "Não encontramos uma conta com esses dados.",
        "UserMessageIfClaimsPrincipalAlreadyExists": "Já existe uma conta com este nome. Entre, ou escolha outro nome.",
        "UserMessageIfOldPasswordUsed": "Você já usou esta senha. Escolha uma nova.",
        "UserMessageIfPasswordExpired": "Sua senha é antiga demais. Redefina-a para entrar.",
        "UserMessageIfUserAccountDisabled":
            "Agora não é possível entrar com esta conta. Fale com quem administra o serviço.",
        "UserMessageIfUserAccountLocked":
            "Tentativas demais. Tente de novo em {0}, ou redefina sua senha.",
        "AADRequestsThrottled": "Muitas pessoas estão entrando agora. Espere um momento e tente de novo.",
        "ServiceThrottled": "Muitas pessoas estão entrando agora. Espere um momento e tente de novo.",
        "ResourceOwnerFlowInvalidCredentials": "Não confere. Veja o que digitou.",

        // Fields.
        "UserMessageIfClaimNotVerified": "Verifique isto antes de continuar: {0}",
        "UserMessageIfIncorrectPattern": "Este campo não está na forma correta: {0}",
        "UserMessageIfMissingRequiredElement": "Preencha este campo: {0}",
        "UserMessageIfValidationError": "Este campo não está certo: {0}. Confira-o e tente de novo.",
        "UserMessageIfInvalidInput": "Este campo não está certo: {0}. Confira-o e tente de novo.",
        "entryTooLong": "É longo demais. Encurte e tente de novo.",
        "entryNotANumber": "Digite um número inteiro.",
        "entryNotADate": "Digite uma data que exista.",
        "entryNotAnEmail": "Digite um e-mail completo, por exemplo nome@example.com",
        "entryNotAnOption": "Escolha uma das opções.",
        "entryNotInForm": "Não está na forma pedida.",
        "entryNotValid": "Não está certo. Confira e tente de novo.",
        "passwordTooWeak":
            "Use de 8 a 64 caracteres, com três destes tipos: minúsculas, maiúsculas, algarismos, símbolos.",

        // The end of a journey, on the error page.
        "journeyCancelled": "Você parou antes do fim. Volte ao aplicativo para começar de novo.",
        "journeyTooManyTries": "Tentativas demais. Volte ao aplicativo e comece de novo.",
        "requestRefused": "Não é possível fazer o que o aplicativo pediu. Volte a ele, ou avise quem o administra.",
        "pageNotFound": "Não há nada aqui. Confira o endereço, ou volte ao aplicativo.",
        "serverFailed": "Algo deu errado do nosso lado. Espere um momento e tente de novo.",

        // Requests that belong to no journey.
        "stateLost":
            "Este acesso terminou ou foi iniciado em outro navegador. Volte ao aplicativo e comece de novo.",
        "cookiesOff":
            "Seu navegador não envia cookies. Permita-os para este site e comece de novo pelo aplicativo.",
        "policyGone": "Esta forma de entrar não existe mais. Volte ao aplicativo e comece de novo.",
        "notOurPage": "Não temos como saber se isto vem da nossa página. Volte ao aplicativo e comece de novo.",

        // Services that a policy calls.
        "DefaultUserMessageIfRequestFailed":
            "Não conseguimos falar com um serviço de que precisamos. Tente de novo em um momento.",
        "UserMessageIfCircuitOpen": "Um serviço de que precisamos não responde. Tente de novo em alguns minutos.",
        "UserMessageIfDnsResolutionFailed":
            "Não conseguimos falar com um serviço de que precisamos. Tente de novo em um momento.",
        "UserMessageIfRequestTimeout": "Um serviço de que precisamos demorou demais. Tente de novo em um momento.",

        // Phone and authenticator app.
        "UserMessageIfCouldntSendSms": "Não conseguimos enviar uma mensagem a este número. Confira-o, ou tente outro.",
        "UserMessageIfInvalidFormat": "Não parece um número de telefone. Confira-o e tente de novo.",
        "UserMessageIfMaxAllowedCodeRetryReached": "Códigos errados demais. Peça um novo mais tarde.",
        "UserMessageIfServerError": "Agora não é possível. Tente de novo em um momento.",
        "UserMessageIfThrottled": "Tentativas demais. Tente de novo em {0}.",
        "UserMessageIfWrongCodeEntered": "Este código não está certo. Confira-o e tente de novo.",

        // One-time passwords.
        "UserMessageIfSessionDoesNotExist": "Este código expirou. Peça um novo.",
        "UserMessageIfMaxRetryAttempted": "Códigos errados demais. Peça um novo.",
        "UserMessageIfMaxNumberOfCodeGenerated": "Você pediu códigos demais. Tente de novo em {0}.",
        "UserMessageIfInvalidCode": "Este código não está certo. Confira-o e tente de novo.",
        "UserMessageIfVerificationFailedRetryAllowed": "Este código não está certo. Confira-o e tente de novo.",
        "UserMessageIfVerificationFailedNoRetry": "Códigos errados demais. Peça um novo.",
        "UserMessageIfSessionConflict": "Não conseguimos conferir o código. Peça um novo.",
        "UserMessage.VerificationHasExpired": "Este código expirou. Peça um novo.",
        "UserMessage.MaxRetryAttemped": "Códigos errados demais. Peça um novo.",
        "UserMessage.InvalidCode": "Este código não está certo. Confira-o e tente de novo.",
        "UserMessage.ServerError": "Não conseguimos conferir o código. Tente de novo em um momento.",
        "MaxNumAttempts": "Tentativas demais. Peça um novo código.",

        // E-mail codes of password reset.
        "UserMessageIfInternalError": "Agora não é possível. Tente de novo em um momento.",
        "UserMessageIfChallengeExpired": "Este código expirou. Peça um novo.",

        // Claims transformations.
        "UserMessageIfClaimsTransformationBooleanValueIsNotEqual": "Seus dados não conferem.",
        "UserMessageIfClaimsTransformationStringsAreNotEqual": "Os dois dados não são iguais.",
        "UserMessageIfClaimsTransformationInvalidPhoneNumber": "Este número de telefone não pode ser alcançado.",
        "UserMessageIfPhoneNumberParseFailure": "Não parece um número de telefone. Confira-o e tente de novo.",
        "DateTimeGreaterThan": "Esta data é tarde demais ou cedo demais.",
        "AssertNumberError": "Este número está fora dos limites.",

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
