import Base
import Policy

extension Transformations {
    static let strings: [Name: Method] = [
        "BuildUri": buildURI,
        "ChangeCase": changeCase,
        "CreateStringClaim": { (input) throws(TransformationError) in
            ["createdClaim": .string(input.expanded(try input.parameter("value")))]
        },
        "CopyClaimIfPredicateMatch": copyClaimIfPredicateMatch,
        "CreateOtpSecret": { (input) throws(TransformationError) in
            // 160 bits, as RFC 4226 §4 recommends.
            ["outputClaim": .string(Base32.encode(input.environment.random.bytes(20)))]
        },
        "CreateRandomString": createRandomString,
        "GuidAndRandomGenerator": createRandomString,
        "LookupValue": lookupValue,
        "ParseDomain": parseDomain,
        "StringReplace": stringReplace,
        "StringSubstring": stringSubstring,
    ]

    /// `scheme://host/path?query…`: the queries of claims, then those of parameters.
    private static func buildURI(_ input: TransformationInput) throws(TransformationError) -> TransformationOutput {
        var uri = "\(try input.parameter("scheme"))://\(try input.parameter("host"))"
        if let path = input.text("path") ?? input.optionalParameter("path"), !path.isEmpty {
            uri += (path.hasPrefix("/") ? "" : "/") + PercentEncoding.path.encode(path)
        }
        var query: [String] = []
        for claim in input.claimsInOrder {
            if let name = queryName(claim.role), let value = claim.value { query.append(pair(name, value.text)) }
        }
        for parameter in input.parameters {
            guard let name = queryName(parameter.id) else { continue }
            query.append(pair(name, ClaimResolver.expandMacros(in: parameter.value, input.environment)))
        }
        return ["outputClaim": .string(query.isEmpty ? uri : "\(uri)?\(query.joined(separator: "&"))")]
    }

    private static func queryName(_ role: Name) -> String? {
        role.folded.hasPrefix("query.") ? String(role.text.dropFirst("query.".count)) : nil
    }

    private static func pair(_ name: String, _ value: String) -> String {
        "\(PercentEncoding.query.encode(name))=\(PercentEncoding.query.encode(value))"
    }

    private static func changeCase(_ input: TransformationInput) throws(TransformationError) -> TransformationOutput {
        let isUpper = try input.choice("toCase", ["UPPER": true, "LOWER": false])
        guard let text = input.text("inputClaim1") else { return [:] }
        return ["outputClaim": .string(isUpper ? Ordinal.uppercase(text) : Ordinal.lowercase(text))]
    }

    /// Copies where the predicate validation of the *output* claim accepts the value.
    private static func copyClaimIfPredicateMatch(
        _ input: TransformationInput
    ) throws(TransformationError) -> TransformationOutput {
        guard let output = input.transformation.outputClaims.first(where: { $0.role == "outputClaim" }),
            let validation = input.environment.policy.claimTypes[output.claimType]?.predicateValidation
        else { throw input.mistake("the output claim has no predicate validation") }
        guard let value = input.claim("inputClaim") else { return [:] }
        let failures = input.environment.predicateFailures(of: value.text, against: validation)
        return failures.isEmpty ? ["outputClaim": value] : [:]
    }

    /// `seed` is taken and not used: what a seed makes could be foretold.
    private static func createRandomString(
        _ input: TransformationInput
    ) throws(TransformationError) -> TransformationOutput {
        let isGUID = try input.choice("randomGeneratorType", ["GUID": true, "INTEGER": false])
        let highest =
            input.optionalParameter("maximumNumber") == nil
            ? Int64(Int32.max) : try input.number("maximumNumber")
        guard (0...Int64(Int32.max)).contains(highest) else { throw input.mistake("maximumNumber does not fit an int") }
        let random = input.environment.random
        let value = isGUID ? random.uuid() : String(random.number(below: UInt32(highest) + 1))
        let text = try format(input.optionalParameter("stringFormat") ?? "{0}", [.string(value)], input)
        let isBase64 = try input.flag("base64", default: false)
        return ["outputClaim": .string(isBase64 ? Base64.encode(Bytes(utf8: text)) : text)]
    }

    /// Parameters are the table; `errorOnFailedLookup` is none of its rows.
    private static func lookupValue(_ input: TransformationInput) throws(TransformationError) -> TransformationOutput {
        let fails = try input.flag("errorOnFailedLookup", default: false)
        guard let key = input.text("inputParameterId") else { return [:] }
        let row = input.parameters.first { Ordinal.exact.equal($0.id.text, key) && $0.id != "errorOnFailedLookup" }
        guard let row else {
            if fails {
                throw input.failure(TransformationMessage.lookupNotFound, reason: .value, "the table has no such row")
            }
            return [:]
        }
        return ["outputClaim": .string(row.value)]
    }

    /// What follows the `@`; empty for what is no address.
    private static func parseDomain(_ input: TransformationInput) throws(TransformationError) -> TransformationOutput {
        guard let text = input.text("emailAddress") else { return [:] }
        let parts = text.trimmingBlanks().split(on: "@")
        let isAddress = parts.count == 2 && !parts[0].isEmpty
        return ["domain": .string(isAddress ? parts[1] : "")]
    }

    private static func stringReplace(_ input: TransformationInput) throws(TransformationError) -> TransformationOutput
    {
        let old = try input.parameter("oldValue")
        let new = try input.parameter("newValue")
        guard let text = input.text("inputClaim") else { return [:] }
        guard !old.isEmpty else { throw input.mistake("oldValue is empty") }
        return ["outputClaim": .string(try input.joined(text.split(on: old), separator: new))]
    }

    /// Counts in UTF-16 units, as .NET does; a cut through a surrogate pair leaves the replacement character.
    private static func stringSubstring(
        _ input: TransformationInput
    ) throws(TransformationError) -> TransformationOutput {
        let start = try input.number("startIndex")
        let length = try input.number("length")
        guard let text = input.text("inputClaim") else { return [:] }
        let units = Array(text.utf16)
        guard start >= 0, length >= 0, start <= units.count, length <= Int64(units.count) - start else {
            throw input.failure("the value is shorter than startIndex and length ask for")
        }
        return ["outputClaim": .string(String(decoding: units[Int(start)..<Int(start + length)], as: UTF16.self))]
    }
}
