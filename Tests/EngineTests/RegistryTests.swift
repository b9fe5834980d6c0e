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
    let registered = Set(Operations.all.map { "\($0)" }).subtracting(["SoftmaxRows", "RepeatRows"])
    #expect(try files(in: "Operations") == registered.union(["Operations"]))
  }

  @Test(arguments: [
    ("Activations", "Activation", Activations.registry.names),
    ("Initializers", "Initializer", Initializers.registry.names),
    ("Losses", "Loss", Losses.registry.names),
    ("Optimizers", "Optimizer", Optimizers.registry.names),
    ("Regularizers", "Regularizer", Regularizers.registry.names),
  ])
  func everyComponentOfTheFolderIsRegistered(folder: String, kind: String, names: [String]) throws {
    #expect(Set(names).count == names.count)
    #expect(try files(in: folder).subtracting([kind]).count == names.count)
  }
}
