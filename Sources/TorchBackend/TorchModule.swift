import Types

/// A program as Python source with one `nn.Module`.
package struct TorchModule: Sendable {
  /// A value that the caller or the module holds, with its name in the program and in Python.
  package struct Variable: Hashable, Sendable {
    package let name: String
    package let pythonName: String
    package let type: Type
  }

  /// The parts of the file, in order.
  package let parts: Parts
  /// The name of the module's class in it.
  package let className: String
  /// The arguments of `forward`, in order.
  package let inputs: [Variable]
  /// The trainable constants; the Python name is that of the attribute.
  package let parameters: [Variable]
  /// Whether the number of rounds of a loop or the depth of a recursion depends on data, so that
  /// `torch.compile(fullgraph=True)` and `torch.export` cannot trace it.
  package let hasDataDependentControl: Bool

  /// The whole file; it needs nothing but torch.
  package var code: String {
    parts.header.text + parts.definitions + parts.classHead + parts.forward
  }

  /// The file in parts that can be told apart without reading Python.
  package struct Parts: Sendable {
    /// The description of the module, and imports.
    package let header: ModuleHeader
    /// What the class calls: functions, helpers and limits; often nothing.
    package let definitions: String
    /// The first line of the class, and its `__init__`.
    package let classHead: String
    /// The method `forward`.
    package let forward: String

    /// How many lines of the file stand before `definitions`.
    package var linesBeforeDefinitions: Int { header.lineCount }
    /// How many lines of the file stand before `forward`.
    package var linesBeforeForward: Int {
      linesBeforeDefinitions + definitions.lineBreaks + classHead.lineBreaks
    }
  }
}

/// What a module's header says about where it comes from.
package struct SourceInfo: Sendable {
  /// The text of the program.
  package let text: [UInt8]
  /// A path, or `<string>`.
  package let fileName: String
  /// The compiler's version.
  package let compilerVersion: String

  package init(text: [UInt8], fileName: String = "<string>", compilerVersion: String) {
    self.text = text
    self.fileName = fileName
    self.compilerVersion = compilerVersion
  }
}
