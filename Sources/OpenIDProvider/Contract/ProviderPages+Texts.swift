import Base
import HTTP
import Pages

extension ProviderPages {
    /// With the form of `Pages`, in the language of each request's person.
    package init(
        texts: @escaping @Sendable (Request) -> Texts, random: Random,
        error: @escaping @Sendable (PublicError, Request) -> Response
    ) {
        self.init(error: error) { target, parameters, http in
            FormPostPage(target: target, parameters: parameters.map { ($0.name, $0.value) })
                .response(texts: texts(http), nonce: random.token(16))
        }
    }
}
