"""Random programs without data-dependent loops under PyTorch's transforms and compilers."""

from __future__ import annotations

import os

import pytest
import torch
from random_programs import Generator, Program, render, run
from test_random_programs import assert_close, describe, draw_inputs, is_well_separated
from torch import Tensor

import neuralc as nc

COUNT = int(os.environ.get("NEURALC_PROGRAMS", "400"))


def straight_programs(count: int, first: int = 10_000) -> list[Program]:
    """Programs whose loops, if any, have a number of rounds that the text fixes."""
    found: list[Program] = []
    seed = first
    while len(found) < count:
        program = Generator(seed).generate(4)
        if not program.has_data_dependent_loop:
            found.append(program)
        seed += 1
    return found


@pytest.mark.parametrize("block", range(0, COUNT // 4, 10))
def test_vmap_and_grad(block: int) -> None:
    for program in straight_programs(10, first=10_000 + 40 * block):
        model = nc.compile(render(program))
        inputs = draw_inputs(program, torch.float64, (4,))
        names = list(inputs)

        def call(*values: Tensor, model=model, names=names) -> Tensor:
            return model(**dict(zip(names, values, strict=True)))

        def total(*values: Tensor, call=call) -> Tensor:
            return call(*values).sum()

        values = tuple(inputs.values())
        message = describe(program, inputs)
        assert_close(torch.func.vmap(call)(*values), call(*values), 1e-12, message)
        argnums = tuple(range(len(values)))
        each = torch.func.vmap(torch.func.grad(total, argnums))(*values)
        together = torch.func.grad(total, argnums)(*values)
        for one, other in zip(each, together, strict=True):
            assert_close(one, other, 1e-11, message)


@pytest.mark.parametrize("block", range(0, COUNT // 16, 5))
def test_jacobians_and_hessians(block: int) -> None:
    for program in straight_programs(5, first=50_000 + 40 * block):
        if program.body.type != () or not program.smooth:
            continue
        model = nc.compile(render(program))
        inputs = draw_inputs(program, torch.float64)
        _, state = run(program, inputs)
        if not is_well_separated(state, torch.float64):
            continue
        names = list(inputs)

        def call(*values: Tensor, model=model, names=names) -> Tensor:
            return model(**dict(zip(names, values, strict=True)))

        def by_hand(*values: Tensor, program=program, names=names) -> Tensor:
            return run(program, dict(zip(names, values, strict=True)))[0]

        values = tuple(inputs.values())
        argnums = tuple(range(len(values)))
        message = describe(program, inputs)
        reverse = torch.func.jacrev(call, argnums)(*values)
        forward = torch.func.jacfwd(call, argnums)(*values)
        expected = torch.autograd.functional.hessian(by_hand, values)
        actual = torch.func.hessian(call, argnums)(*values)
        for i in argnums:
            assert_close(forward[i], reverse[i], 1e-11, message)
            for j in argnums:
                if bool(expected[i][j].isfinite().all()):
                    assert_close(actual[i][j], expected[i][j], 1e-9, message)


@pytest.mark.parametrize("program", straight_programs(8, first=70_000), ids=lambda p: p.seed)
def test_compile_in_one_graph(program: Program) -> None:
    torch._dynamo.reset()
    model = nc.compile(render(program))
    inputs = draw_inputs(program, torch.float64, (3,))
    compiled = torch.compile(model, fullgraph=True, backend="aot_eager")
    assert_close(compiled(**inputs), model(**inputs), 1e-12, describe(program, inputs))


@pytest.mark.parametrize("program", straight_programs(8, first=80_000), ids=lambda p: p.seed)
def test_export(program: Program) -> None:
    model = nc.compile(render(program))
    inputs = draw_inputs(program, torch.float64, (3,))
    exported = torch.export.export(model, (), kwargs=inputs)
    assert_close(exported.module()(**inputs), model(**inputs), 1e-12, describe(program, inputs))


@pytest.mark.parametrize("seed", range(90_000, 90_000 + COUNT // 8))
def test_gradcheck(seed: int) -> None:
    program = Generator(seed).generate(3)
    if not program.smooth:
        return
    inputs = draw_inputs(program, torch.float64)
    value, state = run(program, inputs)
    if state.nearest_switch < 1e-2 or not bool(value.isfinite().all()):
        return
    model = nc.compile(render(program))
    names = list(inputs)
    leaves = tuple(x.requires_grad_() for x in inputs.values())

    def call(*values: Tensor) -> Tensor:
        return model(**dict(zip(names, values, strict=True)))

    gradient = torch.autograd.grad(call(*leaves).sum(), leaves, allow_unused=True)
    if any(g is not None and float(g.abs().max()) > 1e3 for g in gradient):
        return  # Too steep for finite differences.
    assert torch.autograd.gradcheck(call, leaves, atol=1e-5, rtol=1e-3), describe(program, inputs)
    assert torch.autograd.gradgradcheck(call, leaves, atol=1e-4, rtol=1e-2)
