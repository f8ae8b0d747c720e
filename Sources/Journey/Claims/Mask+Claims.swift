import Policy

extension ClaimType.Mask {
    /// The value as it may be shown (b2c-reference §4.4). Where the expression cannot be used or gives up, nothing of
    /// the value is shown.
    package func applied(to value: String) -> String {
        switch self {
        case .simple(let text):
            return text + value.dropFirst(text.count)
        case .regex(let pattern, let text):
            guard let expression = try? RegularExpression(pattern) else { return text }
            return expression.replacingMatches(in: value, with: text) ?? text
        }
    }
}
