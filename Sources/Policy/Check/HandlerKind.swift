/// The handler classes of technical profiles (b2c-reference §11).
enum HandlerKind {
    /// `SelfAssertedAttributeProvider` of `Web.TPEngine.Providers.SelfAssertedAttributeProvider, Web.TPEngine, …`.
    static func className(_ handler: String) -> String? {
        let type = handler.prefix { $0 != "," }
        return type.split(separator: ".").last.map { String($0).trimmingBlanks() }
    }
}
