/// Every kind of diagnostic. A code never changes its meaning: scripts and editors depend on it.
///
/// `docs/diagnostics.md` is the same table for people; a test holds the two together.
package enum DiagnosticCode: String, Sendable, CaseIterable {
    // Files and XML.
    case fileTooLarge = "CAR0001"
    case notUTF8 = "CAR0002"
    case notWellFormed = "CAR0003"
    case documentType = "CAR0004"
    case tooDeep = "CAR0005"
    case tooManyNodes = "CAR0006"
    case textTooLong = "CAR0007"
    case wrongNamespace = "CAR0008"
    case notAPolicy = "CAR0009"
    case noPolicies = "CAR0010"
    case unreadableFile = "CAR0011"
    // Schema.
    case unknownElement = "CAR0101"
    case misplacedElement = "CAR0102"
    case repeatedElement = "CAR0103"
    case missingElement = "CAR0104"
    case unknownAttribute = "CAR0105"
    case missingAttribute = "CAR0106"
    case badValue = "CAR0107"
    case strayText = "CAR0108"
    case duplicateIdentifier = "CAR0109"
    case duplicateKey = "CAR0110"
    case placeholder = "CAR0111"
    // Inheritance and settings.
    case duplicatePolicy = "CAR0201"
    case missingBase = "CAR0202"
    case baseCycle = "CAR0203"
    case chainTooLong = "CAR0204"
    case tenantMismatch = "CAR0205"
    case badSettings = "CAR0206"
    case unknownPlaceholder = "CAR0207"
    case unknownEnvironment = "CAR0208"
    case includeCycle = "CAR0209"
    case includesTooMuch = "CAR0210"
    // References.
    case unknownClaimType = "CAR0301"
    case unknownTechnicalProfile = "CAR0302"
    case unknownClaimsTransformation = "CAR0303"
    case unknownContentDefinition = "CAR0304"
    case unknownDisplayControl = "CAR0305"
    case unknownUserJourney = "CAR0306"
    case unknownSubJourney = "CAR0307"
    case unknownPredicate = "CAR0308"
    case unknownLocalizedResources = "CAR0309"
    case unknownClientDefinition = "CAR0310"
    case caseDiffers = "CAR0311"
    case overlayWithoutBase = "CAR0312"
    case unused = "CAR0313"
    // Journeys.
    case stepOrder = "CAR0401"
    case noSendClaims = "CAR0402"
    case exchangesWithoutSelection = "CAR0403"
    case unknownExchange = "CAR0404"
    case selectionTarget = "CAR0405"
    case incompleteStep = "CAR0406"
    case notAnIssuer = "CAR0407"
    case nestedSubJourney = "CAR0408"
    case booleanCase = "CAR0409"
    case preconditionAction = "CAR0410"
    case incompletePrecondition = "CAR0411"
    case inputNeverOutput = "CAR0412"
    case mergedExchanges = "CAR0414"
    case preconditionNeverSet = "CAR0415"
    case transformationNeverSet = "CAR0416"
    case persistedNeverSet = "CAR0417"
    case stepNeverRuns = "CAR0418"
    case disabledProfile = "CAR0419"
    case flowNotFollowed = "CAR0420"
    // Technical profiles.
    case unknownHandler = "CAR0501"
    case missingHandler = "CAR0502"
    case missingMetadata = "CAR0503"
    case badMetadata = "CAR0504"
    case missingKey = "CAR0505"
    case missingProtocol = "CAR0506"
    case insecureAuthentication = "CAR0507"
    case metadataBlanks = "CAR0508"
    case directoryKey = "CAR0509"
    case validationCaller = "CAR0510"
    case resolverSwitchedOff = "CAR0511"
    case unknownResolver = "CAR0512"
    case recorderEndpoint = "CAR0513"
    case missingClient = "CAR0514"
    case unknownMetadata = "CAR0515"
    case misspelledMetadata = "CAR0516"
    case metadataValue = "CAR0517"
    case factorInput = "CAR0531"
    case factorOutput = "CAR0532"
    case badRules = "CAR0533"
    case decisionWithoutRules = "CAR0534"
    case unknownRealm = "CAR0535"
    // Security.
    case insecureAllowed = "CAR0521"
    case plainHTTP = "CAR0522"
    case secretInPolicy = "CAR0523"
    case implicitFlow = "CAR0524"
    case withoutPKCE = "CAR0525"
    case anyIssuer = "CAR0526"
    case hintUnchecked = "CAR0527"
    case weakPassword = "CAR0528"
    case recordsPeople = "CAR0529"
    // Claims transformations.
    case unknownMethod = "CAR0601"
    case missingParameter = "CAR0602"
    case unknownParameter = "CAR0603"
    // Relying party.
    case noDefaultJourney = "CAR0701"
    case noPolicyProfile = "CAR0702"
    case noSubject = "CAR0703"
    case tokenNeverHas = "CAR0704"
    // Pages.
    case incompleteContentDefinition = "CAR0801"
    case contractTooOld = "CAR0802"
    case badPredicate = "CAR0803"
    // What Cardea does not do yet.
    case samlLater = "CAR0901"

    package var severity: Diagnostic.Severity { row.severity }
    /// What the code says, in general.
    package var meaning: String { row.meaning }
    /// What to do, where the place itself does not say it better.
    package var remedy: String { row.remedy }

    /// The code that is written `text`, in any case.
    package static func named(_ text: String) -> DiagnosticCode? {
        allCases.first { Name($0.rawValue) == Name(text) }
    }

    private var row: DiagnosticTable.Row {
        guard let row = DiagnosticTable.rows[self] else {
            preconditionFailure("\(rawValue) is missing in DiagnosticTable")
        }
        return row
    }
}
