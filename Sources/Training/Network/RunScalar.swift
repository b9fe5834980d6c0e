package import Engine
package import Tabular

/// The number types of a run: those that both tables and networks are made of.
package protocol RunScalar: Scalar, TableScalar {}

extension Float: RunScalar {}
extension Double: RunScalar {}
