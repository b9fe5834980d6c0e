import Engine
import Foundation
import Spec
import Testing

/// The registries name what their folders hold, so that nothing is forgotten.
@Suite struct RegistryTests {
  private func files(in folder: String) throws -> Set<String> {
    let sources = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "../../Sources/Engine/\(folder)").standardized
    let names = try FileManager.default.contentsOfDirectory(atPath: sources.path)
    return Set(names.filter { $0.hasSuffix(".swift") }.map { String($0.dropLast(6)) })
  }

  @Test func everyOperationOfTheFolderIsRegistered() throws {
    let registered = Set(Operations.all.map { "\($0)" }).subtracting(["SoftmaxRows"])
    #expect(try files(in: "Operations") == registered.union(["Operations"]))
  }

  @Test(arguments: [
    ("Activations", "Activation", Activations.registry.names.count),
    ("Initializers", "Initializer", Initializers.registry.names.count),
    ("Losses", "Loss", Losses.registry.names.count),
    ("Optimizers", "Optimizer", Optimizers.registry.names.count),
    ("Regularizers", "Regularizer", Regularizers.registry.names.count),
  ])
  func everyComponentOfTheFolderIsRegistered(folder: String, kind: String, count: Int) throws {
    #expect(try files(in: folder).subtracting([kind]).count == count)
  }
}
