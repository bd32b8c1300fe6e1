"""Templates are escaped, strict, and compiled once for all builds with the same cache."""

from pathlib import Path

import jinja2
import pytest

from catalogue.cache import Cache
from catalogue.templating import CompiledTemplates, compile_templates, environment


def render(folder: Path, text: str, **values: object) -> str:
    (folder / "page.html").write_text(text)
    return environment(folder).get_template("page.html").render(values)


def test_values_are_escaped_and_what_a_macro_gives_is_not_escaped_again(tmp_path: Path) -> None:
    text = "{% macro bold(words) %}<b>{{ words }}</b>{% endmacro %}{{ bold(name) }}{{ name }}"
    assert render(tmp_path, text, name="A & \"B\" 'C' <D>") == (
        "<b>A &amp; &#34;B&#34; &#39;C&#39; &lt;D&gt;</b>A &amp; &#34;B&#34; &#39;C&#39; &lt;D&gt;"
    )


def test_numbers_and_calls_with_names_and_lists_of_arguments(tmp_path: Path) -> None:
    text = "{{ shown(1, *more, last=4) }}"
    assert render(tmp_path, text, shown="{}{}{}{last}".format, more=(2, 3)) == "1234"
    assert render(tmp_path, "{{ words[1] }}{{ words | length }}", words=(1, 2)) == "22"


def test_arguments_of_macros_by_place_by_name_and_left_out(tmp_path: Path) -> None:
    text = (
        "{% macro say(what, to='all', loud=false) %}{{ what }} {{ to }}{% if loud %}!{% endif %}"
        "{% endmacro %}{% macro box() %}<b>{{ caller() }}</b>{% endmacro %}"
        "{{ say(1) }},{{ say(2, name) }},{{ say(3, loud=true) }},{% call box() %}4 &{% endcall %}"
    )
    assert render(tmp_path, text, name="<you>") == "1 all,2 &lt;you&gt;,3 all!,<b>4 &</b>"
    with pytest.raises(jinja2.UndefinedError, match="parameter 'what' was not provided"):
        render(tmp_path, "{% macro say(what) %}{{ what }}{% endmacro %}{{ say() }}")


def test_a_name_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(jinja2.UndefinedError, match="'measure' is undefined"):
        render(tmp_path, "{{ measure }}")
    with pytest.raises(jinja2.UndefinedError, match="'measure' is undefined"):
        render(tmp_path, "{{ measure.title }}")
    with pytest.raises(AttributeError, match="'str' object has no attribute 'name'"):
        render(tmp_path, "{{ measure.name }}", measure="")


def test_indentation_stays_with_the_templates_but_in_what_keeps_it(tmp_path: Path) -> None:
    text = (
        "<ul>\n  {% if 1 %}\n    <li>一\n\t  二</li>\n  {% endif %}\n</ul>\n  <pre>a:\n  b</pre>\n"
    )
    assert render(tmp_path, text) == "<ul>\n<li>一\n二</li>\n</ul>\n<pre>a:\n  b</pre>"


def test_a_build_takes_over_what_another_compiled_until_the_code_changes(tmp_path: Path) -> None:
    templates, cache = tmp_path / "templates", Cache(tmp_path / "cache")
    templates.mkdir()
    (templates / "page.html").write_text("一")
    compile_count = 0

    def rendered(made_for: bytes) -> str:
        nonlocal compile_count
        made = environment(templates, CompiledTemplates(cache, made_for))
        compiled = made.compile

        def counting(*arguments: object, **named: object) -> object:
            nonlocal compile_count
            compile_count += 1
            return compiled(*arguments, **named)  # type: ignore[call-overload]

        made.compile = counting  # type: ignore[method-assign]
        return made.get_template("page.html").render()

    assert (rendered(b"a"), rendered(b"a"), compile_count) == ("一", "一", 1)
    (templates / "page.html").write_text("二")
    assert (rendered(b"a"), compile_count) == ("二", 2)
    assert (rendered(b"b"), compile_count) == ("二", 3)
    compile_templates(templates, CompiledTemplates(cache, b"c"), is_large=False)
    assert (rendered(b"c"), compile_count) == ("二", 3)
