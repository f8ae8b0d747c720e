import HTTP

extension SetCookie {
    /// A cookie for the pages of a journey. Providers answer with a form posted from their site, and browsers send
    /// cookies along with that only if they are `SameSite=None`, which needs https; a plain http server is for
    /// development, where everything is on one site.
    static func ofBrowser(
        _ name: String, _ value: String, maximumAge: Int? = nil, isHTTPOnly: Bool = true, http: Request
    ) -> SetCookie {
        SetCookie(
            name, value, sameSite: http.isSecure ? .none : .lax, isSecure: http.isSecure, isHTTPOnly: isHTTPOnly,
            maximumAge: maximumAge)
    }
}

extension Response {
    func setting(_ cookies: [SetCookie]) -> Response { cookies.reduce(self) { $0.setting($1) } }
}
