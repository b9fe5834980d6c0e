import Engine
import Spec
import System
import Tabular
import Training

/// A model as a module of PyTorch: its tensors, and the code that makes a module of them and inputs of cells.
struct PyTorchExport {
  private(set) var files: [(name: String, bytes: [UInt8])] = []

  /// - Throws: `configuration` where the model has something that the module cannot express.
  init(_ model: ExportedModel) throws(Failure) {
    let module = try PyTorchModule(model.network)
    // Each module has a flag of that name.
    if module.layers.contains(where: { $0.name == "training" }) {
      throw Failure(
        .configuration,
        "a layer named \("training".quoted) cannot be part of a PyTorch module")
    }
    var text = Self.head
    text += "PRECISION = torch.\(model.isSingle ? "float32" : "float64")\n"
    text += PythonCells.limit(model)
    text += PythonCells.functions + Self.functions
    text += "\n\nclass Model(nn.Module):\n"
    text +=
      "    \"\"\"From inputs, [rows, \(model.network.inputs)], to the last layer's weighted sums, [rows, \(model.network.outputs)].\n\n"
    let temperature = model.network.temperature.map { "divided by \($0), " } ?? ""
    let activation = type(of: model.network.lastLayer.outputActivation).name
    text +=
      "    What dlrun predict answers follows from these sums, \(temperature)by the activation \(activation).\n    \"\"\"\n\n"
    text += "    def __init__(self):\n        super().__init__()\n"
    for (name, modules) in [("embeddings", module.embeddings), ("layers", module.layers)]
    where !modules.isEmpty {
      text += "        self.\(name) = Modules({\n"
      text += modules.map { "            \($0.name.quoted): \($0.module),\n" }.joined()
      text += "        })\n"
    }
    text += "\n    def forward(self, inputs):\n"
    text += module.lines.map { "        \($0)\n" }.joined()
    text += Self.loading
    text += "\n\ndef encode(columns):\n"
    text +=
      "    \"\"\"The module's inputs for lists by column, of texts or numbers; None, nan and texts for missing cells.\"\"\"\n"
    text += try PythonCells.statements(model).map { "    \($0)\n" }.joined()
    text += "    return torch.from_numpy(np.ascontiguousarray(inputs))\n"
    files = [("model.safetensors", model.moduleBytes), ("model.py", Array(text.utf8))]
  }

  private static let head = #"""
    """A dlrun model as a PyTorch module.

    load("model.safetensors")(encode(columns)) gives the last layer's weighted sums for lists by column.
    """

    import json
    import os
    import re
    import unicodedata

    import numpy as np
    import torch
    import torch.nn.functional as F
    from torch import nn


    """#

  private static let functions = #"""


    class Modules(nn.Module):
        """Modules by any name, which nn.ModuleDict does not allow."""

        def __init__(self, modules):
            super().__init__()
            self._modules.update(modules)

        def __getitem__(self, name):
            return self._modules[name]


    def without(module, name):
        """A module in which a parameter is left out."""
        module.register_parameter(name, None)
        return module


    def is_there(x, lengths):
        """Which steps of sequences are present, [rows, steps, 1]."""
        return (torch.arange(x.shape[1], device=x.device) < lengths[:, None])[..., None]


    def masked(x, lengths):
        """Sequences with 0 after their last steps."""
        return torch.where(is_there(x, lengths), x, 0)


    def windows(lengths, reach, stride):
        """How many windows fit into sequences of some lengths, each reaching so many steps beyond its first one."""
        return torch.clamp((lengths - reach + stride - 1) // stride, min=0)


    def convolved(convolution, x, padding):
        """The windows of steps or pixels, whose channels come last here, and first in PyTorch."""
        return convolution(F.pad(x.movedim(-1, 1), padding)).movedim(1, -1)


    def pooled(x, lengths, kernel, stride, padding, method):
        """The maximum or the mean of what is in each window; 0 if there is nothing."""
        present = torch.ones_like(x) if lengths is None else is_there(x, lengths).expand(x.shape).to(x.dtype)
        present = F.pad(present.movedim(-1, 1), padding)
        x = F.pad(x.movedim(-1, 1), padding)
        maximum, mean = (F.max_pool1d, F.avg_pool1d) if x.dim() == 3 else (F.max_pool2d, F.avg_pool2d)
        count = mean(present, kernel, stride)
        if method == "max":
            result = maximum(torch.where(present > 0, x, -torch.inf), kernel, stride)
        else:
            result = mean(x * present, kernel, stride) / count
        return torch.where(count > 0, result, 0).movedim(1, -1)


    def recurrent(layer, x, lengths, is_reverse):
        """The outputs of all steps, and of the last step read."""
        if lengths is None:
            lengths = torch.full((len(x),), x.shape[1], device=x.device)
        step = torch.arange(x.shape[1], device=x.device)
        # The steps that there are from the last to the first, those behind them where they are.
        last = lengths[:, None] - 1
        order = torch.where(step <= last, last - step, step)[..., None] if is_reverse else None
        if is_reverse:
            x = x.gather(1, order.expand(x.shape))
        packed = nn.utils.rnn.pack_padded_sequence(
            x, lengths.clamp(min=1).cpu(), batch_first=True, enforce_sorted=False)
        packed, state = layer(packed)
        outputs, _ = nn.utils.rnn.pad_packed_sequence(packed, batch_first=True, total_length=x.shape[1])
        state = state[0] if isinstance(state, tuple) else state
        state = state.transpose(0, 1).flatten(1)
        if is_reverse:
            outputs = outputs.gather(1, order.expand(outputs.shape))
        return masked(outputs, lengths), torch.where(lengths[:, None] > 0, state, 0)

    """#

  private static let loading = #"""


    def tensors(path):
        """The tensors of a safetensors file by their names."""
        with open(path, "rb") as file:
            header = json.loads(file.read(int.from_bytes(file.read(8), "little")))
            data = bytearray(file.read())
        kinds = {"F32": torch.float32, "F64": torch.float64}
        return {
            name: torch.frombuffer(
                data[slice(*entry["data_offsets"])], dtype=kinds[entry["dtype"]]).reshape(entry["shape"])
            for name, entry in header.items() if name != "__metadata__"
        }


    def load(path="model.safetensors"):
        """The module with the tensors of a file, or of the file model.safetensors of a folder."""
        if os.path.isdir(path):
            path = os.path.join(path, "model.safetensors")
        model = Model().to(PRECISION)
        # A name with a dot in it is taken for that of another module, and only then unexpected.
        missing, _ = model.load_state_dict(tensors(path), strict=False)
        if missing:
            raise KeyError(f"{path} has no tensor {missing[0]}")
        return model.eval()

    """#
}
