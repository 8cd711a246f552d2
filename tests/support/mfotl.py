"""Formulas of metric first-order temporal logic, as far as terms can say them: a parser and a translation, no evaluation.

A formula becomes terms, a log becomes rows of evidence, and what holds at a time point is read off the verdicts. What the
term language cannot say is refused with the operator that is the reason (`UnsaidError`).
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass, replace
from typing import Any, NoReturn

Values = tuple[str, ...]


class UnsaidError(Exception):
    """The term language has no words for this operator."""


def refuse(reason: str) -> NoReturn:
    """Say why a formula cannot be said in terms."""
    raise UnsaidError(reason)


class MalformedError(Exception):
    """No formula at all: an interval that is empty or negative."""


@dataclass(frozen=True)
class Pred:
    name: str
    args: Values


@dataclass(frozen=True)
class Not:
    body: Any


@dataclass(frozen=True)
class And:
    left: Any
    right: Any


@dataclass(frozen=True)
class Or:
    left: Any
    right: Any


@dataclass(frozen=True)
class Exists:
    names: Values
    body: Any


@dataclass(frozen=True)
class Compared:
    left: str
    sign: str
    right: str


@dataclass(frozen=True)
class Constant:
    value: bool


@dataclass(frozen=True)
class Bounds:
    """From `low` to `high` later, or earlier; None: without end."""

    low: int
    high: int | None


@dataclass(frozen=True)
class Once:
    bounds: Bounds
    body: Any


@dataclass(frozen=True)
class Eventually:
    bounds: Bounds
    body: Any


@dataclass(frozen=True)
class Since:
    bounds: Bounds
    left: Any
    right: Any


@dataclass(frozen=True)
class Until:
    bounds: Bounds
    left: Any
    right: Any


@dataclass(frozen=True)
class Aggregate:
    figure: str
    operator: str
    over: str
    groups: Values
    body: Any


_TOKEN = re.compile(r'\s*("[^"]*"|<-|<=|>=|-?\d+\.?\d*[a-z]?|[A-Za-z_]\w*|[()\[\],;.=<>*+/-])')
_UNSAID = {
    "NEXT", "PREVIOUS", "LET", "LETPAST", "MATCHES", "ALWAYS", "PAST_ALWAYS", "FORALL", "IMPLIES", "EQUIV", "FORWARD", "BACKWARD",
}  # fmt: skip
_MISSING_AGGREGATES = {"AVG", "MIN", "MAX", "MED"}
NESTED = "one operator inside another"
_UNITS = {"": 1, "s": 1, "m": 60, "h": 3_600, "d": 86_400}


def parse(text: str) -> Any:
    """Read a formula; operators that terms have no words for are refused while reading."""
    _no_empty_interval(text)
    reader = _Reader(list(_tokens(text)))
    found = reader.formula()
    if reader.peek():
        refuse(_strange(reader.peek()))
    return simplified(found)


def _no_empty_interval(text: str) -> None:
    interval = r"[A-Z_]{4,}\s*([\[(])\s*(-?\d+)\s*,\s*(-?\d+)\s*([\])])"
    for opening, first, last, closing in re.findall(interval, text):
        low = int(first) + (opening == "(")
        if low < 0 or int(last) - (closing == ")") < low:
            found = f"{opening}{first},{last}{closing}"
            raise MalformedError(found)


def _tokens(text: str) -> Iterator[str]:
    at, text = 0, text.strip()
    while at < len(text):
        match = _TOKEN.match(text, at)
        if match is None:
            refuse("a sign that is no part of this reader's grammar")
        at = match.end()
        yield match[1]


def _strange(found: str) -> str:
    return "a field of a record" if found == "." else "another grammar"


class _Reader:
    """A recursive descent over the tokens."""

    def __init__(self, tokens: list[str]) -> None:
        self._tokens = tokens
        self._at = 0

    def peek(self, ahead: int = 0) -> str:
        return self._tokens[self._at + ahead] if self._at + ahead < len(self._tokens) else ""

    def next(self, wanted: str = "") -> str:
        token = self.peek()
        if token in _UNSAID | _MISSING_AGGREGATES:
            refuse(token)
        if wanted and token != wanted:
            refuse(_strange(token))
        self._at += 1
        return token

    def formula(self) -> Any:
        if self.peek(1) == "<-":
            return self._aggregate()
        left = self._either()
        while self.peek() in {"SINCE", "UNTIL"}:
            operator = self.next()
            bounds = self._bounds(past=operator == "SINCE")
            right = self.formula()
            left = (Since if operator == "SINCE" else Until)(bounds, left, right)
        return left

    def _aggregate(self) -> Aggregate:
        figure = self.next()
        self.next("<-")
        operator, over, groups = self.next(), self.next(), []
        if self.peek() == ";":
            self.next()
            groups.append(self.next())
            while self.peek() == ",":
                self.next()
                groups.append(self.next())
        return Aggregate(figure, operator, over, tuple(groups), self.formula())

    def _either(self) -> Any:
        left = self._both()
        while self.peek() == "OR":
            self.next()
            left = Or(left, self._both())
        return left

    def _both(self) -> Any:
        left = self._one()
        while self.peek() == "AND":
            self.next()
            left = And(left, self._one())
        return left

    def _one(self) -> Any:
        word = self.peek()
        if word == "EXISTS":
            return self._exists()
        if word not in {"NOT", "ONCE", "EVENTUALLY", "TRUE", "FALSE", "("}:
            return self._atom()
        self.next()
        match word:
            case "NOT":
                found = Not(self._one())
            case "ONCE":
                found = Once(self._bounds(past=True), self._one())
            case "EVENTUALLY":
                found = Eventually(self._bounds(past=False), self._one())
            case "(":
                found = self.formula()
                self.next(")")
            case _:
                found = Constant(word == "TRUE")
        return found

    def _exists(self) -> Exists:
        self.next("EXISTS")
        names = [self.next()]
        while self.peek() == ",":
            self.next()
            names.append(self.next())
        self.next(".")
        return Exists(tuple(names), self._one())

    def _atom(self) -> Any:
        name = self.next()
        if self.peek() == "(":
            return self._predicate(name)
        if self.peek() == "<-":
            refuse("an aggregation inside a formula")
        sign = self.next()
        if sign not in {"=", "<", "<=", ">", ">="}:
            refuse({".": "a field of a record", "MATCHES": sign}.get(sign, "arithmetic"))
        right = self.next()
        if self.peek() in {"+", "-", "*", "/"} or self.peek() == "(":
            refuse("arithmetic")
        return Compared(name, sign, right)

    def _predicate(self, name: str) -> Pred:
        self.next("(")
        args: list[str] = []
        while self.peek() != ")":
            args.append(self.next())
            if self.peek() not in {",", ")"}:
                refuse("arithmetic")
            if self.peek() == ",":
                self.next()
        self.next(")")
        return Pred(name, tuple(args))

    def _bounds(self, *, past: bool) -> Bounds:
        if self.peek() not in {"[", "("} or (
            self.peek() == "(" and not re.fullmatch(r"\d+\w?", self.peek(1))
        ):
            if past:
                return Bounds(0, None)
            refuse("EVENTUALLY or UNTIL without an end")
        opening, low = self.next(), _seconds(self.next())
        self.next(",")
        last = self.next()
        closing = self.next()
        low += opening == "("
        return Bounds(low, None if last == "*" else _seconds(last) - (closing == ")"))


def _seconds(text: str) -> int:
    match = re.fullmatch(r"(\d+)([a-z]?)", text)
    if match is None:
        refuse(text)
    return int(match[1]) * _UNITS[match[2]]


# --- rewriting without looking at a log --------------------------------------------------------------------------------
def simplified(formula: Any) -> Any:
    """Constants folded; TRUE SINCE is ONCE, TRUE UNTIL is EVENTUALLY."""
    if isinstance(formula, Compared):
        return _folded(formula)
    if not is_dataclass(formula):
        return formula
    parts = {one.name: getattr(formula, one.name) for one in fields(formula)}
    inner = {
        name: simplified(part) if name in {"left", "right", "body"} else part for name, part in parts.items()
    }
    match formula:
        case Not() if isinstance(inner["body"], Constant):
            return Constant(not inner["body"].value)
        case And():
            return _joined(inner["left"], inner["right"])
        case Since() | Until() if inner["left"] == Constant(value=True):
            return (Once if isinstance(formula, Since) else Eventually)(inner["bounds"], inner["right"])
    return replace(formula, **inner)


def _joined(left: Any, right: Any) -> Any:
    if Constant(value=False) in (left, right):
        return Constant(value=False)
    if left == Constant(value=True):
        return right
    return left if right == Constant(value=True) else And(left, right)


def _folded(formula: Compared) -> Any:
    left, right = formula.left, formula.right
    if left == right:
        return Constant(formula.sign in {"=", "<=", ">="})
    if not (is_number(left) and is_number(right)):
        return formula
    first, second = float(left), float(right)
    holds = {"=": first == second, "<": first < second, "<=": first <= second, ">": first > second}
    return Constant(holds.get(formula.sign, first >= second))


def is_number(text: str) -> bool:
    """Whether a name in a formula stands for itself."""
    return re.fullmatch(r"-?\d+\.?\d*", text) is not None


def variables(formula: Any) -> Values:
    """The free variables of a predicate, or of what is left of it after EXISTS, in order."""
    if isinstance(formula, Exists):
        return tuple(name for name in variables(formula.body) if name not in formula.names)
    if not isinstance(formula, Pred):
        refuse(NESTED)
    if len(set(formula.args)) < len(formula.args):
        refuse("one variable twice in a predicate")
    if any(is_number(arg) or arg.startswith('"') for arg in formula.args):
        refuse("a constant in a predicate")
    return formula.args


def predicate(formula: Any) -> Pred:
    """The predicate under EXISTS."""
    return predicate(formula.body) if isinstance(formula, Exists) else formula


# --- logs --------------------------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Log:
    """Time points: for each its time, and the tuples of each predicate (a set: a tuple that stands twice stands once)."""

    points: tuple[tuple[int, Mapping[str, tuple[Values, ...]]], ...]

    @property
    def one_point_per_time(self) -> bool:
        times = [time for time, _ in self.points]
        return len(set(times)) == len(times)

    def repeats(self, name: str) -> bool:
        """Whether a tuple comes at two time points."""
        rows = [row for _, facts in self.points for row in facts.get(name, ())]
        return len(set(rows)) < len(rows)

    def values(self, pred: Pred, wanted: Sequence[str]) -> list[Values]:
        """What these variables are in the log, wherever the predicate stands."""
        places = [pred.args.index(name) for name in wanted]
        rows = [row for _, facts in self.points for row in facts.get(pred.name, ())]
        return sorted({tuple(row[place] for place in places) for row in rows})


def read_log(text: str) -> Log:
    """Read a log of the form ``@10 P (1) (2) Q (a,b)``."""
    if ">" in text:
        refuse("a log with commands")
    plain = re.sub(r"#[^\n]*", "", text).replace(";", " ")
    points = []
    for block in plain.split("@")[1:]:
        time, _, rest = (
            block.strip().partition(" ")
            if " " in block.strip().split("\n")[0]
            else block.strip().partition("\n")
        )
        facts: dict[str, dict[Values, None]] = {}
        name = ""
        for word, inside in re.findall(r"([A-Za-z_]\w*)|\(([^()]*)\)", rest):
            if word:
                name = word
                facts.setdefault(name, {})
            else:
                row = tuple(part.strip().strip('"') for part in inside.split(",")) if inside.strip() else ()
                facts[name][row] = None
        points.append((int(time), {name: tuple(rows) for name, rows in facts.items() if rows}))
    return Log(tuple(points))


# --- answers -------------------------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Answers:
    """What a tool printed: at each time point that it decided, the tuples for which the formula holds."""

    at: Mapping[int, frozenset[Values]]
    refused: bool


def read_answers(lines: Sequence[str], codes: Sequence[object]) -> Answers:
    """Read the lines a tool printed: it gives the variables of a tuple in the order in which the formula names them."""
    found: dict[int, frozenset[Values]] = {}
    for line in lines:
        if match := re.match(r"@\d+ \(time point (\d+)\): (.*)$", line):
            found[int(match[1])] = _tuples(match[2])
    refused = bool(codes) or any("NOT monitorable" in line or "Fatal error" in line for line in lines)
    return Answers(found, refused)


def _tuples(text: str) -> frozenset[Values]:
    if text.strip() in {"true", "false"}:
        return frozenset({()} if text.strip() == "true" else ())
    rows = re.findall(r"\(([^()]*)\)", text)
    return frozenset(tuple(part.strip().strip('"') for part in row.split(",")) for row in rows if row.strip())
