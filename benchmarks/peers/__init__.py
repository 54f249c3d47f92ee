"""The tools that are measured side by side, each in a module of its own.

A module of a tool has `prepare(workload)`, which gives an action without arguments that computes
the value and the gradients from what is ready in memory, or `candidates(workload)`, which gives
several; and `arrays(answer)`, which turns an action's answer into NumPy arrays: the value, then the
gradients in the order of `workload.wrt`. An action returns when the numbers are there. Both raise
`NotRun` where the tool cannot do the workload.
"""
