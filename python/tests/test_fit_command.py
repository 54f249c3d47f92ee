"""`python -m neuralc fit`: files of measurements in, tables and files out."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pytest

import neuralc as nc

pytest.importorskip("scipy")
polars = pytest.importorskip("polars")

from neuralc._command.fit import main  # noqa: E402

LINE = "(input x) (parameter a 0) (parameter b 1) (+ a (* b x))"
X = [0.0, 1.0, 2.0, 3.0, 4.0]
Y = [1.1, 2.9, 5.2, 6.8, 9.1]
CSV = "x,y\n" + "".join(f"{x},{y}\n" for x, y in zip(X, Y, strict=True))


class Done(NamedTuple):
    status: int
    out: str
    err: str


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "line.scm").write_text(LINE, encoding="utf-8")
    (tmp_path / "data.csv").write_text(CSV, encoding="utf-8")
    return tmp_path


@pytest.fixture
def run(folder: Path, capsys: pytest.CaptureFixture[str]) -> Callable[..., Done]:
    """Runs the command on `data.csv`, which may be given other contents, and `line.scm`."""

    def call(
        *arguments: str,
        data: str | bytes | None = None,
        program: str | None = None,
        target: str | None = "y",
        name: str = "data.csv",
    ) -> Done:
        if data is not None:
            content = data.encode() if isinstance(data, str) else data
            (folder / name).write_bytes(content)
        if program is not None:
            (folder / "line.scm").write_text(program, encoding="utf-8")
        wanted = [] if target is None else ["--target", target]
        status = main(["line.scm", name, *wanted, *arguments])
        return Done(status, *capsys.readouterr())

    return call


Run = Callable[..., Done]


def estimates(done: Done) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(done.out)["estimates"]
    return found


def straight() -> tuple[float, float]:
    slope, offset = np.polyfit(X, Y, 1)
    return float(offset), float(slope)


class TestResult:
    def test_table(self, run: Run) -> None:
        done = run()
        assert (done.status, done.err) == (0, "")
        assert "2 parameters, 5 observations, Levenberg-Marquardt: converged" in done.out
        a, b = straight()
        assert f"{a:.3f}" in done.out
        assert f"{b:.4f}" in done.out
        assert "standard error" in done.out

    def test_json(self, run: Run) -> None:
        found = estimates(run("--json"))
        assert [found["a"], found["b"]] == pytest.approx(straight(), rel=1e-9)

    def test_agrees_with_python(self, run: Run) -> None:
        result = nc.fit(LINE, {"x": X, "y": Y}, target="y")
        assert estimates(run("--json")) == pytest.approx(dict(result.estimates), rel=1e-12)

    def test_all_files(self, run: Run, folder: Path) -> None:
        names = ["o.json", "o.txt", "o.html", "o.csv", "o.png", "o.svg", "o.pdf"]
        pytest.importorskip("matplotlib")
        done = run(*(part for name in names for part in ("-o", name)))
        assert done.status == 0
        assert (folder / "o.txt").read_text(encoding="utf-8") == done.out
        assert nc.FitResult.from_json((folder / "o.json").read_text(encoding="utf-8")).converged
        assert (folder / "o.png").read_bytes().startswith(b"\x89PNG")
        assert (folder / "o.pdf").read_bytes().startswith(b"%PDF")
        assert "<svg" in (folder / "o.svg").read_text(encoding="utf-8")
        assert (folder / "o.html").read_text(encoding="utf-8").startswith("<!DOCTYPE html>")
        rows = polars.read_csv(folder / "o.csv")
        assert rows.columns == ["x", "y", "fitted", "residual"]
        assert rows["residual"].to_numpy() == pytest.approx(
            rows["y"].to_numpy() - rows["fitted"].to_numpy(), abs=1e-12
        )
        assert sorted(path.name for path in folder.iterdir()) == sorted(
            [*names, "line.scm", "data.csv"]
        )

    def test_rows_keep_all_their_columns(self, run: Run, folder: Path) -> None:
        data = 'label,x,y,fitted\na,0,1,7\nb,1,3,7\n"c, d",2,,7\ne,3,7,7\n'
        assert run("--skip-missing", "-o", "o.csv", data=data).status == 0
        rows = polars.read_csv(folder / "o.csv")
        assert rows.columns == ["label", "x", "y", "fitted", "fitted_", "residual"]
        assert rows["label"].to_list() == ["a", "b", "e"]
        assert rows["fitted_"].to_numpy() == pytest.approx([1.0, 3.0, 7.0])

    @pytest.mark.parametrize("name", ["data.csv", "./data.csv"])
    def test_files_that_are_read_are_not_written(self, run: Run, folder: Path, name: str) -> None:
        done = run("-o", name)
        assert done.status == 2
        assert "which is read" in done.err
        assert (folder / "data.csv").read_text(encoding="utf-8") == CSV

    def test_nobody_reads_the_result(self, folder: Path) -> None:
        command = [sys.executable, "-m", "neuralc", "fit", "line.scm", "data.csv", "--target", "y"]
        process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        assert process.stdout is not None
        process.stdout.close()
        assert process.stderr is not None
        assert process.stderr.read() == b""
        assert process.wait() == 0

    def test_a_target_with_a_comma(self, run: Run) -> None:
        data = 'x,"y, V"\n0,1\n1,3\n2,5.5\n'
        assert run(data=data, target="y, V").status == 0

    def test_a_fit_that_does_not_end(self, run: Run) -> None:
        program = "(input x) (parameter a 1) (parameter b 30) (* a (exp (* b x)))"
        done = run("--max-steps", "2", program=program)
        assert done.status == 1
        assert "NOT CONVERGED" in done.out

    def test_parquet(self, run: Run, folder: Path) -> None:
        polars.DataFrame({"x": X, "y": Y}).write_parquet(folder / "data.parquet")
        found = estimates(run("--json", name="data.parquet"))
        assert [found["a"], found["b"]] == pytest.approx(straight(), rel=1e-9)

    def test_as_a_process(self, folder: Path) -> None:
        done = subprocess.run(
            [sys.executable, "-m", "neuralc", "fit", "-", "data.csv", "--target", "y"],
            input=LINE,
            capture_output=True,
            text=True,
            check=True,
        )
        assert "converged" in done.stdout

    def test_the_native_program_says_where_it_is(self) -> None:
        native = Path(nc.__file__).parent / "_native" / "neuralc"
        done = subprocess.run([native, "fit", "a", "--target", "y"], capture_output=True, text=True)
        assert done.returncode == 2
        assert "python -m neuralc fit" in done.stderr


class TestParameters:
    def test_fixed(self, run: Run) -> None:
        assert estimates(run("--json", "--fixed", "a=1"))["a"] == 1
        assert estimates(run("--json", "--fixed", "a"))["a"] == 0

    def test_bounds(self, run: Run) -> None:
        done = run("--bounds", "b=0:1.5")
        assert "at its upper bound" in done.out
        assert estimates(run("--json", "--bounds", "b=0:"))["b"] == pytest.approx(straight()[1])

    def test_positive(self, run: Run) -> None:
        found = estimates(run("--json", "--positive", "a,b", "--start", "a=2"))
        assert [found["a"], found["b"]] == pytest.approx(straight(), rel=1e-6)

    def test_prior(self, run: Run) -> None:
        a = estimates(run("--json", "--prior", "a=5:0.001", "--sigma", "0.1"))["a"]
        assert a == pytest.approx(5, abs=0.01)

    def test_settings_add_to_the_declaration(self, run: Run) -> None:
        program = "(input x) (parameter a 1 positive) (parameter b 1) (+ a (* b x))"
        table = "x,y\n0,-1\n1,1\n2,3\n"
        done = run("--json", "--start", "a=2", program=program, data=table)
        assert estimates(done)["a"] > 0

    @pytest.mark.parametrize(
        ("arguments", "message"),
        [
            (["--start", "aa=1"], "no parameter `aa`; did you mean `a`?"),
            (["--start", "a"], "--start takes NAME=…, not 'a'"),
            (["--start", "a=one"], "--start: the value of a must be a number, a vector"),
            (["--bounds", "a=1"], "--bounds takes NAME=LOW:HIGH"),
            (["--bounds", "a=2:1"], "parameter `a`"),
            (["--bounds", "a=x:1"], "--bounds: the value of a must be a number, not 'x'"),
            (["--start", "a=1", "--start", "a=2"], "--start is given twice for `a`"),
            (["--method", "newton"], "invalid choice: 'newton'"),
            (["--confidence", "95"], "confidence must be between 0 and 1"),
            (["--starts", "0"], "starts must be at least 1"),
            (["--sigma", "0"], "sigma must be above 0"),
            (["--sigma", "s"], "no column `s`"),
            (["--seed"], "expected one argument"),
            (["--unknown"], "unrecognized arguments: --unknown"),
            (["--rename", "z=x"], "no column `z`"),
            (["--separator", ";;"], "--separator"),
            (["--encoding", "klingon"], "there is no encoding 'klingon'"),
        ],
    )
    def test_wrong_usage(self, run: Run, arguments: list[str], message: str) -> None:
        done = run(*arguments)
        assert (done.status, done.out) == (2, "")
        assert done.err.startswith("error: ")
        assert message in done.err

    def test_target_is_needed(self, run: Run) -> None:
        done = run(target=None)
        assert done.status == 2
        assert "--target" in done.err

    def test_help(self, run: Run) -> None:
        done = run("--help")
        assert done.status == 0
        assert "--skip-rows" in done.out


class TestProgram:
    def test_rejected(self, run: Run) -> None:
        done = run(program="(* x (sqaure k))")
        assert (done.status, done.out) == (1, "")
        assert "NC301" in done.err

    def test_missing_file(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        assert main(["none.scm", "data.csv", "--target", "y"]) == 2
        assert "cannot read none.scm" in capsys.readouterr().err

    def test_without_parameters(self, run: Run) -> None:
        done = run(program="(* 2 x)")
        assert done.status == 2
        assert "no parameters" in done.err
        assert run("--parameter", "k=1", program="(* k x)").status == 0

    def test_no_number_at_the_start(self, run: Run) -> None:
        done = run(program="(input x) (parameter k 1) (sqrt (* k (- 2.5 x)))")
        assert (done.status, done.out) == (1, "")
        assert "not finite" in done.err
        assert "line 5" in done.err

    def test_an_index_outside(self, run: Run) -> None:
        done = run(program="(input x) (parameter k 1) (* k (ref [1 2] x))")
        assert (done.status, done.out) == (1, "")
        assert "index" in done.err


class TestData:
    """What is wrong with a file is said in one line, and nothing is fitted."""

    @pytest.mark.parametrize(
        ("data", "message"),
        [
            ("", "data.csv is empty"),
            ("\n \n", "no line with the names of columns"),
            ("x,y\n", "data.csv has a header (`x`, `y`) and no rows"),
            ("1,2\n3,4\n", "no names of columns: its first line is 1, 2"),
            ("x,Y\n1,2\n", "data.csv has no column `y`; did you mean `Y`?"),
            ("t,y\n1,2\n", "no column `x`, which is an input of the program"),
            ("x,y,y\n1,2,3\n", "data.csv has 2 columns `y` (number 2, 3)"),
            ("x,y\n1,2\n2,abc\n", 'data.csv, line 3, column `y`: "abc" is not a number'),
            ("x,y\n1,a\n2,b\n", '"a" is not a number (and 1 more)'),
            ("x;y\n1;2,5\n", "the decimal separator must be a point, or give --decimal ,"),
            ("x,y\n1,NaN\n2,NA\n", "column `y` has no value in line 2, line 3: no row"),
            ("x,y\n1,\n", "no row is complete"),
            ("x,y\n1,inf\n", "column `y` is infinite in line 2"),
            ("x,y\n1,2,3\n", "line 2 has 3 fields, and the header has 2"),
            ('x,y\n1,"2\n', "a quotation mark is not closed"),
            (b"x,y\n1,2\n3,\xb5\n", "not in UTF-8 (line 3, byte 0xB5)"),
            ("x,y\n1,2\n".encode("utf-16"), "give --encoding utf-16"),
            (b"x,y\n1,\x00\n", "null bytes"),
            (b"PAR1 and no more", "is no Parquet file"),
        ],
    )
    def test_message(self, run: Run, folder: Path, data: str | bytes, message: str) -> None:
        done = run("-o", "out.json", data=data)
        assert (done.status, done.out) == (2, "")
        assert message in done.err
        assert len(done.err.splitlines()) == 1
        assert not (folder / "out.json").exists()

    def test_missing_file(self, run: Run) -> None:
        done = run(name="none.csv")
        assert done.status == 2
        assert "cannot read none.csv: No such file" in done.err

    @pytest.mark.parametrize("option", [[], ["--skip-missing"]])
    def test_missing_values(self, run: Run, option: list[str]) -> None:
        done = run("--json", *option, data=CSV + "9,\n,9\nNA,1\n")
        assert done.err == (
            "note: 3 rows were left out because of missing values (column `x` has no value in "
            "line 8, line 9; column `y` has no value in line 7)\n"
        )
        found = estimates(done)
        assert [found["a"], found["b"]] == pytest.approx(straight(), rel=1e-9)
        assert json.loads(done.out)["statistics"]["missing"] == 3
        assert "5 observations (3 missing)" in run(data=CSV + "9,\n,9\nNA,1\n").out

    def test_missing_errors(self, run: Run) -> None:
        rows = CSV.splitlines()
        data = "\n".join([rows[0] + ",s", *(f"{row},1" for row in rows[1:]), "9,99,"])
        for option in ("--sigma", "--weights"):
            found = estimates(run("--json", option, "s", data=data))
            assert [found["a"], found["b"]] == pytest.approx(straight(), rel=1e-9)

    @pytest.mark.parametrize(
        ("data", "arguments"),
        [
            (CSV.replace(",", ";").replace(".", ","), ["--decimal", ","]),
            (CSV.replace(",", "\t").replace(".", ","), ["--decimal", ","]),
            ('x,y\n' + "".join(f'"{x},0","{str(y).replace(".", ",")}"\n' for x, y in zip(range(5), Y, strict=True)), ["--decimal", ","]),
            ("Instrument 7\nserial,no,1234\n" + CSV, ["--skip-rows", "2"]),
            (CSV.replace("x,y\n", "x,y\ns,mV\n"), ["--skip-rows-after-header", "1"]),
            (CSV + "mean,of all\n", ["--n-rows", "5"]),
            ("% made\n" + CSV.replace("2.0,", "% paused\n2.0,") + "% end\n", ["--comment-prefix", "%"]),
            (CSV.partition("\n")[2], ["--no-header", "--rename", "column_1=x", "--rename", "column_2=y"]),
            (CSV + "5,-999\nover,1\n", ["--null-values", "-999", "--null-values", "over"]),
            (CSV.replace("x,y", "'x','y'"), ["--quote-char", "'"]),
            (CSV.replace("\n", ",\n").replace("x,y,", "x,y"), ["--truncate-ragged-lines"]),
        ],
    )  # fmt: skip
    def test_files_of_instruments(self, run: Run, data: str, arguments: list[str]) -> None:
        found = estimates(run("--json", *arguments, data=data))
        assert [found["a"], found["b"]] == pytest.approx(straight(), rel=1e-9)

    @pytest.mark.parametrize(
        ("data", "arguments", "message"),
        [
            ("x;y\n1;2.5\n", ["--decimal", ","], "with --decimal , the decimal separator must be a comma"),
            ("x;y\n1;1.234,5\n", ["--decimal", ","], '"1.234,5" is not a number'),
            ("x;y\n1;2\n", ["--decimal", ";"], "--decimal must be a point or a comma"),
            ("u,v\nx,y\n1,2\n% no\n3,a\n", ["--skip-rows", "1", "--comment-prefix", "%"], "line 5, column `y`"),
            ("1,2\n3,4\n", [], "(--no-header calls them column_1"),
            ("1,5;2\n", ["--decimal", ","], "no names of columns"),
            ("x,y\n1,2\n", ["--skip-rows", "-1"], "--skip-rows must not be below 0"),
            ("x,y\n1,2\n", ["--skip-rows", "5"], "no line with the names"),
            ("x,y\n1,2\n", ["--quote-char", "ab"], "--quote-char must be one character"),
            ("x,y\n1,2\n", ["--comment-prefix", ""], "--comment-prefix must have"),
            ("x,y\n1,2\n", ["--n-rows", "0"], "and no rows"),
        ],
    )  # fmt: skip
    def test_message_of_options(
        self, run: Run, data: str, arguments: list[str], message: str
    ) -> None:
        done = run(*arguments, data=data)
        assert (done.status, done.out) == (2, "")
        assert message in done.err
        assert len(done.err.splitlines()) == 1

    def test_parquet_has_no_dialect(self, run: Run, folder: Path) -> None:
        polars.DataFrame({"x": [1.0], "y": [2.0]}).write_parquet(folder / "data.parquet")
        done = run("--decimal", ",", "--no-header", name="data.parquet")
        assert done.status == 2
        assert "--decimal and --no-header are of CSV files" in done.err

    def test_nulls_in_parquet(self, run: Run, folder: Path) -> None:
        frame = polars.DataFrame({"x": [*X, None, 7.0], "y": [*Y, 9.0, None]})
        frame.write_parquet(folder / "data.parquet")
        done = run("--json", name="data.parquet")
        found = estimates(done)
        assert [found["a"], found["b"]] == pytest.approx(straight(), rel=1e-9)
        assert json.loads(done.out)["statistics"]["missing"] == 2

    def test_a_value_missing_elsewhere_is_nothing(self, run: Run) -> None:
        rows = CSV.splitlines()
        data = "\n".join([rows[0] + ",note", *(f"{row}," for row in rows[1:])])
        assert run(data=data).status == 0

    @pytest.mark.parametrize(
        ("data", "arguments"),
        [
            (CSV.replace(",", ";"), []),
            (CSV.replace(",", "\t"), []),
            (CSV.replace(",", "|"), ["--separator", "|"]),
            (CSV.replace("\n", "\r\n"), []),
            ("\ufeff" + CSV, []),
            ("# a comment\n\n" + CSV + "\n\n", []),
            (CSV.replace("x,y", "µ,y").encode("latin-1"), ["--encoding", "latin-1", "--rename", "µ=x"]),
            (CSV.encode("utf-16"), ["--encoding", "utf-16"]),
            (CSV.replace("x,y", '"temperature = T, in K",y'), ["--rename", "temperature = T, in K=x"]),
            (CSV.replace("x,y", " x , y ").replace(",", " , "), []),
        ],
    )  # fmt: skip
    def test_dialects(self, run: Run, data: str | bytes, arguments: list[str]) -> None:
        found = estimates(run("--json", *arguments, data=data))
        assert [found["a"], found["b"]] == pytest.approx(straight(), rel=1e-9)

    def test_a_field_of_two_lines(self, run: Run) -> None:
        done = run(data='x,y,note\n1,2,"a\nb"\n2,abc,\n')
        assert 'row 2, column `y`: "abc"' in done.err


class TestOutput:
    @pytest.mark.parametrize(
        ("name", "message"),
        [
            ("result.doc", "the ending says what is written"),
            ("none/result.json", "there is no folder none"),
        ],
    )
    def test_refused_before_the_fit(self, run: Run, name: str, message: str) -> None:
        done = run("-o", "good.json", "-o", name)
        assert (done.status, done.out) == (2, "")
        assert message in done.err
        assert not Path("good.json").exists()

    def test_without_matplotlib(self, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("neuralc._command.output.find_spec", lambda name: None)
        done = run("-o", "plot.png")
        assert (done.status, done.out) == (2, "")
        assert 'pip install "neuralc[plot]"' in done.err

    def test_without_polars(self, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setitem(sys.modules, "polars", None)
        done = run()
        assert (done.status, done.out) == (2, "")
        assert 'pip install "neuralc[fit]"' in done.err

    def test_twice(self, run: Run) -> None:
        assert "given twice" in run("-o", "a.json", "-o", "./a.json").err

    def test_a_failure_leaves_the_old_file(self, run: Run, folder: Path) -> None:
        (folder / "out.json").write_text("old", encoding="utf-8")
        assert run("-o", "out.json", data="x,y\n1,a\n").status == 2
        assert (folder / "out.json").read_text(encoding="utf-8") == "old"


class TestShapes:
    def test_vectors(self, run: Run) -> None:
        program = "(input r (vec 2)) (parameter k 1) (scale k r)"
        data = "r[0],r[1],y[0],y[1]\n1,2,3,6\n2,1,6,3\n"
        assert estimates(run("--json", program=program, data=data))["k"] == pytest.approx(3)
        renamed = data.replace("y[0],y[1]", "u,v")
        assert estimates(run("--json", data=renamed, target="u,v"))["k"] == pytest.approx(3)

    def test_a_part_of_a_vector_is_missing(self, run: Run) -> None:
        program = "(input r (vec 3)) (parameter k 1) (* k (norm r))"
        done = run(program=program, data="r[0],r[2],y\n1,2,3\n")
        assert "no column `r[1]`: the input `r` is a (vec 3)" in done.err

    def test_lists_in_parquet(self, run: Run, folder: Path) -> None:
        program = "(input r (vec 2)) (parameter k 1) (* k (norm r))"
        frame = polars.DataFrame({"r": [[3.0, 4.0], [6.0, 8.0]], "y": [10.0, 20.0]})
        frame.write_parquet(folder / "data.parquet")
        done = run("--json", program=program, name="data.parquet")
        assert estimates(done)["k"] == pytest.approx(2)

    def test_trajectory(self, run: Run) -> None:
        program = """(input x0) (parameter rate 0.9)
            (scan ((x x0)) 4 (recur (* rate x)))"""
        data = "x0,y\n16,8\n16,4\n16,2\n16,1\n"
        done = run("--json", program=program, data=data)
        assert estimates(done)["rate"] == pytest.approx(0.5)

    def test_trajectory_of_two(self, run: Run) -> None:
        program = """(parameter p 0.9) (parameter q 0.9)
            (scan ((x 16) (z 81)) 3 (recur (* p x) (* q z)))"""
        data = "a,b,s\n8,27,1\n4,9,1\n2,3,1\n"
        done = run("--json", "--sigma", "s", program=program, data=data, target="a,b")
        assert estimates(done) == pytest.approx({"p": 0.5, "q": 1 / 3})

    def test_trajectory_of_another_length(self, run: Run) -> None:
        program = "(parameter k 1) (scan ((x 1)) 3 (recur (* k x)))"
        done = run(program=program, data="y\n1\n2\n")
        assert "the program gives 3 numbers, and data.csv has 2 rows" in done.err

    def test_missing_values_in_a_trajectory(self, run: Run) -> None:
        program = "(input x0) (parameter rate 0.9) (scan ((x x0)) 4 (recur (* rate x)))"
        done = run("--json", program=program, data="x0,y\n16,8\n16,\n16,2\n16,1\n")
        assert estimates(done)["rate"] == pytest.approx(0.5)
        assert json.loads(done.out)["statistics"]["missing"] == 1
        done = run(program=program, data="x0,y\n16,8\n,4\n16,2\n16,1\n")
        assert "column `x0` has no value in line 3: a program that gives a trajectory" in done.err

    def test_a_vector_of_which_a_part_is_missing(self, run: Run, folder: Path) -> None:
        program = "(input r (vec 2)) (parameter k 1) (scale k r)"
        data = "r[0],r[1],y[0],y[1]\n1,2,3,6\n2,1,6,\n2,1,,\n"
        done = run("--json", "-o", "o.csv", program=program, data=data)
        assert estimates(done)["k"] == pytest.approx(3)
        assert json.loads(done.out)["statistics"]["missing"] == 3
        assert "note: 1 row was left out" in done.err
        assert polars.read_csv(folder / "o.csv")["residual y[1]"].is_null().to_list() == [
            False,
            True,
        ]

    def test_an_input_that_changes_on_the_way(self, run: Run) -> None:
        program = "(input x0) (parameter k 1) (scan ((x x0)) 2 (recur (* k x)))"
        done = run(program=program, data="x0,y\n1,2\n2,4\n")
        assert "has another value in line 3" in done.err
