"""A folder of templates in; the Jinja environment that renders them, out.

Every value is escaped, a name that is not there is an error. Templates read attributes of frozen
values and call plain functions, so that is what they are compiled to. Jinja's own code asks of
every attribute whether an item was meant, of every function whether it wants the context, wraps
every escaped text so that nobody escapes it again, looks at every macro's arguments three times,
and hands out each piece of a page through the templates that it lies in: half of a page's time.
"""

import re
from collections.abc import Callable, MutableMapping
from functools import partial
from pathlib import Path
from typing import Any

import jinja2
import markupsafe
from jinja2 import nodes
from jinja2.bccache import Bucket
from jinja2.compiler import CodeGenerator, Frame, MacroRef
from jinja2.runtime import Macro
from jinja2.utils import missing

from catalogue import urls
from catalogue.cache import Cache
from catalogue.dates import both_calendars, partial_in_words, roc_month, weekday
from catalogue.inputs import KEPT_TEMPLATES
from catalogue.prose import render_markdown
from catalogue.schedule import STATUS_NAMES
from catalogue.views import telephone_link, terse_windows


class CompiledTemplates(jinja2.BytecodeCache):
    """Keeps what templates are compiled to in a build's cache, for the next build.

    Jinja checks a template's text against what was compiled, so that nothing stale is rendered;
    `made_for` changes with the code that compiles.
    """

    def __init__(self, cache: Cache, made_for: bytes) -> None:
        self._cache = cache
        self._made_for = made_for

    def note_that_they_are_complete(self) -> None:
        self._cache.save(KEPT_TEMPLATES, self._made_for, True)

    def load_bytecode(self, bucket: Bucket) -> None:
        code = self._cache.load(f"template-{bucket.key}", self._made_for)
        if code is not None:
            bucket.bytecode_from_string(code)

    def dump_bytecode(self, bucket: Bucket) -> None:
        self._cache.save(f"template-{bucket.key}", self._made_for, bucket.bytecode_to_string())


def compile_templates(templates: Path, compiled: CompiledTemplates, *, is_large: bool) -> None:
    """Compile every template of a site that no earlier build has compiled."""
    made = environment(templates, compiled)
    for name in made.list_templates(extensions=["html"]):
        if is_large or not name.startswith(_LARGE):
            made.get_template(name)
    compiled.note_that_they_are_complete()


_INDENTATION = re.compile(r"(?P<kept><pre\b.*?</pre>)|^[ \t]+", re.DOTALL | re.MULTILINE)
_LARGE = "large/"
"""Templates of a large site: in a hundred thousand pages, each line break takes 100 kB."""


def environment(
    templates: Path, compiled: jinja2.BytecodeCache | None = None
) -> jinja2.Environment:
    """What renders the templates as they are now; a change of them needs a new one."""
    made = _Environment(
        loader=_Unindented(templates),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        auto_reload=False,
        cache_size=-1,  # all: a cache with a limit takes note of every use
        optimized=False,
        bytecode_cache=_COMPILED if compiled is None else compiled,
    )
    made.filters.update(
        markdown=render_markdown,
        both_calendars=both_calendars,
        partial_in_words=partial_in_words,
        roc_month=lambda month: roc_month(*month),
        weekday=weekday,
        tel=telephone_link,
        lines=str.splitlines,
        terse_windows=terse_windows,
    )
    made.globals.update(urls=urls, status_names=STATUS_NAMES)
    return made


class _Unindented(jinja2.FileSystemLoader):
    """Reads templates without what is for their editors alone: indentation; of `large/`, lines."""

    def get_source(
        self, environment: jinja2.Environment, template: str
    ) -> tuple[str, str, Callable[[], bool]]:
        source, path, is_current = super().get_source(environment, template)
        source = _INDENTATION.sub(lambda found: found["kept"] or "", source)
        if template.startswith(_LARGE):
            source = source.replace("\n", "")
        return source, path, is_current


class _DirectCode(CodeGenerator):
    """Compiles `a.b`, `a[b]`, `a(b)` and `{{ a }}` to what they are in Python."""

    def visit_Getattr(self, node: nodes.Getattr, frame: Frame) -> None:  # noqa: N802
        self.visit(node.node, frame)
        self.write(f".{node.attr}")

    def visit_Getitem(self, node: nodes.Getitem, frame: Frame) -> None:  # noqa: N802
        self.visit(node.node, frame)
        self.write("[")
        self.visit(node.arg, frame)
        self.write("]")

    def visit_Call(  # noqa: N802
        self, node: nodes.Call, frame: Frame, forward_caller: bool = False
    ) -> None:
        self.visit(node.node, frame)
        self.write("(")
        for argument in (*node.args, *node.kwargs):
            self.visit(argument, frame)
            self.write(", ")
        if node.dyn_args is not None:
            self.write("*")
            self.visit(node.dyn_args, frame)
            self.write(", ")
        self.write("caller=caller)" if forward_caller else ")")

    def _import_common(self, node: nodes.Import | nodes.FromImport, frame: Frame) -> None:
        if node.with_context:
            super()._import_common(node, frame)
            return
        self.write("environment.get_template(")
        self.visit(node.template, frame)
        self.write(").module")

    def _output_child_pre(self, node: nodes.Expr, frame: Frame, finalize: Any) -> None:
        self.write("escaped(")

    def write_commons(self) -> None:
        super().write_commons()
        self.writeline("escaped = environment.escaped")

    def macro_def(self, macro_ref: MacroRef, frame: Frame) -> None:
        self.write("environment.")
        super().macro_def(macro_ref, frame)

    def visit_Output(self, node: nodes.Output, frame: Frame) -> None:  # noqa: N802
        """Hand out what stands between two statements in one piece."""
        if frame.buffer is not None or frame.require_output_check or len(node.nodes) == 1:
            super().visit_Output(node, frame)
            return
        pieces = frame.copy()
        pieces.buffer = self.temporary_identifier()
        self.writeline(f"{pieces.buffer} = []")
        super().visit_Output(node, pieces)
        self.writeline(f"yield concat({pieces.buffer})")


_safe: Callable[[str], markupsafe.Markup] = partial(str.__new__, markupsafe.Markup)
"""A text that is not escaped: `Markup` itself first asks what it is given."""


class _Macro(Macro):
    """A macro whose arguments stand in their places is called as the function it is compiled to."""

    def __init__(
        self, environment: jinja2.Environment, function: Any, name: str, *more: Any
    ) -> None:
        super().__init__(environment, function, name, *more)
        function.__defaults__ = (missing,) * function.__code__.co_argcount
        self._function = function
        self._is_plain = not (self.catch_kwargs or self.catch_varargs or self.caller)

    def __call__(self, *arguments: Any, **named: Any) -> str:
        if named or not self._is_plain:
            return super().__call__(*arguments, **named)
        return _safe(self._function(*arguments))


class _Environment(jinja2.Environment):
    code_generator_class = _DirectCode
    Macro = _Macro

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """What all templates share, copied for each page: a plain dictionary is quickly copied."""
        return {**self.globals, **d} if d else self.globals

    @staticmethod
    def escaped(value: object) -> str:
        """The same characters as `markupsafe.escape`; most texts have nothing to escape."""
        if type(value) is str:
            if not ('"' in value or "&" in value or "<" in value or ">" in value or "'" in value):
                return value
        elif type(value) is markupsafe.Markup:
            return value
        elif type(value) is int:
            return str(value)
        return markupsafe.escape(value)


class _InMemory(jinja2.BytecodeCache):
    """Keeps compiled templates while the process lives, for previews that build again and again."""

    def __init__(self) -> None:
        self._code: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        if bucket.key in self._code:
            bucket.bytecode_from_string(self._code[bucket.key])

    def dump_bytecode(self, bucket: Bucket) -> None:
        self._code[bucket.key] = bucket.bytecode_to_string()


_COMPILED = _InMemory()
