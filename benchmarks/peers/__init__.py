"""The tools that are measured side by side, each in a module of its own.

A module of a tool has `prepare(workload)`, which gives an action without arguments that computes
the value and the gradients from what is ready in memory, and `arrays(answer)`, which turns the
action's answer into NumPy arrays: the value, then the gradients in the order of `workload.wrt`. The
action returns when the numbers are there. `prepare` raises `NotRun` where the tool cannot do the
workload.
"""
