// swift-tools-version: 6.3
import PackageDescription

/// Modules may use each other's `package` declarations; nothing is public.
let package = Package(
  name: "dlrun",
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2")
  ],
  targets: [
    .systemLibrary(name: "COpenBLAS", providers: [.apt(["libopenblas-dev"])]),
    .target(name: "Randomness"),
    .target(name: "Spec"),
    .target(name: "Engine", dependencies: ["COpenBLAS", "Randomness", "Spec"]),
    .target(name: "Tabular", dependencies: ["Randomness", "Spec"]),
    .target(name: "Training", dependencies: ["Engine", "Randomness", "Spec", "Tabular"]),
    .executableTarget(
      name: "dlrun",
      dependencies: [
        "Training", .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ]),
    .testTarget(name: "SpecTests", dependencies: ["Spec"]),
    .testTarget(name: "RandomnessTests", dependencies: ["Randomness"]),
    .target(name: "AllocationCounter", path: "Tests/AllocationCounter"),
    .testTarget(
      name: "EngineTests", dependencies: ["AllocationCounter", "Engine", "Randomness", "Spec"]),
    .testTarget(name: "TabularTests", dependencies: ["Tabular"]),
    .testTarget(name: "TrainingTests", dependencies: ["Training"]),
    .testTarget(name: "CommandTests", dependencies: ["Engine", "Spec", "Training", "dlrun"]),
  ]
)

for target in package.targets where target.type != .system && target.name != "AllocationCounter" {
  target.swiftSettings = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
  ]
}
