/// The known operations, besides those that are activations and the derivatives of unary ones.
package enum Operations {
  /// In alphabetical order.
  package static let all: [any Operation.Type] = [
    Absolute.self,
    Add.self,
    BatchMean.self,
    BatchShare.self,
    Broadcast.self,
    Clip.self,
    Divide.self,
    DropoutMask.self,
    ErrorFunction.self,
    Exponential.self,
    Hits.self,
    HuberPenalty.self,
    Logarithm.self,
    LogarithmOfOnePlus.self,
    MatrixProduct.self,
    Multiply.self,
    OneHot.self,
    Ramp.self,
    Scale.self,
    SelectNegative.self,
    SelectPositive.self,
    SoftmaxCrossEntropy.self,
    SoftmaxRows.self,
    Square.self,
    SquareRoot.self,
    Subtract.self,
    SumColumns.self,
    SumRows.self,
  ]
}
