// swift-tools-version: 6.2
import PackageDescription

// The module table. It is the architecture: imports point up this list only, and
// `Tests/TidyTests` holds every `import` of every file against it.

let settings: [SwiftSetting] = [
    .treatAllWarnings(as: .error),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
]

func module(
    _ name: String, _ dependencies: [Target.Dependency] = [], plugins: [Target.PluginUsage] = [], exclude: [String] = []
) -> Target {
    // Without Foundation nothing else brings libm, which the standard library's rounding needs.
    .target(
        name: name, dependencies: dependencies, exclude: ["README.md"] + exclude, swiftSettings: settings,
        linkerSettings: [.linkedLibrary("m")], plugins: plugins)
}

func tests(_ name: String, _ dependencies: [Target.Dependency], exclude: [String] = []) -> Target {
    .testTarget(name: name, dependencies: dependencies, exclude: exclude, swiftSettings: settings)
}

func library(_ name: String, _ pkgConfig: String, _ debian: String) -> Target {
    .systemLibrary(name: name, pkgConfig: pkgConfig, providers: [.apt([debian])])
}

let package = Package(
    name: "cardea",
    products: [
        .executable(name: "cardea", targets: ["cardea"]),
        .executable(name: "cardea-load", targets: ["cardea-load"]),
        // Opened on first use, so that the server does not link protobuf and more of ICU (docs/decisions/0009).
        .library(name: "cardea-phone", type: .dynamic, targets: ["CPhoneNumber"]),
    ],
    targets: [
        // C libraries, each imported by exactly one module.
        library("COpenSSL", "openssl", "libssl-dev"),
        library("CSodium", "libsodium", "libsodium-dev"),
        library("CSQLite", "sqlite3", "libsqlite3-dev"),
        library("CXML2", "libxml-2.0", "libxml2-dev"),
        library("CMicroHTTPD", "libmicrohttpd", "libmicrohttpd-dev"),
        library("CPCRE2", "libpcre2-8", "libpcre2-dev"),
        library("CQREncode", "libqrencode", "libqrencode-dev"),
        .systemLibrary(name: "CZxcvbn", providers: [.apt(["libzxcvbn-dev"])]),
        .systemLibrary(name: "CUnistring", providers: [.apt(["libunistring-dev"])]),
        library("CMaxMindDB", "libmaxminddb", "libmaxminddb-dev"),

        // Opens libcurl itself, on first use.
        .target(name: "CCurl"),
        .target(name: "CPhoneNumber", linkerSettings: ["phonenumber", "icui18n", "icuuc"].map { .linkedLibrary($0) }),

        // The server, lowest first.
        module("Base"),
        module("Cryptography", ["Base", "COpenSSL", "CSodium"]),
        module("JOSE", ["Base", "Cryptography"]),
        module("FIDO", ["Base", "Cryptography", "JOSE"]),
        module("OpenID", ["Base", "Cryptography"]),
        module("HTTP", ["Base"]),
        module("Transport", ["Base", "HTTP", "CMicroHTTPD", "CCurl"]),
        module("SQL", ["Base", "CSQLite"]),
        module("Directory", ["Base"]),
        module("Storage", ["Base", "Directory", "SQL"]),
        module("Policy", ["Base", "CXML2"]),
        module("Trace", ["Base", "Cryptography", "HTTP", "Policy"]),
        module("Journey", ["Base", "Cryptography", "Policy", "Trace", "CPCRE2"]),
        module("PhoneNumbers", ["Base", "Journey"]),
        // Pages: `Sources/Pages/Assets` is compiled in by the plugin, so the compiler need not look there.
        .executableTarget(name: "AssetGenerator", swiftSettings: settings),
        .plugin(name: "AssetPlugin", capability: .buildTool(), dependencies: ["AssetGenerator"]),
        module(
            "Pages", ["Base", "HTTP", "Policy", "Trace", "CQREncode"], plugins: ["AssetPlugin"], exclude: ["Assets"]),
        tests(
            "PagesTests", ["Base", "HTTP", "Pages", "Policy", "TestSupport", "Trace"],
            exclude: ["preview.py", "Snapshots"]),
        module("Messaging", ["Base", "HTTP"]),
        module("PasswordRules", ["Base", "Cryptography", "CZxcvbn", "CUnistring"]),
        module("Places", ["Base", "HTTP", "CMaxMindDB"]),
        module("OpenIDProvider", ["Base", "Cryptography", "JOSE", "OpenID", "HTTP", "Directory", "Pages"]),
        module(
            "Passwordless",
            [
                "Base", "Cryptography", "JOSE", "FIDO", "OpenID", "HTTP", "Directory", "Pages", "OpenIDProvider",
            ]),
        module("Federation", ["Base", "Cryptography", "JOSE", "OpenID", "HTTP"]),
        module(
            "JourneyRuntime",
            [
                "Base", "Cryptography", "JOSE", "OpenID", "HTTP", "Directory", "Policy", "Journey", "Pages",
                "OpenIDProvider", "Federation", "Passwordless", "Trace",
            ]),
        // The starter pack, `Policies/`, is compiled in.
        .plugin(name: "PackPlugin", capability: .buildTool(), dependencies: ["AssetGenerator"]),
        module(
            "Workbench",
            [
                "Base", "Cryptography", "JOSE", "FIDO", "OpenID", "HTTP", "Directory", "Policy", "Journey", "Pages",
                "Messaging", "Passwordless",
                "JourneyRuntime",
            ], plugins: ["PackPlugin"]),
        module(
            "Server",
            [
                "Base", "Cryptography", "JOSE", "FIDO", "HTTP", "Transport", "Directory", "Storage", "Policy",
                "Journey",
                "PhoneNumbers", "Pages", "Messaging", "Places", "PasswordRules", "OpenID", "OpenIDProvider",
                "Passwordless", "JourneyRuntime",
                "Trace",
                "Workbench",
            ]),
        .executableTarget(name: "cardea", dependencies: ["Base", "Policy", "Server"], swiftSettings: settings),
        .executableTarget(
            name: "cardea-load",
            dependencies: [
                "Base", "Cryptography", "FIDO", "HTTP", "Transport", "Directory", "Storage", "Policy", "Passwordless",
                "Server",
            ], swiftSettings: settings),

        // Tests, one target per module with logic. TestSupport is for them alone.
        .target(
            name: "TestSupport", dependencies: ["Base", "Cryptography", "FIDO", "Directory"], path: "Tests/TestSupport",
            swiftSettings: settings, linkerSettings: [.linkedLibrary("m")]),
        tests("BaseTests", ["Base"]),
        tests("HTTPTests", ["Base", "HTTP"]),
        tests("DirectoryTests", ["Base", "Directory", "TestSupport"]),
        tests("TransportTests", ["Base", "HTTP", "Transport"]),
        tests("PolicyTests", ["Base", "Policy", "TestSupport"]),
        tests("JourneyTests", ["Base", "Policy", "Journey", "TestSupport"]),
        tests("PhoneNumbersTests", ["Journey", "PhoneNumbers"]),
        tests("WorkbenchTests", ["Base", "HTTP", "Messaging", "Workbench"]),
        tests("TidyTests", []),
        tests("TraceTests", ["Base", "Cryptography", "HTTP", "Policy", "Trace"]),
        tests(
            "PasswordlessTests",
            [
                "Base", "Cryptography", "JOSE", "FIDO", "HTTP", "Directory", "OpenIDProvider", "Passwordless",
                "PasswordRules", "Storage",
                "TestSupport",
            ]),
        tests("PasswordRulesTests", ["Base", "Cryptography", "PasswordRules", "TestSupport"]),
        tests("PlacesTests", ["Base", "HTTP", "Places", "TestSupport"]),
        tests("MessagingTests", ["Base", "HTTP", "Messaging"]),
        tests("FederationTests", ["Base", "Cryptography", "JOSE", "OpenID", "HTTP", "Federation"]),
        .target(name: "TestVectors", dependencies: ["Base"], path: "Tests/TestVectors", swiftSettings: settings),
        tests("CryptographyTests", ["Base", "Cryptography", "TestVectors"]),
        tests("JOSETests", ["Base", "Cryptography", "JOSE", "TestVectors"]),
        tests("FIDOTests", ["Base", "Cryptography", "JOSE", "FIDO", "TestVectors"]),
        tests("SQLTests", ["Base", "SQL", "TestSupport"]),
        // Killed by StorageTests again and again.
        .executableTarget(
            name: "storage-writer", dependencies: ["Base", "Directory", "SQL", "Storage"], path: "Tests/StorageWriter",
            swiftSettings: settings),
        tests("StorageTests", ["Base", "Directory", "SQL", "Storage", "TestSupport", "storage-writer"]),
        tests("OpenIDTests", ["Base", "Cryptography", "OpenID"]),
        tests(
            "OpenIDProviderTests",
            ["Base", "Cryptography", "JOSE", "OpenID", "HTTP", "Directory", "Pages", "OpenIDProvider", "TestSupport"]),
        tests(
            "JourneyRuntimeTests",
            [
                "Base", "Cryptography", "JOSE", "OpenID", "HTTP", "Directory", "Policy", "Journey", "Pages",
                "OpenIDProvider", "JourneyRuntime", "Passwordless", "TestSupport",
            ]),
        tests(
            "ServerTests",
            [
                "Base", "Cryptography", "JOSE", "FIDO", "HTTP", "Transport", "SQL", "Directory", "Storage", "Policy",
                "Messaging", "Passwordless",
                "JourneyRuntime", "Workbench", "Server", "TestSupport", "TestVectors", "Trace",
            ]),
        // Runs the published policies by journey tests; what it reads lies beside it.
        tests("CorpusTests", ["Base", "Policy", "Workbench", "Server"], exclude: ["Journeys", "known-errors.json"]),
    ],
    swiftLanguageModes: [.v6]
)

// `make fuzz`: a program whose `main` is libFuzzer's, out of the way of every other build. The modules that it throws
// bytes at tell libFuzzer which way they go.
if Context.environment["CARDEA_FUZZ"] != nil {
    let fuzzed: [SwiftSetting] = settings + [.unsafeFlags(["-sanitize=fuzzer", "-parse-as-library"])]
    for target in package.targets
    where ["Base", "Cryptography", "JOSE", "FIDO", "Passwordless"].contains(target.name) {
        target.swiftSettings = fuzzed
    }
    package.targets.append(
        .executableTarget(
            name: "fuzz-parsers", dependencies: ["Base", "Cryptography", "JOSE", "FIDO", "Passwordless"],
            path: "Fuzz/Parsers",
            swiftSettings: fuzzed,
            linkerSettings: [.unsafeFlags(["-sanitize=fuzzer", "-use-ld=lld"]), .linkedLibrary("m")]))
}
