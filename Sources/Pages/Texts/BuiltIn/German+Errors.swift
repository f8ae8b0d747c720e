extension BuiltInTexts {
    static let germanErrors: [String: String] = [
        // Directory and password.
        "DefaultMessage": "Das hat nicht geklappt. Prüfen Sie Ihre Eingaben und versuchen Sie es noch einmal.",
        "UserMessageIfInvalidPassword":
            "Das stimmt nicht überein. Prüfen Sie Ihre Eingaben, oder setzen Sie Ihr Passwort zurück.",
        "UserMessageIfClaimsPrincipalDoesNotExist": "Zu Ihren Angaben haben wir kein Konto gefunden.",
        "UserMessageIfClaimsPrincipalAlreadyExists":
            "Ein Konto mit diesem Namen gibt es schon. Melden Sie sich an, oder wählen Sie einen anderen Namen.",
        "UserMessageIfOldPasswordUsed": "Dieses Passwort haben Sie schon einmal benutzt. Wählen Sie ein neues.",
        "UserMessageIfPasswordExpired": "Ihr Passwort ist zu alt. Setzen Sie es zurück, um sich anzumelden.",
        "UserMessageIfUserAccountDisabled":
            "Mit diesem Konto können Sie sich zurzeit nicht anmelden. Fragen Sie den Betreiber des Dienstes.",
        "UserMessageIfUserAccountLocked":
            "Zu viele Versuche. Versuchen Sie es in {0} wieder, oder setzen Sie Ihr Passwort zurück.",
        "AADRequestsThrottled":
            "Zurzeit melden sich sehr viele Menschen an. Warten Sie einen Moment und versuchen Sie es wieder.",
        "ServiceThrottled":
            "Zurzeit melden sich sehr viele Menschen an. Warten Sie einen Moment und versuchen Sie es wieder.",
        "ResourceOwnerFlowInvalidCredentials": "Das stimmt nicht überein. Prüfen Sie Ihre Eingaben.",

        // Fields.
        "UserMessageIfClaimNotVerified": "Bestätigen Sie zuerst diese Angabe: {0}",
        "UserMessageIfIncorrectPattern": "Diese Angabe hat nicht die richtige Form: {0}",
        "UserMessageIfMissingRequiredElement": "Füllen Sie dieses Feld aus: {0}",
        "UserMessageIfValidationError":
            "Diese Angabe stimmt nicht: {0}. Prüfen Sie sie und versuchen Sie es noch einmal.",
        "UserMessageIfInvalidInput": "Diese Angabe stimmt nicht: {0}. Prüfen Sie sie und versuchen Sie es noch einmal.",
        "entryTooLong": "Das ist zu lang. Kürzen Sie es und versuchen Sie es noch einmal.",
        "entryNotANumber": "Geben Sie eine ganze Zahl ein.",
        "entryNotADate": "Geben Sie ein Datum ein, das es gibt.",
        "entryNotAnEmail": "Geben Sie eine vollständige E-Mail-Adresse ein, zum Beispiel name@example.com",
        "entryNotAnOption": "Wählen Sie eine der Möglichkeiten.",
        "entryNotInForm": "Das hat nicht die verlangte Form.",
        "entryNotValid": "Das stimmt nicht. Prüfen Sie es und versuchen Sie es noch einmal.",
        "passwordTooWeak":
            "Nehmen Sie 8 bis 64 Zeichen, davon drei von: Kleinbuchstaben, Großbuchstaben, Ziffern, Sonderzeichen.",

        // The end of a journey, on the error page.
        "journeyCancelled":
            "Sie haben vor dem Ende abgebrochen. Gehen Sie zurück zur Anwendung, um von vorn zu beginnen.",
        "journeyTooManyTries": "Zu viele Versuche. Gehen Sie zurück zur Anwendung und beginnen Sie von vorn.",
        "requestRefused":
            "Was die Anwendung verlangt hat, geht nicht. Gehen Sie zu ihr zurück, oder fragen Sie ihren Betreiber.",
        "pageNotFound": "Hier ist nichts. Prüfen Sie die Adresse, oder gehen Sie zurück zur Anwendung.",
        "serverFailed": "Bei uns ist etwas schiefgegangen. Warten Sie einen Moment und versuchen Sie es wieder.",

        // Requests that belong to no journey.
        "stateLost":
            "Diese Anmeldung ist beendet oder begann in einem anderen Browser. Beginnen Sie in der Anwendung neu.",
        "cookiesOff":
            "Ihr Browser sendet keine Cookies. Erlauben Sie sie hier und beginnen Sie in der Anwendung neu.",
        "policyGone": "Diese Anmeldung gibt es nicht mehr. Gehen Sie zurück zur Anwendung und beginnen Sie von vorn.",
        "notOurPage":
            "Wir können nicht erkennen, dass dies von unserer Seite kommt. Beginnen Sie in der Anwendung von vorn.",

        // Services that a policy calls.
        "DefaultUserMessageIfRequestFailed":
            "Ein Dienst, den wir brauchen, ist nicht erreichbar. Versuchen Sie es gleich noch einmal.",
        "UserMessageIfCircuitOpen":
            "Ein Dienst, den wir brauchen, antwortet nicht. Versuchen Sie es in ein paar Minuten noch einmal.",
        "UserMessageIfDnsResolutionFailed":
            "Ein Dienst, den wir brauchen, ist nicht erreichbar. Versuchen Sie es gleich noch einmal.",
        "UserMessageIfRequestTimeout":
            "Ein Dienst, den wir brauchen, hat zu lange gebraucht. Versuchen Sie es gleich noch einmal.",

        // Phone and authenticator app.
        "UserMessageIfCouldntSendSms":
            "An diese Nummer konnten wir nichts senden. Prüfen Sie sie, oder versuchen Sie es mit einer anderen.",
        "UserMessageIfInvalidFormat":
            "Das sieht nicht wie eine Telefonnummer aus. Prüfen Sie sie und versuchen Sie es noch einmal.",
        "UserMessageIfMaxAllowedCodeRetryReached":
            "Der Code war zu oft falsch. Fordern Sie später einen neuen an.",
        "UserMessageIfServerError": "Das ging gerade nicht. Versuchen Sie es gleich noch einmal.",
        "UserMessageIfThrottled": "Zu viele Versuche. Versuchen Sie es in {0} wieder.",
        "UserMessageIfWrongCodeEntered": "Dieser Code stimmt nicht. Prüfen Sie ihn und versuchen Sie es noch einmal.",

        // One-time passwords.
        "UserMessageIfSessionDoesNotExist": "Dieser Code ist abgelaufen. Fordern Sie einen neuen an.",
        "UserMessageIfMaxRetryAttempted": "Der Code war zu oft falsch. Fordern Sie einen neuen an.",
        "UserMessageIfMaxNumberOfCodeGenerated":
            "Sie haben zu viele Codes angefordert. Versuchen Sie es in {0} wieder.",
        "UserMessageIfInvalidCode": "Dieser Code stimmt nicht. Prüfen Sie ihn und versuchen Sie es noch einmal.",
        "UserMessageIfVerificationFailedRetryAllowed":
            "Dieser Code stimmt nicht. Prüfen Sie ihn und versuchen Sie es noch einmal.",
        "UserMessageIfVerificationFailedNoRetry": "Der Code war zu oft falsch. Fordern Sie einen neuen an.",
        "UserMessageIfSessionConflict": "Wir konnten den Code nicht prüfen. Fordern Sie einen neuen an.",
        "UserMessage.VerificationHasExpired": "Dieser Code ist abgelaufen. Fordern Sie einen neuen an.",
        "UserMessage.MaxRetryAttemped": "Der Code war zu oft falsch. Fordern Sie einen neuen an.",
        "UserMessage.InvalidCode": "Dieser Code stimmt nicht. Prüfen Sie ihn und versuchen Sie es noch einmal.",
        "UserMessage.ServerError": "Wir konnten den Code nicht prüfen. Versuchen Sie es gleich noch einmal.",
        "MaxNumAttempts": "Zu viele Versuche. Fordern Sie einen neuen Code an.",

        // E-mail codes of password reset.
        "UserMessageIfInternalError": "Das ging gerade nicht. Versuchen Sie es gleich noch einmal.",
        "UserMessageIfChallengeExpired": "Dieser Code ist abgelaufen. Fordern Sie einen neuen an.",

        // Claims transformations.
        "UserMessageIfClaimsTransformationBooleanValueIsNotEqual": "Ihre Angaben passen nicht zusammen.",
        "UserMessageIfClaimsTransformationStringsAreNotEqual": "Ihre Angaben stimmen nicht überein.",
        "UserMessageIfClaimsTransformationInvalidPhoneNumber": "Unter dieser Telefonnummer ist niemand erreichbar.",
        "UserMessageIfPhoneNumberParseFailure":
            "Das sieht nicht wie eine Telefonnummer aus. Prüfen Sie sie und versuchen Sie es noch einmal.",
        "DateTimeGreaterThan": "Dieses Datum ist zu früh oder zu spät.",
        "AssertNumberError": "Diese Zahl liegt außerhalb des erlaubten Bereichs.",

        "waitSeconds.one": "1 Sekunde",
        "waitSeconds.two": "2 Sekunden",
        "waitSeconds.few": "{0} Sekunden",
        "waitSeconds.other": "{0} Sekunden",
        "waitMinutes.one": "1 Minute",
        "waitMinutes.two": "2 Minuten",
        "waitMinutes.few": "{0} Minuten",
        "waitMinutes.other": "{0} Minuten",
        "waitHours.one": "1 Stunde",
        "waitHours.two": "2 Stunden",
        "waitHours.few": "{0} Stunden",
        "waitHours.other": "{0} Stunden",
    ]
}
