/// What each code means. A row for every code; a test counts them.
enum DiagnosticTable {
    struct Row: Sendable {
        let severity: Diagnostic.Severity
        let meaning: String
        let remedy: String
    }

    /// As the document has them.
    static let sections: [(title: String, rows: [DiagnosticCode: Row])] = [
        ("Files and XML", files), ("Schema", schema), ("Inheritance and settings", inheritance),
        ("References", references), ("Journeys", journeys), ("Technical profiles", profiles), ("Security", security),
        ("Claims transformations", transformations), ("Relying party", relyingParty), ("Pages", pages),
        ("Not yet in Cardea", later),
    ]

    static let rows: [DiagnosticCode: Row] = sections.reduce(into: [:]) { $0.merge($1.rows) { first, _ in first } }

    private static func error(_ meaning: String, _ remedy: String) -> Row {
        Row(severity: .error, meaning: meaning, remedy: remedy)
    }

    private static func warning(_ meaning: String, _ remedy: String) -> Row {
        Row(severity: .warning, meaning: meaning, remedy: remedy)
    }

    private static func hint(_ meaning: String, _ remedy: String) -> Row {
        Row(severity: .hint, meaning: meaning, remedy: remedy)
    }

    private static let files: [DiagnosticCode: Row] = [
        .fileTooLarge: error(
            "The file is larger than a policy may be (1,048,576 bytes).",
            "Split the policy: move definitions to a base policy."),
        .notUTF8: error(
            "The file is not UTF-8 text.",
            "Save the file as UTF-8."),
        .notWellFormed: error(
            "The file is not well-formed XML.",
            "Correct the XML at the place that is named; all else in the file waits for it."),
        .documentType: error(
            "The file declares a document type (DTD).",
            "Remove the <!DOCTYPE …> declaration; write characters instead of entities of your own."),
        .tooDeep: error(
            "Elements are nested deeper than a policy ever is (64).",
            "Remove the nesting."),
        .tooManyNodes: error(
            "The file holds more elements and attributes than a policy ever does (200,000; 64 attributes for "
                + "each element).",
            "Split the policy, or remove what is repeated."),
        .textTooLong: error(
            "The text of an element is longer than 262,144 bytes.",
            "Shorten the text."),
        .wrongNamespace: error(
            "An element does not belong to the policy namespace.",
            "Write xmlns=\"http://schemas.microsoft.com/online/cpim/schemas/2013/06\" on <TrustFrameworkPolicy>."),
        .notAPolicy: warning(
            "The file is XML, but not a policy; it is left out.",
            "Move it out of the folder, or begin it with <TrustFrameworkPolicy>."),
        .noPolicies: error(
            "The folder holds no policy.",
            "Name the folder whose own *.xml files are the policies."),
        .unreadableFile: error(
            "A file or folder cannot be read.",
            "Check that it exists and that you may read it."),
    ]

    private static let schema: [DiagnosticCode: Row] = [
        .unknownElement: error(
            "An element stands where the schema knows none of that name.",
            "Remove it, or write one of the elements that are expected there."),
        .misplacedElement: error(
            "An element stands after one that it must come before.",
            "Move it: the schema fixes the order of elements."),
        .repeatedElement: error(
            "An element stands twice where it may stand once.",
            "Join the two into one."),
        .missingElement: error(
            "A required element is missing.",
            "Add the element."),
        .unknownAttribute: error(
            "The schema knows no attribute of that name here.",
            "Remove it, or write one of the attributes that are expected there."),
        .missingAttribute: error(
            "A required attribute is missing.",
            "Add the attribute."),
        .badValue: error(
            "A value is not of the type that the schema asks for.",
            "Write one of the values that are expected."),
        .strayText: error(
            "Text stands between elements.",
            "Remove the text, or make it a comment."),
        .duplicateIdentifier: error(
            "Two elements of one file have the same identifier.",
            "Rename one of them, or join the two."),
        .duplicateKey: warning(
            "A metadata item or key stands twice in one collection; the first one counts.",
            "Remove one of the two."),
        .placeholder: warning(
            "TenantObjectId is not a GUID; it looks like a placeholder.",
            "Write the directory's object id, or remove the attribute."),
    ]

    private static let inheritance: [DiagnosticCode: Row] = [
        .duplicatePolicy: error(
            "Two files of the folder have the same PolicyId.",
            "Give each policy an id of its own."),
        .missingBase: error(
            "The base policy is neither in the folder nor in the base folder.",
            "Correct the PolicyId in <BasePolicy>, add the file, or name its folder with --base DIR."),
        .baseCycle: error(
            "A policy inherits from itself.",
            "Correct the PolicyId in <BasePolicy>."),
        .chainTooLong: error(
            "More than 10 policies inherit from each other.",
            "Join some of the policies."),
        .tenantMismatch: warning(
            "The policies name different tenants.",
            "Write the same TenantId in every file, and in <BasePolicy>."),
        .badSettings: error(
            "appsettings.json cannot be read.",
            "Write {\"Environments\":[{\"Name\":\"…\",\"Tenant\":\"…\",\"PolicySettings\":{…}}]}."),
        .unknownPlaceholder: error(
            "A {Settings:…} placeholder has no value.",
            "Add the name to PolicySettings of the environment in appsettings.json."),
        .unknownEnvironment: error(
            "appsettings.json has no environment of the chosen name.",
            "Choose one of the environments that it lists."),
        .includeCycle: error(
            "Technical profiles include each other in a circle.",
            "Remove one of the <IncludeTechnicalProfile> elements."),
        .includesTooMuch: error(
            "Technical profiles include so many others, or so large ones, that the policy would grow beyond use: more "
                + "than 64 in a row, or 100,000 elements in all.",
            "Include what is common only, and repeat less."),
    ]

    private static let references: [DiagnosticCode: Row] = [
        .unknownClaimType: error(
            "A claim type is not defined.",
            "Define it in <ClaimsSchema>, or correct the reference."),
        .unknownTechnicalProfile: error(
            "A technical profile is not defined.",
            "Define it in <ClaimsProviders>, or correct the reference."),
        .unknownClaimsTransformation: error(
            "A claims transformation is not defined.",
            "Define it in <ClaimsTransformations>, or correct the reference."),
        .unknownContentDefinition: error(
            "A content definition is not defined.",
            "Define it in <ContentDefinitions>, or correct the reference."),
        .unknownDisplayControl: error(
            "A display control is not defined.",
            "Define it in <DisplayControls>, or correct the reference."),
        .unknownUserJourney: error(
            "A user journey is not defined.",
            "Define it in <UserJourneys>, or correct the reference."),
        .unknownSubJourney: error(
            "A sub journey is not defined.",
            "Define it in <SubJourneys>, or correct the reference."),
        .unknownPredicate: error(
            "A predicate or a validation is not defined.",
            "Define it in <Predicates>, <PredicateValidations> or <InputValidations>, or correct the reference."),
        .unknownLocalizedResources: error(
            "Localized resources are not defined.",
            "Define them in <Localization>, or correct the reference."),
        .unknownClientDefinition: warning(
            "A client definition is not defined; it has no effect anyway.",
            "Remove the reference."),
        .caseDiffers: hint(
            "A reference is spelled in other case than the definition. The service takes both, and the starter packs "
                + "have some.",
            "Spell both alike: tools that compare case by case lose the reference."),
        .overlayWithoutBase: warning(
            "A fragment adds to something that no policy below it defines.",
            "Define it completely, or correct its Id."),
        .unused: hint(
            "Nothing in the folder refers to a definition.",
            "Remove it, or correct the reference that was meant for it."),
    ]

    private static let journeys: [DiagnosticCode: Row] = [
        .stepOrder: error(
            "The steps of a journey are not numbered 1, 2, 3, ….",
            "Renumber the steps."),
        .noSendClaims: error(
            "A journey never sends claims.",
            "End the journey with a step of Type=\"SendClaims\"."),
        .exchangesWithoutSelection: error(
            "A step has several exchanges and nothing before it selects one of them.",
            "Put a ClaimsProviderSelection or CombinedSignInAndSignUp step before it, or leave one exchange."),
        .unknownExchange: error(
            "A provider selection names an exchange that is not where it must be.",
            "TargetClaimsExchangeId names an exchange of the next step, ValidationClaimsExchangeId one of the "
                + "same step."),
        .selectionTarget: error(
            "A provider selection must name exactly one exchange.",
            "Write either TargetClaimsExchangeId or ValidationClaimsExchangeId."),
        .incompleteStep: error(
            "A step lacks what its type needs.",
            "Add what is named."),
        .notAnIssuer: error(
            "A step sends claims through a profile that issues no token.",
            "Name a profile with an <OutputTokenFormat>."),
        .nestedSubJourney: error(
            "A sub journey calls a sub journey.",
            "Call both from the journey."),
        .booleanCase: hint(
            "A precondition compares with true or false in lower case; Azure's documentation writes True and False.",
            "Write True or False."),
        .preconditionAction: warning(
            "The action of a precondition does not fit the place where it stands; it skips what carries it.",
            "Write SkipThisOrchestrationStep in a step, SkipThisValidationTechnicalProfile in a validation."),
        .incompletePrecondition: error(
            "A precondition does not have the values that its type needs.",
            "ClaimsExist takes claim types; ClaimEquals takes a claim type and a value."),
        .inputNeverOutput: warning(
            "A step takes a claim that no earlier step gives.",
            "Output the claim in an earlier step, give it a default value, or remove the input."),
        .mergedExchanges: warning(
            "Two files give one step different exchanges, and nothing before it selects one; the nearest runs.",
            "Give the journey an Id of its own, or the exchange the Id of the inherited one."),
        .preconditionNeverSet: warning(
            "A precondition looks at a claim that no earlier step gives, so it always comes out the same.",
            "Output the claim in an earlier step, correct its name, or remove the precondition."),
        .transformationNeverSet: warning(
            "A claims transformation takes claims of which no earlier step gives any.",
            "Output the claims in an earlier step, or remove the reference to the transformation."),
        .persistedNeverSet: hint(
            "A directory profile stores a claim that no earlier step gives; the stored value stays as it is.",
            "Output the claim in an earlier step, give it a default value, or remove it."),
        .stepNeverRuns: warning(
            "A step can never run.",
            "Remove the step, or correct what keeps it from running."),
        .disabledProfile: warning(
            "A step leads to a technical profile that is switched off.",
            "Remove the exchange, or set EnabledForUserJourneys to Always."),
        .flowNotFollowed: hint(
            "A journey leads through so many profiles that its claims are not followed: nothing is said of those that "
                + "no step gives.",
            "Split the journey, or take validation profiles out of each other."),
    ]

    private static let profiles: [DiagnosticCode: Row] = [
        .unknownHandler: error(
            "The handler class is not known.",
            "Correct the class name in <Protocol Handler=\"…\">."),
        .missingHandler: error(
            "A technical profile with Protocol Name=\"Proprietary\" names no handler.",
            "Add the Handler attribute."),
        .missingMetadata: error(
            "Metadata that the handler requires is missing.",
            "Add the <Item> to <Metadata>."),
        .badMetadata: error(
            "A metadata value is none of those that the handler knows.",
            "Write one of the values that are listed."),
        .missingKey: error(
            "A cryptographic key that the handler requires is missing.",
            "Add the <Key> to <CryptographicKeys>."),
        .missingProtocol: error(
            "A technical profile that is used has no protocol.",
            "Add <Protocol>, include a profile that has one, or correct the Id."),
        .insecureAuthentication: warning(
            "A production policy calls a service without authentication; the cloud service refuses this.",
            "Set AuthenticationType, or AllowInsecureAuthInProduction to true."),
        .metadataBlanks: warning(
            "A metadata key begins or ends with blanks.",
            "Remove the blanks: other tools ignore the item."),
        .directoryKey: warning(
            "A directory profile must have exactly one input claim, the key to look up.",
            "Leave the one claim that identifies the user."),
        .validationCaller: warning(
            "Only self-asserted profiles run validation profiles.",
            "Move the validation to the self-asserted profile."),
        .resolverSwitchedOff: warning(
            "A claims resolver stands where it is not resolved, so its text is used as it is.",
            "Set metadata IncludeClaimResolvingInClaimsHandling to true and AlwaysUseDefaultValue=\"true\" on "
                + "the claim."),
        .unknownResolver: warning(
            "A claims resolver has a name that its family does not know.",
            "Correct the name."),
        .recorderEndpoint: error(
            "UserJourneyRecorderEndpoint has a value that the service refuses.",
            "Write urn:journeyrecorder:applicationinsights or remove the attribute."),
        .missingClient: warning(
            "An identity provider has no client_id, so nobody can sign in there.",
            "Add <Item Key=\"client_id\"> to <Metadata>."),
        .unknownMetadata: hint(
            "A metadata key is none of those that the handler reads; it has no effect.",
            "Remove the item."),
        .misspelledMetadata: warning(
            "A metadata key is none of those that the handler reads, and very near to one.",
            "Write the key that is named."),
        .metadataValue: warning(
            "A metadata value is not of the kind that its key takes; the default counts.",
            "Write a value as it is described."),
        .factorInput: error(
            "A profile of Cardea's own takes no claim that it needs.",
            "Add the <InputClaim>, or give one that you have this PartnerClaimType."),
        .factorOutput: warning(
            "A profile of Cardea's own does not give the claim that it is there for.",
            "Add the <OutputClaim>, or give one that you have this PartnerClaimType."),
        .badRules: error(
            "The rules or lists of a decision cannot be read.",
            "Correct the JSON: docs/passkeys-in-policies.md shows its shape."),
        .decisionWithoutRules: warning(
            "A decision has no rules: neither a realm's nor its own.",
            "Name a Realm, or add Rules or DefaultResult."),
        .unknownRealm: warning(
            "A profile names a realm that no file of realms/ makes.",
            "Correct the name, or add the realm's file."),
    ]

    private static let security: [DiagnosticCode: Row] = [
        .insecureAllowed: warning(
            "AllowInsecureAuthInProduction lets everybody call the service that the policy trusts.",
            "Set AuthenticationType to Basic, Bearer, ClientCertificate or ApiKeyHeader, and remove "
                + "AllowInsecureAuthInProduction."),
        .plainHTTP: warning(
            "An endpoint is called over http, where everybody on the way reads and changes what is sent.",
            "Write https://."),
        .secretInPolicy: warning(
            "A secret stands in the policy, where everybody reads it who reads the policy.",
            "Make it a policy key and refer to it in <CryptographicKeys>; then replace the secret, for it is known."),
        .implicitFlow: warning(
            "A federation takes tokens from the browser (implicit flow), where PKCE cannot protect them "
                + "(RFC 9700 §2.1.2).",
            "Set response_types to code, and add the key client_secret."),
        .withoutPKCE: warning(
            "A federation signs in without PKCE (RFC 9700 §2.1.1).",
            "Remove UsePKCE; providers that do not know PKCE ignore it."),
        .anyIssuer: warning(
            "A federation accepts tokens of every issuer.",
            "List the issuers in ValidTokenIssuerPrefixes."),
        .hintUnchecked: warning(
            "An id_token_hint is accepted without a look at who made it or for whom it is.",
            "Add issuer and IdTokenAudience to <Metadata>."),
        .weakPassword: warning(
            "Passwords are stored that neither the directory (DisableStrongPassword) nor the policy finds too short.",
            "Give the claim type a <PredicateValidationReference> with IsLengthRange of at least 8 characters, or "
                + "remove DisableStrongPassword."),
        .recordsPeople: warning(
            "In DeploymentMode Development the journey recorder writes down claims of people, passwords excepted.",
            "Remove DeploymentMode and UserJourneyRecorderEndpoint before people sign in."),
    ]

    private static let transformations: [DiagnosticCode: Row] = [
        .unknownMethod: error(
            "The transformation method is not known.",
            "Correct TransformationMethod."),
        .missingParameter: error(
            "A claims transformation lacks a claim or parameter that its method needs.",
            "Add what is named."),
        .unknownParameter: warning(
            "A claims transformation has a claim or parameter that its method does not know; it is ignored.",
            "Remove it, or correct its name."),
    ]

    private static let relyingParty: [DiagnosticCode: Row] = [
        .noDefaultJourney: error(
            "The relying party names no user journey.",
            "Add <DefaultUserJourney ReferenceId=\"…\"/>."),
        .noPolicyProfile: error(
            "The relying party has no technical profile with a protocol.",
            "Add <TechnicalProfile Id=\"PolicyProfile\"> with <Protocol Name=\"OpenIdConnect\"/>."),
        .noSubject: error(
            "SubjectNamingInfo names no claim of the token.",
            "Name an output claim of the profile, or its PartnerClaimType."),
        .tokenNeverHas: hint(
            "The token is to have a claim that no step of the journey gives.",
            "Output the claim in a step, give it a default value, or remove it."),
    ]

    private static let pages: [DiagnosticCode: Row] = [
        .incompleteContentDefinition: error(
            "A content definition that is used has no page contract or no template.",
            "Add <LoadUri> and <DataUri>."),
        .contractTooOld: error(
            "Display controls need a newer page contract.",
            "Use urn:com:microsoft:aad:b2c:elements:contract:selfasserted:2.1.9 or later as DataUri."),
        .badPredicate: error(
            "A predicate has an unknown method or lacks a parameter.",
            "Use IsLengthRange, MatchesRegex, IncludesCharacters or IsDateRange with its parameters."),
    ]

    private static let later: [DiagnosticCode: Row] = [
        .samlLater: warning(
            "Cardea does not speak SAML yet; a journey that comes here ends with an error.",
            "Use OpenID Connect where the other side offers it; SAML comes in a later version.")
    ]
}
