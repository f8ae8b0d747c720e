enum SchemaCheck {
    static func check(_ root: XMLElement, _ diagnostics: inout Diagnostics) {}
}
