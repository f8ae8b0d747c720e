extension BuiltInTexts {
    /// `ErrorMessage` ids (b2c-reference §16), with those of the technical profiles of §11 and the claims
    /// transformations of §12.
    static let englishErrors: [String: String] = [
        // Directory and password.
        "DefaultMessage": "That did not work. Check what you entered and try again.",
        "UserMessageIfInvalidPassword": "That did not match. Check what you entered, or reset your password.",
        "UserMessageIfClaimsPrincipalDoesNotExist": "We could not find an account for what you entered.",
        "UserMessageIfClaimsPrincipalAlreadyExists":
            "There is an account with this name already. Sign in, or choose another name.",
        "UserMessageIfOldPasswordUsed": "You used this password before. Choose a new one.",
        "UserMessageIfPasswordExpired": "Your password is too old. Reset it to sign in.",
        "UserMessageIfUserAccountDisabled":
            "You cannot sign in with this account now. Ask whoever runs the service.",
        "UserMessageIfUserAccountLocked":
            "There were too many tries. Try again in {0}, or reset your password.",
        "AADRequestsThrottled": "Many people are signing in right now. Wait a moment, then try again.",
        "ServiceThrottled": "Many people are signing in right now. Wait a moment, then try again.",
        "ResourceOwnerFlowInvalidCredentials": "That did not match. Check what you entered.",

        // Fields.
        "UserMessageIfClaimNotVerified": "Verify {0} before you go on.",
        "UserMessageIfIncorrectPattern": "{0} does not have the right form.",
        "UserMessageIfMissingRequiredElement": "Fill in {0}.",
        "UserMessageIfValidationError": "{0} is not right. Check it and try again.",
        "UserMessageIfInvalidInput": "{0} is not right. Check it and try again.",
        "entryTooLong": "This is too long. Shorten it and try again.",
        "entryNotANumber": "Enter a whole number.",
        "entryNotADate": "Enter a date that exists.",
        "entryNotAnEmail": "Enter a whole e-mail address, like name@example.com",
        "entryNotAnOption": "Choose one of the options.",
        "entryNotInForm": "This does not have the form that is asked for.",
        "entryNotValid": "This is not right. Check it and try again.",
        "passwordTooWeak":
            "Use 8 to 64 characters, with three of: lower-case letters, upper-case letters, digits, symbols.",

        // The end of a journey, on the error page.
        "journeyCancelled": "You stopped before the end. Go back to the application to start again.",
        "journeyTooManyTries": "There were too many tries. Go back to the application and start again.",
        "requestRefused": "We cannot do what the application asked for. Go back to it, or tell whoever runs it.",
        "pageNotFound": "There is nothing here. Check the address, or go back to the application.",
        "serverFailed": "Something went wrong on our side. Wait a moment, then try again.",

        // Requests that belong to no journey (`JourneyHost.Lost`).
        "stateLost":
            "This sign-in is over, or was started in another browser. Go back to the application and start again.",
        "cookiesOff":
            "Your browser sends no cookies. Allow them for this site, then go back to the application and start again.",
        "policyGone": "This way to sign in is not there any more. Go back to the application and start again.",
        "notOurPage": "We cannot tell that this comes from our page. Go back to the application and start again.",

        // Services that a policy calls.
        "DefaultUserMessageIfRequestFailed": "We could not reach a service that we need. Try again in a moment.",
        "UserMessageIfCircuitOpen": "A service that we need does not answer. Try again in a few minutes.",
        "UserMessageIfDnsResolutionFailed": "We could not reach a service that we need. Try again in a moment.",
        "UserMessageIfRequestTimeout": "A service that we need took too long. Try again in a moment.",

        // Phone and authenticator app.
        "UserMessageIfCouldntSendSms": "We could not send a message to this number. Check it, or try another.",
        "UserMessageIfInvalidFormat": "This does not look like a phone number. Check it and try again.",
        "UserMessageIfMaxAllowedCodeRetryReached": "That code was not right too many times. Ask for a new one later.",
        "UserMessageIfServerError": "We could not do that now. Try again in a moment.",
        "UserMessageIfThrottled": "There were too many tries. Try again in {0}.",
        "UserMessageIfWrongCodeEntered": "That code is not right. Check it and try again.",

        // One-time passwords.
        "UserMessageIfSessionDoesNotExist": "That code is too old. Ask for a new one.",
        "UserMessageIfMaxRetryAttempted": "That code was not right too many times. Ask for a new one.",
        "UserMessageIfMaxNumberOfCodeGenerated": "You asked for too many codes. Try again in {0}.",
        "UserMessageIfInvalidCode": "That code is not right. Check it and try again.",
        "UserMessageIfVerificationFailedRetryAllowed": "That code is not right. Check it and try again.",
        "UserMessageIfVerificationFailedNoRetry": "That code was not right too many times. Ask for a new one.",
        "UserMessageIfSessionConflict": "We could not check the code. Ask for a new one.",
        "UserMessage.VerificationHasExpired": "That code is too old. Ask for a new one.",
        "UserMessage.MaxRetryAttemped": "That code was not right too many times. Ask for a new one.",
        "UserMessage.InvalidCode": "That code is not right. Check it and try again.",
        "UserMessage.ServerError": "We could not check the code. Try again in a moment.",
        "MaxNumAttempts": "There were too many tries. Ask for a new code.",

        // E-mail codes of password reset.
        "UserMessageIfInternalError": "We could not do that now. Try again in a moment.",
        "UserMessageIfChallengeExpired": "That code is too old. Ask for a new one.",

        // Claims transformations.
        "UserMessageIfClaimsTransformationBooleanValueIsNotEqual": "What you entered does not match.",
        "UserMessageIfClaimsTransformationStringsAreNotEqual": "What you entered does not match.",
        "UserMessageIfClaimsTransformationInvalidPhoneNumber": "This is not a phone number that can be reached.",
        "UserMessageIfPhoneNumberParseFailure": "This does not look like a phone number. Check it and try again.",
        "DateTimeGreaterThan": "This date is too late or too early.",
        "AssertNumberError": "This number is out of range.",

        // How long: for `{0}` where somebody has to wait.
        "waitSeconds.one": "1 second",
        "waitSeconds.two": "2 seconds",
        "waitSeconds.few": "{0} seconds",
        "waitSeconds.other": "{0} seconds",
        "waitMinutes.one": "1 minute",
        "waitMinutes.two": "2 minutes",
        "waitMinutes.few": "{0} minutes",
        "waitMinutes.other": "{0} minutes",
        "waitHours.one": "1 hour",
        "waitHours.two": "2 hours",
        "waitHours.few": "{0} hours",
        "waitHours.other": "{0} hours",
    ]
}
