"""The command line."""

import json
import os
import stat
import subprocess
import sys
import time
from pathlib import Path

import pytest

import neuralc as nc

PROGRAM = Path(nc.__file__).parent / "_native" / "neuralc"
LAW = "(parameter c 3) (* m (pow c 2))\n"
WRONG = "(* m (pow c 2)\n"


def run(*arguments: object, text: str = "", **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [PROGRAM, *map(str, arguments)],
        input=text,
        capture_output=True,
        text=True,
        env={**os.environ, **environment},
    )


@pytest.fixture
def law(tmp_path: Path) -> Path:
    path = tmp_path / "energy.scm"
    path.write_text(LAW, encoding="utf-8")
    return path


@pytest.fixture
def wrong(tmp_path: Path) -> Path:
    path = tmp_path / "wrong.scm"
    path.write_text(WRONG, encoding="utf-8")
    return path


class TestCompile:
    def test_to_a_file(self, law: Path, tmp_path: Path) -> None:
        target = tmp_path / "model.py"
        done = run("compile", law, "-o", target)
        assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
        assert target.read_text(encoding="utf-8") == nc.compile(law).code
        assert sorted(tmp_path.iterdir()) == [law, target]

    def test_the_file_runs_alone(self, law: Path, tmp_path: Path) -> None:
        run("compile", law, "-o", tmp_path / "model.py")
        code = (
            "import sys; sys.modules['neuralc'] = None\n"
            "import torch; from model import Energy\n"
            "print(Energy()(torch.tensor(2.0)).item())"
        )
        done = subprocess.run(
            [sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=True
        )
        assert done.stdout == "18.0\n"

    def test_to_standard_output(self, law: Path) -> None:
        for arguments in [(), ("-o", "-")]:
            assert run("compile", law, *arguments).stdout == nc.compile(law).code

    def test_from_standard_input(self) -> None:
        assert "class Model" in run("compile", "-", text=LAW).stdout

    def test_ir(self, law: Path) -> None:
        assert run("compile", law, "--target", "ir").stdout == nc.emit(law, "ir")

    def test_rejected_leaves_the_old_file(self, wrong: Path, tmp_path: Path) -> None:
        target = tmp_path / "model.py"
        target.write_text("old", encoding="utf-8")
        done = run("compile", wrong, "-o", target)
        assert done.returncode == 1
        assert "NC101" in done.stderr
        assert target.read_text(encoding="utf-8") == "old"

    def test_replaces_a_file_and_keeps_its_mode(self, law: Path, tmp_path: Path) -> None:
        target = tmp_path / "model.py"
        target.write_text("old", encoding="utf-8")
        target.chmod(0o755)
        assert run("compile", law, "-o", target).returncode == 0
        assert stat.S_IMODE(target.stat().st_mode) == 0o755
        assert "class Energy" in target.read_text(encoding="utf-8")

    def test_follows_a_link(self, law: Path, tmp_path: Path) -> None:
        target, link = tmp_path / "model.py", tmp_path / "link.py"
        target.touch()
        link.symlink_to(target)
        run("compile", law, "-o", link)
        assert link.is_symlink()
        assert "class Energy" in target.read_text(encoding="utf-8")

    def test_what_is_no_file_stays(self, law: Path) -> None:
        assert run("compile", law, "-o", "/dev/null").returncode == 0
        assert stat.S_ISCHR(os.stat("/dev/null").st_mode)

    def test_no_such_folder(self, law: Path, tmp_path: Path) -> None:
        done = run("compile", law, "-o", tmp_path / "none" / "model.py")
        assert done.returncode == 2
        assert "No such file" in done.stderr

    def test_options(self) -> None:
        done = run(
            "compile", "-", "--input", "r=(vec 2)", "--parameter", "w=[1,2]", text="(dot w r)"
        )
        model = nc.compile("(dot w r)", inputs={"r": (2,)}, parameters={"w": [1, 2]})
        assert done.stdout == model.code.replace("<string>", "<stdin>")
        assert run("compile", "-", "--entry", "f", text="(define (f x) x)").returncode == 0


class TestCheck:
    def test_good(self, law: Path) -> None:
        done = run("check", law)
        assert (done.returncode, done.stdout, done.stderr) == (0, "", "")

    def test_wrong(self, wrong: Path) -> None:
        done = run("check", wrong)
        assert done.returncode == 1
        assert f"{wrong}:1:1" in done.stderr
        assert "1 error" in done.stderr
        assert "\x1b" not in done.stderr

    def test_warning(self) -> None:
        done = run("check", "-", text="(let ((y 1)) x)")
        assert done.returncode == 0
        assert "NC501" in done.stderr

    def test_json(self, wrong: Path) -> None:
        done = run("check", wrong, "--json")
        assert done.returncode == 1
        (item,) = json.loads(done.stdout)
        assert item["code"] == "NC101"
        assert item["span"]["start"] == {"line": 1, "column": 1, "offset": 0}
        assert json.loads(run("check", "-", "--json", text="x").stdout) == []

    def test_colour_on_a_terminal(self, wrong: Path) -> None:
        def output(**environment: str) -> str:
            ours, theirs = os.openpty()
            done = subprocess.Popen(
                [PROGRAM, "check", wrong],
                stderr=theirs,
                env={k: v for k, v in os.environ.items() if k != "NO_COLOR"} | environment,
            )
            os.close(theirs)
            text = b""
            try:
                while part := os.read(ours, 4096):
                    text += part
            except OSError:
                pass  # The other end is closed.
            os.close(ours)
            done.wait()
            return text.decode()

        assert "\x1b[" in output(TERM="xterm")
        assert "\x1b[" not in output(TERM="dumb")
        assert "\x1b[" not in output(TERM="xterm", NO_COLOR="1")


class TestEvaluate:
    def test_real(self, law: Path) -> None:
        assert run("eval", law, "m=2").stdout == "18.0\n"
        assert run("eval", law, "m=-1/2", "c=+inf.0").stdout == "-inf\n"

    def test_origin_of_what_is_not_finite(self) -> None:
        done = run("eval", "-", "x=0", text="(* x (log x))")
        assert (done.returncode, done.stdout) == (0, "nan\n")
        assert done.stderr.splitlines() == [
            "note: <stdin>:1:6: `log` of 0.0 is -inf",
            "note: <stdin>:1:1: `*` of 0.0 and -inf is nan",
        ]

    def test_vectors_and_matrices(self) -> None:
        done = run("eval", "-", "a=[[1,2],[3,4]]", "v=[1, 1]", text="(matvec a v)")
        assert done.stdout == "[3.0, 7.0]\n"
        done = run("eval", "-", "a=[[1 2] [3 4]]", text="(transpose a)")
        assert done.stdout == "[[1.0, 3.0], [2.0, 4.0]]\n"

    def test_gradient(self, law: Path) -> None:
        assert run("grad", law, "m=2").stdout == "m = 9.0\nc = 12.0\n"

    @pytest.mark.parametrize(
        ("arguments", "words"),
        [
            ([], "`m` (real) is missing"),
            (["m=1", "x=2"], "no input or parameter `x`"),
            (["m=1", "m=2"], "given twice"),
            (["m=[1,2]"], "`m` must be real"),
            (["m=one"], "must be a number"),
            (["m=[[1,2],[3]]"], "must be a number"),
            (["m"], "m"),
        ],
    )
    def test_wrong_usage(self, law: Path, arguments: list[str], words: str) -> None:
        done = run("eval", law, *arguments)
        assert done.returncode == 2
        assert words in done.stderr

    def test_failures_of_the_program(self) -> None:
        done = run("eval", "-", "i=7", text="(ref [1 2 3] i)")
        assert done.returncode == 1
        assert "<stdin>:1:" in done.stderr
        loop = "(loop ((i n)) (if (> i 0) (recur (+ i 1)) i))"
        done = run("eval", "-", "n=1", "--max-iterations", "50", text=loop)
        assert done.returncode == 1
        assert "50 rounds" in done.stderr
        recursion = "(define (f n) (if (> n 0) (+ 1 (f (+ n 1))) n)) (f n)"
        done = run("eval", "-", "n=1", "--max-depth", "50", text=recursion)
        assert done.returncode == 1
        assert "50 calls" in done.stderr


class TestOthers:
    def test_info(self, law: Path) -> None:
        text = run("info", law).stdout
        for part in ["m: real", "c: real", "result", "nodes       2", "depth       2"]:
            assert part in text
        assert json.loads(run("info", law, "--json").stdout)["inputs"] == [
            {"name": "m", "type": "real", "stepwise": False}
        ]

    def test_info_on_what_no_derivative_sees(self, tmp_path: Path) -> None:
        program = tmp_path / "switch.scm"
        program.write_text("(parameter tau 1) (if (< t tau) (* 2 x) (floor y))")
        lines = run("info", program).stdout.splitlines()
        assert [line.split("  ")[-1] for line in lines if "by steps" in line] == [
            "(changes the result only by steps)"
        ] * 3
        assert lines[1].strip() == "x: real"

    def test_ir(self, law: Path) -> None:
        assert run("ir", law).stdout == nc.emit(law, "ir")
        assert "pow" in run("ir", law, "--after", "none").stdout
        done = run("ir", law, "--after", "nothing")
        assert done.returncode == 2
        assert "constant-folding" in done.stderr

    def test_format(self, tmp_path: Path) -> None:
        path = tmp_path / "program.scm"
        path.write_text("(+   1\n x ) ; sum\n", encoding="utf-8")
        text = run("format", path).stdout
        assert text.startswith("(+ 1")
        assert run("format", path, "--check").returncode == 1
        assert run("format", path, "--in-place").returncode == 0
        assert path.read_text(encoding="utf-8") == text
        assert run("format", path, "--check").returncode == 0
        assert run("format", "-", text=text).stdout == text

    def test_format_of_what_cannot_be_read(self, wrong: Path) -> None:
        done = run("format", wrong)
        assert (done.returncode, done.stdout) == (1, "")
        assert "NC101" in done.stderr

    def test_format_options_exclude_each_other(self, law: Path) -> None:
        assert run("format", law, "--check", "--in-place").returncode == 2
        assert run("format", "-", "--in-place").returncode == 2

    def test_explain(self) -> None:
        assert run("explain", "NC401").stdout == nc.explain("NC401")
        assert run("explain", "nope").returncode == 2
        assert "NC101" in run("explain").stdout

    def test_primitives(self) -> None:
        text = run("primitives").stdout
        assert all(item.name in text for item in nc.primitives())

    @pytest.mark.parametrize("name", ["sin", "-", "expt", "ref", "<="])
    def test_one_primitive(self, name: str) -> None:
        item = next(item for item in nc.primitives() if name in (item.name, *item.aliases))
        done = run("primitives", name)
        assert (done.returncode, done.stderr) == (0, "")
        for part in [item.name, item.summary, item.domain, *item.signatures]:
            assert part in done.stdout
        assert len(run("primitives", name, "cos").stdout) > len(done.stdout)

    @pytest.mark.parametrize(
        ("name", "words"),
        [
            ("sinn", "did you mean `sin`?"),
            ("cbrt", "(pow (abs x) 1/3)"),
            ("if", "(if condition then else)"),
            ("xyzzy", "lists all"),
        ],
    )
    def test_no_such_primitive(self, name: str, words: str) -> None:
        done = run("primitives", name)
        assert (done.returncode, done.stdout) == (2, "")
        assert f"no operation `{name}`" in done.stderr
        assert words in done.stderr

    def test_version(self) -> None:
        assert run("--version").stdout.strip() == nc.__version__

    def test_help(self) -> None:
        done = run("--help")
        assert done.returncode == 0
        for command in [
            "compile",
            "check",
            "eval",
            "grad",
            "info",
            "ir",
            "format",
            "explain",
            "primitives",
        ]:
            assert command in done.stdout
            assert run(command, "--help").returncode == 0


class TestUsage:
    @pytest.mark.parametrize(
        "arguments",
        [
            ["nonsense"],
            ["check"],
            ["check", "a", "b"],
            ["check", "/no/such/file"],
            ["check", "/"],
            ["compile", "-", "--target", "fortran"],
            ["compile", "-", "--input", "x"],
            ["compile", "-", "--parameter", "x=y"],
            ["compile", "-", "--max-depth", "0"],
            ["compile", "-", "--unknown"],
        ],
    )
    def test_wrong_usage(self, arguments: list[str]) -> None:
        done = run(*arguments, text="x")
        assert done.returncode == 2
        assert done.stdout == ""
        assert done.stderr

    @pytest.mark.parametrize(
        ("arguments", "words"),
        [
            (["evall", "-"], "no command `evall`; did you mean `eval`?"),
            (["fitt"], "did you mean `fit`?"),
            (["xyzzy"], "there are compile, "),
            (["eval", "-", "--max-depth", "-1"], "--max-depth must be at least 1, not -1"),
            (["eval", "-", "--max-depth=-1"], "--max-depth must be at least 1, not -1"),
            (["grad", "-", "--max-iterations", "-7"], "--max-iterations must be at least 1, not -7"),
            (["ir", "-", "--max-iterations", "0"], "--max-iterations must be at least 1, not 0"),
            (["check", "-", "--max-depth", "many"], "'many' is invalid for '--max-depth <n>'"),
            (["build", "-", "-o", "x.o", "--size", "n=-1"], "a whole number from 0, not '-1'"),
            (["eval", "-", "--entry", "-f"], "entry `-f`"),
        ],
    )  # fmt: skip
    @pytest.mark.parametrize("module", [False, True])
    def test_words_of_wrong_usage(self, arguments: list[str], words: str, module: bool) -> None:
        program = [sys.executable, "-m", "neuralc"] if module else [str(PROGRAM)]
        done = subprocess.run(
            [*program, *arguments], input="(* 2 x)", capture_output=True, text=True
        )
        assert done.returncode == (1 if "--entry" in arguments else 2)
        assert words in done.stderr
        assert done.stdout == ""

    def test_names_and_values_with_signs(self) -> None:
        text = "(* 2 -x)"
        assert run("eval", "-", "--parameter", "-x=-3", text=text).stdout == "-6.0\n"
        assert run("eval", "--input", "-x=real", "--", "-", "-x=-3", text=text).stdout == "-6.0\n"
        assert run("eval", "-", "x=-3", text="(* 2 x)").stdout == "-6.0\n"

    @pytest.mark.parametrize(
        "command", ["compile", "check", "eval", "grad", "info", "ir", "format"]
    )
    def test_rejected(self, command: str, wrong: Path) -> None:
        done = run(command, wrong)
        assert (done.returncode, done.stdout) == (1, "")
        assert "never closed" in done.stderr

    def test_from_python(self, law: Path) -> None:
        command = [sys.executable, "-m", "neuralc", "eval", law, "m=2"]
        done = subprocess.run(command, capture_output=True, text=True)
        assert (done.returncode, done.stdout) == (0, "18.0\n")
        command = [sys.executable, "-m", "neuralc", "check", "/no/such/file"]
        assert subprocess.run(command, capture_output=True).returncode == 2

    def test_a_reader_that_goes_away(self, law: Path) -> None:
        done = subprocess.run(
            f"'{PROGRAM}' primitives | head -1", shell=True, capture_output=True, text=True
        )
        assert done.stdout.startswith("Arithmetic")
        assert done.stderr == ""

    def test_starts_quickly(self, law: Path) -> None:
        def once() -> float:
            start = time.perf_counter()
            run("check", law)
            return time.perf_counter() - start

        assert min(once() for _ in range(5)) < 0.1
