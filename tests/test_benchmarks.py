"""What the benchmarks say: a build's stages, Hugo's keys, ratios taken within a round."""

from bench.hugo_content import with_taxonomies
from bench.report import Costs, Results, Size, sections
from bench.stages import stages
from tests.sample import MEASURE


def test_reads_the_stages_of_a_build() -> None:
    line = "9 measures, 4 files -> /a/b (c) in 2.70 s (read 0.40, render pages 1.10, write 1.20)"
    assert stages(f"(read 9.99)\n{line}\n") == {"read": 0.4, "render pages": 1.1, "write": 1.2}
    assert stages("nothing has changed since /a/b was made\n") == {}


def test_hugo_gets_the_same_file_and_the_keys_of_its_taxonomies() -> None:
    text = with_taxonomies(MEASURE, {"研發貸款協助": "技術面"})
    added, _, rest = text.partition("number: 1\n")
    assert f"---\nnumber: 1\n{rest}" == MEASURE
    assert added == (
        "---\n"
        "weight: 1\n"
        "categories: [技術面]\n"
        "subcategories: [研發貸款協助]\n"
        "kinds: [輔導補助]\n"
        "deadlines: [2016-03, 2016-06]\n"
        "next_deadline: '2016-03-15'\n"
    )


def test_ratios_are_of_one_round_and_the_median_of_them_is_told() -> None:
    lines = list(sections(Results(builds={"1000": SIZE}, search={})))
    assert (
        "| 1,000 | Render, cold | 2.00 s | 4.00 s | **0.25** | 3.00 s | 8.00 s | 50 MB | 900 MB |"
        in lines
    )
    assert "| 1,000 | Whole with search, cold | 2.00 s | – | – | 3.00 s | – | 50 MB | – |" in lines
    assert "| 1,000 | 0.50 s | 1.00 s |" in lines
    assert "| 1,000 | ours, cold | 2.0 | 30 | 2.0 |" in lines


OURS = Costs(wall=[1.0, 2.0, 3.0], cpu=[2.0, 3.0, 4.0], peak=50.4)
HUGO = Costs(wall=[4.0, 1.0, 12.0], cpu=[8.0, 8.0, 9.0], peak=900.0)
SIZE = Size(
    costs={
        "cold render": {"ours": OURS, "Hugo": HUGO},
        "cold": {"ours": OURS},
        "unchanged": {"ours": OURS},
        "one changed": {"ours": OURS},
    },
    stages=[{"read": 0.4, "render": 1.0}, {"read": 0.6, "render": 1.0}],
    sizes={"ours, cold": (2_000_000, 30)},
    watch=[0.5],
    machine="a machine",
    load=(0.1, 2.0),
    versions="versions",
    day="2016-03-01",
)
