import Testing

@testable import CLibrary

@Suite struct CIdentifierTests {
  @Test(arguments: [
    ("x", "x"), ("neg-k", "neg_k"), ("x'", "x_"), ("θ", "theta"), ("Ω", "Omega"),
    ("λ-1", "lambda_1"),
    ("ж", "u436"), ("<2>", "x2_"), ("---", "x"), ("_x", "x"), ("int", "int_"), ("class", "class_"),
    ("NULL", "NULL_"), ("linux", "linux_"), ("->", "x"), ("𝔼", "u1D53C"),
  ])
  func spelling(name: String, expected: String) {
    #expect(CIdentifier.spelling(of: name) == expected)
  }

  @Test func namesDifferFromEachOtherAndFromOurs() {
    let names = CIdentifier.unique(["a-b", "a_b", "value", "x", "gradient_x", "a!b"])
    #expect(names == ["a_b", "a_b_2", "value_2", "x", "gradient_x_2", "a_b_3"])
  }
}

@Suite struct CTextTests {
  @Test func nothingEndsAComment() {
    #expect(CText.comment("a*/b\nc\\") == "a* /b c\\ ")
  }

  @Test func literalsAreASCII() {
    #expect(CText.literal("a\"\\?é1") == #""a\"\\\?\303\2511""#)
  }

  @Test func numbers() {
    #expect(
      [1, -0.0, 1e300, .infinity, -.infinity, .nan].map(CText.number) == [
        "1.0", "-0.0", "1e+300", "INFINITY", "-INFINITY", "NAN",
      ])
  }
}

@Suite struct KernelTextTests {
  static let kernel = KernelText(
    text: """
      declare <2 x double> @neuralc_pow_f64x2(<2 x double>, <2 x double>) nounwind memory(none)
      declare ptr @malloc(i64)
      define i32 @kernel(ptr %inputs) nounwind {
        ret i32 0
      }
      define internal void @function1() {
        ret void
      }

      """, symbol: "kernel")

  @Test func elementaryFunctionsAreDefinedByThoseOfC() {
    let text = Self.kernel.standalone(as: "energy_value")
    #expect(!text.contains("declare <2 x double>"))
    #expect(text.contains("declare double @pow(double, double)"))
    #expect(text.contains("define internal <2 x double> @neuralc_pow_f64x2("))
    #expect(text.contains("call double @pow(double %x0.1, double %x1.1)"))
    #expect(text.contains("declare ptr @malloc(i64)"))
  }

  @Test func theSymbolIsRenamedAndHidden() {
    let text = Self.kernel.standalone(as: "energy_value")
    #expect(text.contains("define hidden i32 @energy_value(ptr %inputs) nounwind {"))
    #expect(text.contains("define internal void @function1() {"))
  }

  @Test func memoryCanBeChecked() {
    let text = Self.kernel.standalone(as: "energy_value", checksMemory: true)
    #expect(text.contains("@energy_value(ptr %inputs) nounwind sanitize_address {"))
    #expect(text.contains("@function1() sanitize_address {"))
  }
}

@Suite struct CLibraryTests {
  static func library(isRecursive: Bool = false) -> CLibrary {
    let kernel = CLibrary.Kernel(
      symbol: "k1", carefulSymbol: "k1_careful", messages: ["first", "second"])
    let other = CLibrary.Kernel(symbol: "k8", messages: ["second", "third"])
    return CLibrary(
      prefix: "law", origin: "law.h: from a*/b",
      variables: [
        .init(name: "r-1", sizes: [3]), .init(name: "m", sizes: []),
        .init(name: "λ", sizes: [2, 2], initial: [1, 2, 3, 4]),
      ],
      resultSizes: [3],
      functions: [
        .init(number: .float64, hasGradients: false, one: kernel, many: other),
        .init(number: .float32, hasGradients: true, one: kernel, many: other),
      ], isRecursive: isRecursive)
  }

  @Test func headerDeclaresWhatThereIs() {
    let header = Self.library().header
    #expect(
      header.contains(
        """
        int law_value_float64(size_t count, const double *r_1, const double *m, const double *lambda,
            double *value, law_failure *failure);
        """))
    #expect(header.contains("int law_gradient_float32(size_t count, const float *r_1,"))
    #expect(header.contains("r_1 (r-1): input, count x 3 numbers"))
    #expect(header.contains("lambda (λ): parameter, 2 x 2 numbers for all items;"))
    #expect(header.contains("a* /b"))
  }

  @Test func statusesAreThoseOfTheMessages() {
    let wrapper = Self.library().wrapper(header: "law.h")
    #expect(Self.library().messages == ["first", "second", "third"])
    #expect(wrapper.contains("static const int codes_of_one[] = {1, 2, 0};"))
    #expect(wrapper.contains("static const int codes_of_many[] = {2, 3, 0};"))
  }

  @Test func carefulKernelsAreDeclaredAndFollow() {
    let wrapper = Self.library().wrapper(header: "law.h")
    #expect(wrapper.contains("HIDDEN kernel k1;\nHIDDEN kernel k1_careful;\nHIDDEN kernel k8;"))
    #expect(wrapper.contains("static const kernels for_one = {k1, k1_careful, codes_of_one};"))
    #expect(wrapper.contains("static const kernels for_many = {k8, k8, codes_of_many};"))
  }

  @Test func everyArrayThatIsNeededIsChecked() {
    let wrapper = Self.library().wrapper(header: "law.h")
    #expect(wrapper.contains("if (count && (!value || !r_1 || !m))"))
    #expect(
      wrapper.contains(
        "if (count && (!value || !r_1 || !gradient_r_1 || !m || !gradient_m || !gradient_lambda))"))
  }
}
