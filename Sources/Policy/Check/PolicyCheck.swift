enum PolicyCheck {
    static func check(_ root: XMLElement, _ chain: [PolicyDocument]) -> Diagnostics { Diagnostics() }
}
