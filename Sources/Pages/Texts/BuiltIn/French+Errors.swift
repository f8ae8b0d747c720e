extension BuiltInTexts {
    static let frenchErrors: [String: String] = [
        // Directory and password.
        "DefaultMessage": "Cela n’a pas fonctionné. Vérifiez ce que vous avez saisi et réessayez.",
        "UserMessageIfInvalidPassword":
            "Cela ne correspond pas. Vérifiez ce que vous avez saisi, ou réinitialisez votre mot de passe.",
        "UserMessageIfClaimsPrincipalDoesNotExist": "Nous n’avons trouvé aucun compte avec ces informations.",
        "UserMessageIfClaimsPrincipalAlreadyExists":
            "Un compte existe déjà sous ce nom. Connectez-vous, ou choisissez un autre nom.",
        "UserMessageIfOldPasswordUsed": "Vous avez déjà utilisé ce mot de passe. Choisissez-en un nouveau.",
        "UserMessageIfPasswordExpired": "Votre mot de passe est trop ancien. Réinitialisez-le pour vous connecter.",
        "UserMessageIfUserAccountDisabled":
            "Vous ne pouvez pas vous connecter avec ce compte actuellement. Adressez-vous au responsable du service.",
        "UserMessageIfUserAccountLocked":
            "Trop d’essais. Réessayez dans {0}, ou réinitialisez votre mot de passe.",
        "AADRequestsThrottled":
            "Beaucoup de personnes se connectent en ce moment. Attendez un instant, puis réessayez.",
        "ServiceThrottled": "Beaucoup de personnes se connectent en ce moment. Attendez un instant, puis réessayez.",
        "ResourceOwnerFlowInvalidCredentials": "Cela ne correspond pas. Vérifiez ce que vous avez saisi.",

        // Fields.
        "UserMessageIfClaimNotVerified": "À vérifier avant de continuer : {0}",
        "UserMessageIfIncorrectPattern": "Ce champ n’a pas la forme attendue : {0}",
        "UserMessageIfMissingRequiredElement": "Remplissez ce champ : {0}",
        "UserMessageIfValidationError": "Ce champ n’est pas correct : {0}. Vérifiez-le et réessayez.",
        "UserMessageIfInvalidInput": "Ce champ n’est pas correct : {0}. Vérifiez-le et réessayez.",
        "entryTooLong": "C’est trop long. Raccourcissez et réessayez.",
        "entryNotANumber": "Saisissez un nombre entier.",
        "entryNotADate": "Saisissez une date qui existe.",
        "entryNotAnEmail": "Saisissez une adresse e-mail complète, par exemple nom@example.com",
        "entryNotAnOption": "Choisissez une des options.",
        "entryNotInForm": "Cela n’a pas la forme demandée.",
        "entryNotValid": "Ce n’est pas correct. Vérifiez et réessayez.",
        "passwordTooWeak":
            "De 8 à 64 caractères, dont trois sortes parmi : minuscules, majuscules, chiffres, symboles.",

        // The end of a journey, on the error page.
        "journeyCancelled": "Vous avez arrêté avant la fin. Revenez à l’application pour recommencer.",
        "journeyTooManyTries": "Trop d’essais. Revenez à l’application et recommencez.",
        "requestRefused":
            "Ce que l’application a demandé n’est pas possible. Revenez-y, ou adressez-vous à son responsable.",
        "pageNotFound": "Il n’y a rien ici. Vérifiez l’adresse, ou revenez à l’application.",
        "serverFailed": "Un problème est survenu de notre côté. Attendez un instant, puis réessayez.",

        // Requests that belong to no journey.
        "stateLost":
            "Cette connexion est terminée ou a commencé dans un autre navigateur. Recommencez depuis l’application.",
        "cookiesOff":
            "Votre navigateur n’envoie pas de cookies. Autorisez-les ici, puis recommencez depuis l’application.",
        "policyGone": "Cette façon de se connecter n’existe plus. Revenez à l’application et recommencez.",
        "notOurPage": "Rien ne nous dit que cela vient de notre page. Revenez à l’application et recommencez.",

        // Services that a policy calls.
        "DefaultUserMessageIfRequestFailed":
            "Nous n’avons pas pu joindre un service nécessaire. Réessayez dans un instant.",
        "UserMessageIfCircuitOpen": "Un service nécessaire ne répond pas. Réessayez dans quelques minutes.",
        "UserMessageIfDnsResolutionFailed":
            "Nous n’avons pas pu joindre un service nécessaire. Réessayez dans un instant.",
        "UserMessageIfRequestTimeout": "Un service nécessaire a mis trop de temps. Réessayez dans un instant.",

        // Phone and authenticator app.
        "UserMessageIfCouldntSendSms":
            "Nous n’avons pas pu envoyer de message à ce numéro. Vérifiez-le, ou essayez-en un autre.",
        "UserMessageIfInvalidFormat": "Cela ne ressemble pas à un numéro de téléphone. Vérifiez-le et réessayez.",
        "UserMessageIfMaxAllowedCodeRetryReached":
            "Trop de codes incorrects. Demandez-en un nouveau plus tard.",
        "UserMessageIfServerError": "Ce n’est pas possible pour l’instant. Réessayez dans un moment.",
        "UserMessageIfThrottled": "Trop d’essais. Réessayez dans {0}.",
        "UserMessageIfWrongCodeEntered": "Ce code n’est pas le bon. Vérifiez-le et réessayez.",

        // One-time passwords.
        "UserMessageIfSessionDoesNotExist": "Ce code a expiré. Demandez-en un nouveau.",
        "UserMessageIfMaxRetryAttempted": "Trop de codes incorrects. Demandez-en un nouveau.",
        "UserMessageIfMaxNumberOfCodeGenerated":
            "Vous avez demandé trop de codes. Réessayez dans {0}.",
        "UserMessageIfInvalidCode": "Ce code n’est pas le bon. Vérifiez-le et réessayez.",
        "UserMessageIfVerificationFailedRetryAllowed": "Ce code n’est pas le bon. Vérifiez-le et réessayez.",
        "UserMessageIfVerificationFailedNoRetry": "Trop de codes incorrects. Demandez-en un nouveau.",
        "UserMessageIfSessionConflict": "Nous n’avons pas pu vérifier le code. Demandez-en un nouveau.",
        "UserMessage.VerificationHasExpired": "Ce code a expiré. Demandez-en un nouveau.",
        "UserMessage.MaxRetryAttemped": "Trop de codes incorrects. Demandez-en un nouveau.",
        "UserMessage.InvalidCode": "Ce code n’est pas le bon. Vérifiez-le et réessayez.",
        "UserMessage.ServerError": "Nous n’avons pas pu vérifier le code. Réessayez dans un instant.",
        "MaxNumAttempts": "Trop d’essais. Demandez un nouveau code.",

        // E-mail codes of password reset.
        "UserMessageIfInternalError": "Ce n’est pas possible pour l’instant. Réessayez dans un moment.",
        "UserMessageIfChallengeExpired": "Ce code a expiré. Demandez-en un nouveau.",

        // Claims transformations.
        "UserMessageIfClaimsTransformationBooleanValueIsNotEqual": "Vos informations ne concordent pas.",
        "UserMessageIfClaimsTransformationStringsAreNotEqual": "Les deux saisies sont différentes.",
        "UserMessageIfClaimsTransformationInvalidPhoneNumber": "Ce numéro de téléphone est injoignable.",
        "UserMessageIfPhoneNumberParseFailure":
            "Cela ne ressemble pas à un numéro de téléphone. Vérifiez-le et réessayez.",
        "DateTimeGreaterThan": "Cette date ne convient pas : trop tôt ou trop tard.",
        "AssertNumberError": "Ce nombre est hors des limites permises.",

        "waitSeconds.one": "1 seconde",
        "waitSeconds.two": "2 secondes",
        "waitSeconds.few": "{0} secondes",
        "waitSeconds.other": "{0} secondes",
        "waitMinutes.one": "1 minute",
        "waitMinutes.two": "2 minutes",
        "waitMinutes.few": "{0} minutes",
        "waitMinutes.other": "{0} minutes",
        "waitHours.one": "1 heure",
        "waitHours.two": "2 heures",
        "waitHours.few": "{0} heures",
        "waitHours.other": "{0} heures",
    ]
}
