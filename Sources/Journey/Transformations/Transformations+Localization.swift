import Base
import Policy

extension Transformations {
    static let localization: [Name: Method] = [
        "GetLocalizedStringsTransformation": getLocalizedStrings,
        "GetMappedValueFromLocalizedCollection": getMappedValue,
    ]

    /// Each output's `TransformationClaimType` is the id of its text; without one the claim is empty.
    private static func getLocalizedStrings(
        _ input: TransformationInput
    ) throws(TransformationError) -> TransformationOutput {
        let type: Name = "GetLocalizedStringsTransformationClaimType"
        var output: TransformationOutput = [:]
        for role in input.transformation.outputClaims.map(\.role) {
            output.values[role] = .string(input.environment.localizedString(type, stringID: role) ?? "")
        }
        return output
    }

    /// Takes the text for a *Text* of the output claim's choices, and gives their *Value*.
    private static func getMappedValue(
        _ input: TransformationInput
    ) throws(TransformationError) -> TransformationOutput {
        guard let text = input.text("mapFromClaim") else { return [:] }
        guard let output = input.transformation.outputClaims.first(where: { $0.role == "restrictionValueClaim" }),
            let claimType = input.environment.policy.claimTypes[output.claimType]
        else { throw input.mistake("the output claim has no choices") }
        let environment = input.environment
        let choices =
            environment.localizedResources.choices(of: claimType.id)
            ?? environment.policy.localizedResources(language: environment.language).choices(of: claimType.id)
            ?? claimType.restriction?.enumeration ?? []
        let choice = choices.first { Ordinal.exact.equal($0.text, text) }
        return choice.map { ["restrictionValueClaim": .string($0.value)] } ?? [:]
    }
}
