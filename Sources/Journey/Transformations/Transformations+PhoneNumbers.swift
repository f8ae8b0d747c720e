import Base
import Policy

extension Transformations {
    static let phoneNumbers: [Name: Method] = [
        "ConvertPhoneNumberClaimToString": { (input) throws(TransformationError) in
            guard let text = input.text("phoneNumber") else { return [:] }
            return ["phoneNumberString": .string(text)]
        },
        "ConvertStringToPhoneNumberClaim": convertStringToPhoneNumberClaim,
        "GetNationalNumberAndCountryCodeFromPhoneNumberString": getNationalNumberAndCountryCode,
    ]

    /// The form counts, not whether the range is in use: the service takes `+1 123 456 7890`.
    private static func convertStringToPhoneNumberClaim(
        _ input: TransformationInput
    ) throws(TransformationError) -> TransformationOutput {
        guard let text = input.text("phoneNumberString") else { return [:] }
        guard let number = try parse(text, region: input.text("country"), input), number.mayExist else {
            let message = TransformationMessage.invalidPhoneNumber
            throw input.failure(message, reason: .value, "not a valid phone number")
        }
        return ["outputClaim": .phoneNumber(number.e164)]
    }

    private static func getNationalNumberAndCountryCode(
        _ input: TransformationInput
    ) throws(TransformationError) -> TransformationOutput {
        let isCallingCode = try input.choice("countryCodeType", ["CallingCode": true, "ISO3166": false], default: true)
        guard let text = input.text("phoneNumber") else { return [:] }
        guard let number = try parse(text, region: nil, input) else {
            guard try input.flag("throwExceptionOnFailure", default: false) else { return [:] }
            throw input.failure(TransformationMessage.phoneNumberParse, reason: .value, "not a phone number")
        }
        let code = isCallingCode ? "+\(number.callingCode)" : number.region
        return ["nationalNumber": .string(number.nationalNumber), "countryCode": code.map(ClaimValue.string)]
    }

    private static func parse(
        _ text: String, region: String?, _ input: TransformationInput
    ) throws(TransformationError) -> PhoneNumber? {
        guard text.utf8.count <= 250 else { return nil }
        let region = region.map(Ordinal.uppercase)
        do throws(PhoneNumbersUnavailable) {
            return try input.environment.phoneNumbers.parse(text, region: region)
        } catch {
            throw input.failure(.environment, error.remedy)
        }
    }
}
