"""Modules behave as PyTorch expects of modules, for one program of every kind of form."""

import copy
import io
import pickle
import threading
from collections.abc import Callable
from dataclasses import dataclass

import pytest
import torch
import torch.distributed as dist
from torch import Tensor, nn
from torch.func import functional_call, grad, hessian, jacrev, vmap
from torch.nn.parallel import DistributedDataParallel

import neuralc as nc


def add_one(module: nn.Module, inputs: object, result: Tensor) -> Tensor:
    """A hook that has a name, as files want it."""
    return result + 1


@dataclass(frozen=True)
class Example:
    """A program that gives a real, and the shapes of its inputs."""

    name: str
    source: str
    shapes: dict[str, tuple[int, ...]]

    def compile(self, dtype: torch.dtype = torch.float32) -> nc.CompiledModule:
        return nc.compile(self.source).to(dtype)

    def inputs(
        self, *batch: int, dtype: torch.dtype = torch.float32, seed: int = 0
    ) -> tuple[Tensor, ...]:
        generator = torch.Generator().manual_seed(seed)
        return tuple(
            torch.rand((*batch, *shape), generator=generator, dtype=dtype) + 0.5
            for shape in self.shapes.values()
        )


EXAMPLES = [
    Example(
        "law",
        "(parameter k 1.5) (/ (* k m (pow c 2)) (sqrt (+ 1 (pow (/ v c) 2))))",
        {"m": (), "c": (), "v": ()},
    ),
    Example(
        "vectors",
        """(input r (vec 3)) (input m) (parameter G 6.674)
           (define (pull r m) (let ((d (norm r))) (scale (/ (* (- G) m) (* d d d)) r)))
           (vsum (pull r m))""",
        {"r": (3,), "m": ()},
    ),
    Example(
        "matrices",
        """(input a (mat 3 3)) (input b (vec 3)) (parameter w [1 2 3] (vec 3))
           (dot w (solve (+ a (* 4 (eye 3))) b))""",
        {"a": (3, 3), "b": (3,)},
    ),
    Example(
        "branches",
        """(parameter k 2)
           (cond ((> x 1) (* k (log x))) ((> y 1) (sqrt (- y 1))) (else (* x y)))""",
        {"x": (), "y": ()},
    ),
    Example(
        "functions",
        """(define (f x) (* x (g x))) (define (g x) (+ k (sin x))) (parameter k 0.5)
           (let* ((a (f x)) (b (f (+ a y)))) (- a b))""",
        {"x": (), "y": ()},
    ),
    Example(
        "scan",
        """(parameter rate 0.3)
           (vsum (scan ((x x0)) 5 (recur (- x (* rate x x)))))""",
        {"x0": ()},
    ),
    Example(
        "counted loop",
        """(parameter k 0.1)
           (loop ((i 0) (x x0)) (if (< i 5) (recur (+ i 1) (+ x (* k (cos x)))) x))""",
        {"x0": ()},
    ),
    Example(
        "tabulate",
        """(input v (vec 4)) (parameter k 0.1)
           (vsum (tabulate (i 3) (* k (- (ref v (+ i 1)) (ref v i)) (exp (ref v i)))))""",
        {"v": (4,)},
    ),
]

# The same and a loop of as many rounds as each element needs.
NEWTON = Example(
    "data-dependent loop",
    """(parameter k 1)
       (loop ((x y)) (if (> (abs (- (* x x) y)) 0.001) (recur (/ (+ x (/ y x)) 2)) (* k x)))""",
    {"y": ()},
)
ALL = [*EXAMPLES, NEWTON]

straight = pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.name)
every = pytest.mark.parametrize("example", ALL, ids=lambda example: example.name)


@pytest.fixture(autouse=True)
def _fresh_dynamo() -> None:
    torch._dynamo.reset()


def close(found: Tensor, expected: Tensor, rtol: float = 1e-5) -> None:
    torch.testing.assert_close(found, expected, rtol=rtol, atol=rtol)


class TestParameters:
    @every
    def test_exactly_the_declared_ones(self, example: Example) -> None:
        model = example.compile()
        declared = list(model.summary()["parameters"])
        assert [name for name, _ in model.named_parameters()] == declared
        assert list(model.state_dict()) == declared
        assert all(isinstance(getattr(model, name), nn.Parameter) for name in declared)

    def test_constants_are_no_parameters(self) -> None:
        model = nc.compile("(* 9.81 x)")
        assert list(model.parameters()) == []
        assert list(model.buffers()) == []

    def test_names_that_modules_use(self) -> None:
        names = [name for name in dir(nc.CompiledModule) if not name.startswith("__")]
        declarations = "".join(f"(parameter {name} {k})" for k, name in enumerate(names))
        model = nc.compile(f"{declarations} (+ {' '.join(names)})")
        assert model() == sum(range(len(names)))
        assert len(list(model.named_parameters())) == len(names)
        assert copy.deepcopy(model)() == pickle.loads(pickle.dumps(model))() == model()
        assert model.double()().dtype == torch.float64

    def test_inputs_of_any_name(self) -> None:
        names = ["self", "args", "kwargs", "forward", "torch", "nn", "class", "None", "print"]
        model = nc.compile(f"(+ {' '.join(names)})")
        values = {name: torch.tensor(float(k)) for k, name in enumerate(names)}
        assert model(**values) == 36
        assert model(*values.values()) == 36

    def test_training(self) -> None:
        model = nc.compile("(+ (* slope x) offset)", parameters={"slope": 0.0, "offset": 0.0})
        optimiser = torch.optim.SGD(model.parameters(), lr=0.5)
        x = torch.linspace(-1, 1, 50)
        for _ in range(200):
            optimiser.zero_grad()
            (model(x) - (3 * x - 1)).square().mean().backward()
            optimiser.step()
        close(model.slope.detach(), torch.tensor(3.0), 1e-3)
        close(model.offset.detach(), torch.tensor(-1.0), 1e-3)

    def test_requires_grad(self) -> None:
        model = EXAMPLES[0].compile().requires_grad_(False)
        assert not model(*EXAMPLES[0].inputs()).requires_grad

    def test_parameters_can_be_replaced(self) -> None:
        model = nc.compile("(* k x)", parameters={"k": 1.0})
        model.k = nn.Parameter(torch.tensor(5.0))
        assert model(torch.tensor(2.0)) == 10
        with torch.no_grad():
            model.k.fill_(7)
        assert model(torch.tensor(2.0)) == 14


class TestCopies:
    @every
    def test_deepcopy(self, example: Example) -> None:
        model = example.compile()
        other = copy.deepcopy(model)
        inputs = example.inputs(4)
        assert torch.equal(other(*inputs), model(*inputs))
        before = model(*inputs).detach()
        with torch.no_grad():
            for parameter in other.parameters():
                parameter.mul_(2)
        assert torch.equal(model(*inputs), before)
        assert other.code == model.code

    @every
    def test_pickle(self, example: Example) -> None:
        model = example.compile(torch.float64)
        with torch.no_grad():
            for parameter in model.parameters():
                parameter.mul_(1.5)
        other = pickle.loads(pickle.dumps(model))
        inputs = example.inputs(4, dtype=torch.float64)
        assert torch.equal(other(*inputs), model(*inputs))
        assert other.source == model.source
        assert repr(other) == repr(model)

    def test_pickle_keeps_options(self) -> None:
        model = nc.compile(
            "(define (f w r) (dot w r)) (define (g x) x)",
            entry="f",
            inputs={"r": (2,), "w": (2,)},
            max_iterations=77,
        )
        other = pickle.loads(pickle.dumps(model))
        assert other.code == model.code
        assert other(torch.ones(2), torch.ones(2)) == 2
        with_parameter = nc.compile("(dot w r)", parameters={"w": [1, 2]})
        assert pickle.loads(pickle.dumps(with_parameter))(torch.ones(2)) == 3

    def test_pickle_has_no_code(self) -> None:
        model = nc.compile("(* 2 x)")
        assert b"def forward" not in pickle.dumps(model)

    @every
    def test_state_dict(self, example: Example) -> None:
        model = example.compile()
        with torch.no_grad():
            for parameter in model.parameters():
                parameter.mul_(1.5)
        file = io.BytesIO()
        torch.save(model.state_dict(), file)
        file.seek(0)
        other = example.compile()
        other.load_state_dict(torch.load(file, weights_only=True))
        inputs = example.inputs()
        assert torch.equal(other(*inputs), model(*inputs))

    def test_whole_module(self) -> None:
        model = EXAMPLES[0].compile()
        file = io.BytesIO()
        torch.save(model, file)
        file.seek(0)
        other = torch.load(file, weights_only=False)
        assert torch.equal(other(*EXAMPLES[0].inputs()), model(*EXAMPLES[0].inputs()))


class TestTypesAndDevices:
    @every
    @pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
    def test_dtype(self, example: Example, dtype: torch.dtype) -> None:
        model = example.compile(dtype)
        assert all(parameter.dtype == dtype for parameter in model.parameters())
        assert model(*example.inputs(3, dtype=dtype)).dtype == dtype

    @straight
    @pytest.mark.parametrize("dtype", [torch.float16, torch.bfloat16])
    def test_half(self, example: Example, dtype: torch.dtype) -> None:
        if example.name == "matrices":
            pytest.skip("PyTorch solves no systems in half precision")
        assert example.compile(dtype)(*example.inputs(3, dtype=dtype)).dtype == dtype

    @straight
    def test_autocast(self, example: Example) -> None:
        model = example.compile()
        inputs = example.inputs(3)
        with torch.autocast("cpu", dtype=torch.bfloat16):
            found = model(*inputs)
        close(found.float(), model(*inputs), 5e-2)

    @pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.name)
    def test_meta(self, example: Example) -> None:
        model = example.compile().to("meta")
        inputs = tuple(value.to("meta") for value in example.inputs(5))
        assert model(*inputs).shape == (5,)
        assert model(*inputs).device.type == "meta"

    @pytest.mark.skipif(not torch.cuda.is_available(), reason="there is no graphics card")
    @every
    def test_cuda(self, example: Example) -> None:
        inputs = example.inputs(100, dtype=torch.float64)
        expected = example.compile(torch.float64)(*inputs)
        model = example.compile(torch.float64).cuda()
        found = model(*(value.cuda() for value in inputs))
        assert found.device.type == "cuda"
        close(found.cpu(), expected, 1e-12)


class TestTransforms:
    @every
    def test_vmap(self, example: Example) -> None:
        model = example.compile()
        inputs = example.inputs(6)
        close(vmap(model)(*inputs), model(*inputs))

    @straight
    def test_grad(self, example: Example) -> None:
        model = example.compile(torch.float64)
        inputs = example.inputs(dtype=torch.float64)
        found = grad(model, argnums=tuple(range(len(inputs))))(*inputs)
        leaves = [value.clone().requires_grad_() for value in inputs]
        expected = torch.autograd.grad(model(*leaves), leaves)
        for one, other in zip(found, expected, strict=True):
            close(one, other, 1e-12)

    @straight
    def test_grad_over_a_batch(self, example: Example) -> None:
        model = example.compile(torch.float64)
        inputs = example.inputs(5, dtype=torch.float64)
        found = vmap(grad(model))(*inputs)
        leaf = inputs[0].clone().requires_grad_()
        (expected,) = torch.autograd.grad(model(leaf, *inputs[1:]).sum(), leaf)
        close(found, expected, 1e-12)

    @straight
    def test_jacrev_and_hessian(self, example: Example) -> None:
        model = example.compile(torch.float64)
        inputs = example.inputs(dtype=torch.float64)
        close(jacrev(model)(*inputs), grad(model)(*inputs), 1e-12)
        found = hessian(model)(*inputs)
        expected = torch.autograd.functional.hessian(
            lambda first: model(first, *inputs[1:]), inputs[0]
        )
        close(found, expected, 1e-10)

    @straight
    def test_functional_call(self, example: Example) -> None:
        model = example.compile(torch.float64)
        inputs = example.inputs(dtype=torch.float64)
        doubled = {name: 2 * value.detach() for name, value in model.named_parameters()}

        def loss(parameters: dict[str, Tensor]) -> Tensor:
            return functional_call(model, parameters, inputs)

        other = example.compile(torch.float64)
        other.load_state_dict(doubled)
        close(loss(doubled), other(*inputs), 1e-12)
        expected = torch.autograd.grad(other(*inputs), list(other.parameters()))
        for one, two in zip(grad(loss)(doubled).values(), expected, strict=True):
            close(one, two, 1e-12)

    @straight
    def test_gradcheck(self, example: Example) -> None:
        model = example.compile(torch.float64)
        inputs = tuple(
            value.requires_grad_() for value in example.inputs(2, dtype=torch.float64, seed=3)
        )
        assert torch.autograd.gradcheck(model, inputs)
        assert torch.autograd.gradgradcheck(model, inputs)


class TestCompilers:
    @straight
    def test_torch_compile(self, example: Example) -> None:
        model = example.compile()
        compiled = torch.compile(model, fullgraph=True, backend="aot_eager")
        inputs = example.inputs(4)
        close(compiled(*inputs), model(*inputs))
        by_name = dict(zip(example.shapes, inputs, strict=True))
        close(compiled(**by_name), model(*inputs))

    def test_inductor(self) -> None:
        model = EXAMPLES[0].compile()
        inputs = EXAMPLES[0].inputs(4)
        with torch._inductor.config.patch(compile_threads=1):  # Starts no processes.
            close(torch.compile(model, fullgraph=True)(*inputs), model(*inputs))

    def test_programs_have_allowances_of_their_own(self) -> None:
        # Dynamo gives up a code object after eight recompilations.
        for k in range(12):
            model = nc.compile(f"(+ (* k x) {k})", parameters={"k": 2.0})
            compiled = torch.compile(model, fullgraph=True, backend="eager")
            close(compiled(torch.tensor([1.0])), torch.tensor([2.0 + k]))

    def test_torch_compile_of_numbers(self) -> None:
        model = nc.compile("(* k x y)", parameters={"k": 2.0})
        compiled = torch.compile(model, fullgraph=True, backend="aot_eager")
        close(compiled(torch.tensor([1.0, 2.0]), 3.0), torch.tensor([6.0, 12.0]))

    def test_torch_compile_of_a_whole(self) -> None:
        model = nn.Sequential(nn.Linear(2, 1), nc.compile("(* k x)", parameters={"k": 2.0}))
        compiled = torch.compile(model, fullgraph=True, backend="aot_eager")
        x = torch.rand(3, 2)
        close(compiled(x), model(x))
        compiled(x).sum().backward()
        assert model[1].k.grad is not None

    def test_module_compile(self) -> None:
        model = EXAMPLES[0].compile()
        inputs = EXAMPLES[0].inputs(4)
        expected = model(*inputs)
        model.compile(fullgraph=True, backend="aot_eager")
        assert model._compiled_call_impl is not None
        close(model(*inputs), expected)

    @straight
    def test_export(self, example: Example) -> None:
        model = example.compile()
        inputs = example.inputs(4)
        exported = torch.export.export(model, inputs)
        close(exported.module()(*inputs), model(*inputs))

    @straight
    def test_export_with_any_batch(self, example: Example) -> None:
        model = example.compile()
        batch = torch.export.Dim("batch")
        inputs = example.inputs(4)
        shapes = tuple({0: batch} for _ in inputs)
        exported = torch.export.export(model, inputs, dynamic_shapes=shapes)
        others = example.inputs(7, seed=1)
        close(exported.module()(*others), model(*others))

    def test_what_cannot_be_compiled_says_so(self) -> None:
        model = NEWTON.compile()
        with pytest.raises(Exception, match=r"graph_break|data.dependent|depends on data"):
            torch.compile(model, fullgraph=True, backend="aot_eager")(*NEWTON.inputs(4))
        with pytest.raises(RuntimeError, match="depends on data"):
            torch.export.export(model, NEWTON.inputs(4))


class TestSurroundings:
    def test_sequential(self) -> None:
        model = nn.Sequential(nn.Linear(3, 3), nc.compile("(* 2 (norm r))", inputs={"r": (3,)}))
        x = torch.rand(5, 3)
        close(model(x), 2 * torch.linalg.vector_norm(model[0](x), dim=-1))

    def test_as_part_of_a_module(self) -> None:
        class Whole(nn.Module):
            def __init__(self) -> None:
                super().__init__()
                self.law = nc.compile("(* k x)", parameters={"k": 2.0})

            def forward(self, x: Tensor) -> Tensor:
                return self.law(x=x)

        whole = Whole().double()
        assert [name for name, _ in whole.named_parameters()] == ["law.k"]
        assert whole(torch.ones(2, dtype=torch.float64)).dtype == torch.float64

    def test_hooks(self) -> None:
        model = EXAMPLES[0].compile()
        inputs = tuple(value.requires_grad_() for value in EXAMPLES[0].inputs())
        seen: list[str] = []
        handles = [
            model.register_forward_pre_hook(lambda *_: seen.append("before")),
            model.register_forward_hook(lambda *_: seen.append("after")),
            model.register_full_backward_hook(lambda *_: seen.append("backward")),
        ]
        model(*inputs).backward()
        assert seen == ["before", "after", "backward"]
        for handle in handles:
            handle.remove()
        model(*inputs)
        assert len(seen) == 3

    def test_hooks_by_way_of_a_dict_that_was_read_before(self) -> None:
        model = nc.compile("(* 2 x)")
        hooks = model._forward_hooks
        x = torch.ones(3)
        assert model(x).tolist() == [2, 2, 2]
        hooks[0] = lambda module, inputs, result: result + 1
        assert model(x).tolist() == [3, 3, 3]
        assert model([1.0]).tolist() == [3]
        hooks.clear()
        assert model(x).tolist() == [2, 2, 2]

    @pytest.mark.parametrize(
        "copied",
        [copy.copy, copy.deepcopy, lambda model: pickle.loads(pickle.dumps(model))],
        ids=["copy", "deepcopy", "pickle"],
    )
    def test_copies_have_the_hooks(self, copied: Callable[[nn.Module], nn.Module]) -> None:
        model = nc.compile("(* 2 x)")
        model.register_forward_hook(add_one)
        assert copied(model)(torch.ones(3)).tolist() == [3, 3, 3]

    def test_calls_that_are_not_plain_look_for_no_hooks(self) -> None:
        model = nc.compile("(* 2 x)")
        plain = copy.deepcopy(model).__dict__
        model([1.0])
        model(x=1)
        assert model.__dict__ == plain

    def test_a_look_at_hooks_is_no_reason_to_compile_again(self) -> None:
        model = nc.compile("(* k x)", parameters={"k": 2.0})
        compiled = torch.compile(model, fullgraph=True, backend="eager")
        x = torch.ones(3)
        assert torch.equal(compiled(x), model(x))
        assert not model._forward_hooks
        assert torch.equal(compiled(x), model(x))

    def test_global_hooks(self) -> None:
        model = EXAMPLES[0].compile()
        seen: list[nn.Module] = []
        with torch.nn.modules.module.register_module_forward_hook(
            lambda module, *_: seen.append(module)
        ):
            model(*EXAMPLES[0].inputs())
        assert seen == [model]

    def test_distributed(self, tmp_path: object) -> None:
        example = EXAMPLES[1]
        dist.init_process_group(
            "gloo", init_method=f"file://{tmp_path}/rendezvous", rank=0, world_size=1
        )
        try:
            model = example.compile()
            wrapped = DistributedDataParallel(model)
            inputs = example.inputs(4)
            close(wrapped(*inputs), model(*inputs))
            wrapped(*inputs).sum().backward()
            assert model.G.grad is not None
        finally:
            dist.destroy_process_group()

    def test_modes(self) -> None:
        model = EXAMPLES[0].compile()
        inputs = EXAMPLES[0].inputs()
        assert torch.equal(model.eval()(*inputs), model.train()(*inputs))
        with torch.inference_mode():
            assert model(*inputs).is_inference()

    def test_tensor_subclasses(self) -> None:
        class Tagged(Tensor):
            pass

        x = torch.rand(3).as_subclass(Tagged)
        assert isinstance(nc.compile("(* 2 x)")(x), Tagged)

    def test_no_inputs(self) -> None:
        model = nc.compile("(parameter k 2) (* k 3)")
        assert model() == 6
        assert model.double()().dtype == torch.float64


class TestThreads:
    def test_compile_in_many_threads(self) -> None:
        results: dict[int, float] = {}

        def work(number: int) -> None:
            for k in range(20):
                model = nc.compile(f"(+ x {number} {k})")
                results[number * 100 + k] = model(torch.tensor(0.0)).item()

        threads = [threading.Thread(target=work, args=(number,)) for number in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert results == {n * 100 + k: n + k for n in range(8) for k in range(20)}

    def test_the_lock_of_the_interpreter_is_free_while_compiling(self) -> None:
        large = "(+ " + " ".join(f"(* x {k})" for k in range(200_000)) + ")"
        thread = threading.Thread(target=nc.check, args=(large,))
        ticks = 0
        thread.start()
        while thread.is_alive():
            ticks += 1
        thread.join()
        assert ticks > 100

    def test_call_in_many_threads(self) -> None:
        model = EXAMPLES[0].compile()
        inputs = EXAMPLES[0].inputs(100)
        expected = model(*inputs)
        failures: list[object] = []

        def work() -> None:
            for _ in range(50):
                if not torch.equal(model(*inputs), expected):
                    failures.append(None)

        threads = [threading.Thread(target=work) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert failures == []
