import Foundation
import Testing

/// The launcher of packages, among programs that tell which one they are.
@Suite struct LauncherTests {
  private static let levels = ["x86-64-v4", "x86-64-v3", "x86-64-v2"]

  /// The levels of the processor, highest first.
  private static let known: [String] = levels.filter { level in
    let needed =
      switch level {
      case "x86-64-v4": ["avx512f", "avx512bw", "avx512cd", "avx512dq", "avx512vl", "avx2", "fma"]
      case "x86-64-v3": ["avx2", "fma", "bmi1", "bmi2", "f16c", "movbe", "abm"]
      default: ["sse4_2", "popcnt", "ssse3", "cx16"]
      }
    let text = (try? String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8)) ?? ""
    let flags = text.split(separator: "\n").first { $0.hasPrefix("flags") } ?? ""
    return Set(needed.map { $0[...] }).isSubset(of: flags.split(separator: " "))
  }

  /// A package whose programs of these levels print their level and their arguments.
  private func package(_ levels: [String], in workspace: Workspace) throws {
    try workspace.write(
      levels.map {
        """
        mkdir -p package/lib/dlrun/\($0)
        printf '#!/bin/sh\\necho \($0) "$@"\\nexit 7\\n' > package/lib/dlrun/\($0)/dlrun
        chmod +x package/lib/dlrun/\($0)/dlrun

        """
      }.joined(), to: "make.sh")
    let launcher = Repository.path("scripts/packaging/launcher.c")
    let ending = try Program.shell(
      "mkdir -p package/bin && clang '\(launcher)' -o package/bin/dlrun && sh make.sh",
      in: workspace)
    try #require(ending.status == 0, "\(ending.errors)")
  }

  #if arch(x86_64)
    @Test func theHighestLevelOfTheProcessorBegins() throws {
      let workspace = try Workspace()
      try package(Self.levels, in: workspace)
      // By a link, too, as from a folder on the path.
      let ending = try Program.shell(
        "ln -s package/bin/dlrun link && ./link train 'a b'", in: workspace)
      let best = try #require(Self.known.first)
      #expect(ending.output == "\(best) train a b\n", "\(ending.errors)")
      #expect(ending.status == 7)
    }

    @Test func aLevelThatIsNotThereIsPassedOver() throws {
      let workspace = try Workspace()
      try package(["x86-64-v2"], in: workspace)
      let ending = try Program.shell("package/bin/dlrun", in: workspace)
      #expect(ending.output == "x86-64-v2\n", "\(ending.errors)")
    }

    @Test func aPackageWithoutProgramsIsRefused() throws {
      let workspace = try Workspace()
      try package([], in: workspace)
      let ending = try Program.shell("package/bin/dlrun", in: workspace)
      #expect(ending.status == 78)
      #expect(ending.output.isEmpty)
      #expect(ending.errors.contains("lib/dlrun/ has no program for this processor"))
    }
  #endif
}
