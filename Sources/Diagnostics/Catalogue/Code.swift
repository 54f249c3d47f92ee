/// The stable name of a kind of diagnostic; never reused for another meaning.
package enum Code: String, CaseIterable, Hashable, Sendable {
  // The text and its brackets.
  case unclosedBracket = "NC101"
  case unexpectedClosingBracket = "NC102"
  case mismatchedBracket = "NC103"
  case malformedNumber = "NC104"
  case strayToken = "NC105"
  case unterminatedComment = "NC106"
  case invalidUTF8 = "NC107"
  case nestingTooDeep = "NC108"
  // The shape of forms.
  case malformedForm = "NC201"
  case misplacedDeclaration = "NC202"
  case missingFinalExpression = "NC203"
  case strayExpression = "NC204"
  case missingElse = "NC205"
  case duplicateName = "NC206"
  case emptyApplication = "NC207"
  case misplacedRecur = "NC208"
  case miscountedRecur = "NC209"
  case recurAcrossFunction = "NC210"
  case scanWithoutRecur = "NC211"
  case foreignNotation = "NC212"
  // Names.
  case unknownFunction = "NC301"
  case undeclaredName = "NC302"
  case functionAsValue = "NC303"
  case notAFunction = "NC304"
  case usedBeforeDefinition = "NC305"
  case nameCollision = "NC306"
  case unknownEntry = "NC307"
  case unknownOption = "NC308"
  case notationName = "NC309"
  // Types and sizes.
  case wrongArity = "NC401"
  case kindMismatch = "NC402"
  case sizeMismatch = "NC403"
  case vectorWithMatrix = "NC404"
  case branchMismatch = "NC405"
  case loopVariableChanges = "NC406"
  case conditionNotScalar = "NC407"
  case nonConstantSize = "NC408"
  case invalidSize = "NC409"
  case indexOutOfRange = "NC410"
  case undecidedSize = "NC411"
  case growingRecursion = "NC412"
  case malformedType = "NC413"
  case nonConstantInitialValue = "NC414"
  case malformedConstraint = "NC415"
  // Warnings.
  case unusedBinding = "NC501"
  case unusedInput = "NC502"
  case nonFiniteConstant = "NC503"
  case endlessLoop = "NC504"

  /// Codes from 500 are warnings.
  package var severity: Diagnostic.Severity { rawValue >= "NC500" ? .warning : .error }
}
