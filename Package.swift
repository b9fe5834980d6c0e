// swift-tools-version: 6.3
import PackageDescription

/// Modules may use each other's `package` declarations; nothing is public.
let package = Package(
  name: "dlrun",
  products: [.library(name: "FaultInjector", type: .dynamic, targets: ["FaultInjector"])],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    // Without its traits it needs no more of Foundation than the essentials.
    .package(url: "https://github.com/apple/swift-protobuf", from: "1.39.0", traits: []),
    // It needs Foundation, so that what uses it is a program of its own.
    .package(url: "https://github.com/swhitty/FlyingFox", from: "0.27.1"),
  ],
  targets: [
    .systemLibrary(name: "CProcessor"),
    .systemLibrary(name: "CZlib", providers: [.apt(["zlib1g-dev"])]),
    .systemLibrary(name: "CZstd", providers: [.apt(["libzstd-dev"])]),
    .target(name: "Numerics"),
    .target(name: "Randomness", dependencies: ["Numerics"]),
    .target(name: "System", dependencies: ["CZlib"]),
    .target(name: "Spec", dependencies: ["System"]),
    .target(
      name: "Engine",
      dependencies: ["CProcessor", "Numerics", "Randomness", "Spec", "System"]),
    .target(
      name: "Tabular", dependencies: ["CZlib", "CZstd", "Numerics", "Randomness", "Spec", "System"]),
    .target(
      name: "Training",
      dependencies: ["Engine", "Numerics", "Randomness", "Spec", "System", "Tabular"]),
    .target(name: "Drawing", dependencies: ["Spec", "System"]),
    .target(
      name: "Records", dependencies: ["Drawing", "Engine", "Spec", "System", "Tabular", "Training"]),
    .target(
      name: "Explanation",
      dependencies: ["Drawing", "Engine", "Randomness", "Spec", "System", "Tabular", "Training"]),
    .target(
      name: "ONNXSchema",
      dependencies: [.product(name: "SwiftProtobuf", package: "swift-protobuf")],
      exclude: ["README.md", "onnx.proto"]),
    .target(
      name: "Export",
      dependencies: [
        "Engine", "ONNXSchema", "Spec", "System", "Tabular", "Training",
      ]),
    .target(
      name: "Live",
      dependencies: [
        "Drawing", "Engine", "Explanation", "Records", "Spec", "System", "Tabular", "Training",
      ],
      resources: [.embedInCode("Page/page.css"), .embedInCode("Page/page.js")]),
    .executableTarget(
      name: "dlrun-watch",
      dependencies: [
        "Live", "Spec", "System",
        .product(name: "FlyingFox", package: "FlyingFox"),
        .product(name: "FlyingSocks", package: "FlyingFox"),
      ]),
    .executableTarget(
      name: "dlrun",
      dependencies: [
        "Drawing", "Engine", "Explanation", "Export", "Records", "Spec", "System", "Tabular",
        "Training",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ]),
    .executableTarget(
      name: "Benchmarks",
      dependencies: [
        "Engine", "Randomness", "Spec", "System", "Tabular", "Training",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ]),
    .testTarget(name: "SystemTests", dependencies: ["System"]),
    .testTarget(name: "SpecTests", dependencies: ["Spec", "System"]),
    .testTarget(name: "NumericsTests", dependencies: ["Numerics"]),
    .testTarget(name: "RandomnessTests", dependencies: ["Randomness"]),
    .target(name: "AllocationCounter", path: "Tests/AllocationCounter"),
    .target(name: "FaultInjector", path: "Tests/FaultInjector"),
    .testTarget(
      name: "EngineTests",
      dependencies: ["AllocationCounter", "Engine", "Randomness", "Spec", "System"]),
    .target(
      name: "FuzzTargets",
      dependencies: ["Compressors", "Engine", "Records", "Spec", "System", "Tabular", "Training"],
      path: "Tests/FuzzTargets"),
    .target(name: "Compressors", dependencies: ["CZlib", "CZstd"], path: "Tests/Compressors"),
    .testTarget(name: "TabularTests", dependencies: ["Compressors", "Spec", "System", "Tabular"]),
    .testTarget(
      name: "TrainingTests",
      dependencies: ["Engine", "FuzzTargets", "Spec", "System", "Tabular", "Training"]),
    .testTarget(name: "DrawingTests", dependencies: ["Drawing", "System"]),
    .testTarget(name: "RecordsTests", dependencies: ["Drawing", "Records"]),
    .testTarget(name: "LiveTests", dependencies: ["Live"]),
    .testTarget(
      name: "ExplanationTests",
      dependencies: ["Engine", "Explanation", "Spec", "System", "Training"]),
    .testTarget(
      name: "CommandTests",
      dependencies: [
        "Compressors", "Engine", "Explanation", "Records", "Spec", "System", "Tabular", "Training",
        "dlrun", "dlrun-watch",
      ]),
  ]
)

// It needs libFuzzer, which `make fuzz` links.
if Context.environment["DLRUN_FUZZ"] != nil {
  package.targets.append(
    .executableTarget(name: "Fuzz", dependencies: ["FuzzTargets"], path: "Tests/Fuzz"))
}

for target in package.targets
where target.type != .system && !["AllocationCounter", "FaultInjector"].contains(target.name) {
  target.swiftSettings = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
  ]
  // They only start the program, and take minutes to be optimized.
  if target.name == "CommandTests" { target.swiftSettings?.append(.unsafeFlags(["-Onone"])) }
}
