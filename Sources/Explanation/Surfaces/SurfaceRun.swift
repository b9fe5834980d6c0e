package import Drawing
import Spec
package import System
import Tabular
import Training

/// The surfaces of a finished run: of its model, or of its snapshots.
package struct SurfaceRun {
  package let surfaces: [ModelSurface]

  /// - Parameter epochs: the snapshots to draw; nil for the final model.
  package init(_ directory: String, epochs: [Int]?) throws(Failure) {
    let run = FinishedRun(directory)
    let data = try run.configuration().value.data
    var models: [(title: String, model: ModelFile)] = []
    if let epochs {
      for epoch in epochs { models.append(("epoch \(epoch)", try run.model(epoch: epoch))) }
    } else {
      models.append(("", try run.model()))
    }
    let plane = try SurfacePlane(of: models[0].model, data: data)
    var surfaces: [ModelSurface] = []
    for (title, model) in models {
      surfaces.append(try ModelSurface(model, over: plane, title: title))
    }
    self.surfaces = surfaces
  }

  /// The surfaces side by side, by gnuplot.
  /// - Throws: `cannotCreate` where gnuplot is missing.
  package func picture(as format: PictureFormat) throws(Failure) -> [UInt8] {
    try SurfacePicture.picture(of: surfaces, as: format)
  }

  /// The surfaces one below the other, for a terminal.
  package func text(in terminal: Terminal) -> String {
    surfaces.map { SurfaceText($0, in: terminal).text }.joined(separator: "\n")
  }
}
