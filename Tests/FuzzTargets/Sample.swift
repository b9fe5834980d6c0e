/// A small table and what is trained on it.
enum Sample {
  static let table =
    "a,b,when,out\n"
    + (0..<12).map {
      "\($0 * 7 % 11).5,\($0 % 3 == 0 ? "x" : "\"y\"\"\""),2024-01-0\($0 % 9 + 1),\($0 % 2)\n"
    }
    .joined()

  /// Rows that follow one another, in groups.
  static let steps =
    "id,t,a,c,out\n"
    + (0..<16).map {
      "\($0 % 4),\($0 / 4),\($0 * 7 % 11),\($0 % 3 == 0 ? "u" : "v"),\($0 % 4 % 2)\n"
    }
    .joined()

  /// Layers of several kinds, columns of each type.
  static let configuration = #"""
    {"data": {"train": "t.csv", "target": "out", "validation": 0.25,
      "columns": {"b": {"encoding": "embedding", "dimensions": 2}}},
     "preprocessing": {"numeric": "standard"},
     "model": {"layers": [{"units": 4, "activation": "tanh", "dropout": 0.1},
       {"kind": "batch_normalization"}, {"kind": "reshape", "shape": [2, 2]},
       {"kind": "gru", "units": 2, "name": "g"}, {"activation": "softmax"}]},
     "training": {"epochs": 2, "checkpoint": {"every_epochs": 1}, "early_stopping": {"patience": 3},
       "calibrate": "temperature", "threshold": "best:f1", "log_layers": true, "log_steps": true}}
    """#

  /// Little, with all that a state remembers.
  static let resumable = #"""
    {"data": {"train": "t.csv", "target": "out", "inputs": ["a"], "validation": 0.25},
     "model": {"layers": [{"kind": "batch_normalization"}, {"activation": "softmax"}]},
     "optimizer": {"name": "momentum"},
     "training": {"epochs": 2, "checkpoint": {"every_epochs": 1}, "early_stopping": {"patience": 3},
       "schedule": {"name": "plateau"}}}
    """#

  static let regression = #"""
    {"data": {"train": "t.csv", "target": "out", "task": "regression",
      "columns": {"when": {"missing": "mean"}, "b": {"max_categories": 1}}},
     "preprocessing": {"numeric": "quantile", "missing": "median", "polynomial_degree": 2},
     "model": {"layers": [{"units": 2, "activation": "relu"}, {}]},
     "training": {"epochs": 2, "precision": "float64"}}
    """#

  static let sequences = #"""
    {"data": {"train": "s.csv", "target": "out", "task": "classification",
      "sequence": {"by": "id", "order": "t", "steps": 3}},
     "model": {"layers": [{"kind": "lstm", "units": 2}, {"activation": "softmax"}]},
     "training": {"epochs": 2}}
    """#

  static let windows = #"""
    {"data": {"train": "s.csv", "target": "out", "task": "regression",
      "window": {"by": "id", "order": "t", "steps": 2}},
     "model": {"layers": [{"kind": "convolution", "filters": 2, "kernel_size": 1}, {}]},
     "training": {"epochs": 2}}
    """#
}
