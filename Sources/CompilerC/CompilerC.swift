// CompilerC
