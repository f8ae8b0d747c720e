/// `ClaimsTransformation` (b2c-reference §12).
package struct ClaimsTransformation: Sendable {
    package var id: Name
    package var method: Name
    package var inputClaims: [Claim]
    package var inputParameters: [Parameter]
    package var outputClaims: [Claim]
    package var location: SourceLocation

    package init(
        id: Name, method: Name, inputClaims: [Claim] = [], inputParameters: [Parameter] = [],
        outputClaims: [Claim] = [], location: SourceLocation
    ) {
        self.id = id
        self.method = method
        self.inputClaims = inputClaims
        self.inputParameters = inputParameters
        self.outputClaims = outputClaims
        self.location = location
    }

    /// A claim in the role that `parameter` (`TransformationClaimType`) names.
    package struct Claim: Sendable, Hashable {
        package var claimType: Name
        package var parameter: Name?

        package init(claimType: Name, parameter: Name? = nil) {
            self.claimType = claimType
            self.parameter = parameter
        }
    }

    package struct Parameter: Sendable, Hashable {
        package var id: Name
        package var dataType: DataType
        package var value: String

        package init(id: Name, dataType: DataType = .string, value: String) {
            self.id = id
            self.dataType = dataType
            self.value = value
        }
    }
}
