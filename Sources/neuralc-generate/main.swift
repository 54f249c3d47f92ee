// Writes the generated pages of the documentation below the current directory, or, with `--check`,
// exits with status 1 and names those that are stale.
import Foundation

let arguments = CommandLine.arguments.dropFirst()
guard arguments.allSatisfy({ $0 == "--check" }) else {
  FileHandle.standardError.write(Data("usage: neuralc-generate [--check]\n".utf8))
  exit(2)
}
let pages = Pages(directory: FileManager.default.currentDirectoryPath)
let stale = try pages.stale()
if arguments.isEmpty {
  try pages.write()
  print(stale.isEmpty ? "Everything is up to date." : "Renewed:")
} else if !stale.isEmpty {
  print("Stale (`make docs` renews them):")
}
for path in stale { print("  \(path)") }
exit(arguments.isEmpty || stale.isEmpty ? 0 : 1)
