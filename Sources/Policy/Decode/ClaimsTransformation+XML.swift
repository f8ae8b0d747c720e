extension ClaimsTransformation {
    init?(_ element: XMLElement, _ id: Name) {
        guard let method = element.identifier("TransformationMethod") else { return nil }
        self.init(
            id: id, method: method, inputClaims: element.items("InputClaims", "InputClaim").compactMap(Claim.init),
            inputParameters: element.items("InputParameters", "InputParameter").compactMap(Parameter.init),
            outputClaims: element.items("OutputClaims", "OutputClaim").compactMap(Claim.init),
            location: element.location)
    }
}

extension ClaimsTransformation.Claim {
    init?(_ element: XMLElement) {
        guard let claimType = element.identifier("ClaimTypeReferenceId") else { return nil }
        self.init(claimType: claimType, parameter: element.identifier("TransformationClaimType"))
    }
}

extension ClaimsTransformation.Parameter {
    init?(_ element: XMLElement) {
        guard let id = element.id else { return nil }
        self.init(
            id: id, dataType: element.attribute("DataType", as: DataType.self) ?? .string, value: element["Value"] ?? ""
        )
    }
}
