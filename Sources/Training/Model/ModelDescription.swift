import Engine
import Spec
import Tabular

/// What a model file says of its network besides the tensors. Nothing in it depends on paths, names
/// or time.
struct ModelDescription: Declared {
  /// The layers, sizes resolved.
  var layers: [any Layer] = []
  var loss: any Loss = MeanSquaredError()
  /// The character between two cells of the run's tables.
  var delimiter: Character = ","
  /// Read in models of earlier versions, not all of whose products had the same bits on every processor.
  var portable: Bool?

  init() {}

  static let fields: [Field<Self>] = [
    Field(
      "layers", \.layers, .list(.component(in: Layers.registry)), "the layers", isRequired: true),
    Field("loss", \.loss, .component(in: Losses.registry), "the loss", isRequired: true),
    Field("delimiter", \.delimiter, .delimiter, "the character between two cells"),
    Field(
      "portable", \.portable, .boolean,
      "whether products have the same bits on every processor, as all have now"),
  ]

  func check(_ reading: inout Reading) {
    ModelSection.check(layers, &reading)
    if reading.areSound("layers"),
      layers.isEmpty
        || layers.contains(where: { type(of: $0).mayLeaveOutUnits && $0.units == nil })
    {
      reading.fault("layers", "expected at least one layer, each with its units")
    }
  }
}
