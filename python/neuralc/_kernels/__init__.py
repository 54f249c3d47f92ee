"""Native kernels: a whole program, value and derivatives, as one function of machine code.

The compiler gives LLVM's text; llvmlite makes machine code of it. Nothing here is imported before a
program is compiled with `backend="native"`.
"""
