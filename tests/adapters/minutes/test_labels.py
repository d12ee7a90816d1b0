"""The reader against labelled minutes: a committee's real ones, and ones made up in the same ways."""

from pathlib import Path

import pytest

from tests.adapters.minutes import scoring

HERE = Path(__file__).parent
LEAST = 0.95

# Of the real files in order the even ones were labelled to develop on, the odd ones by somebody else to
# measure with; the fresh ones are fictional, written and labelled before the reader was run on them.
SETS = ["dev", "heldout", "fresh"]


def _files(name: str) -> list[Path]:
    if name == "fresh":
        return sorted((HERE / "fresh").iterdir())
    return sorted(scoring.FOLDER.glob("*.md"))[SETS.index(name) :: 2]


@pytest.mark.parametrize("name", SETS)
def test_labelled_actions_are_found_with_their_owners_and_days(
    name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    files = _files(name)
    if not files:
        pytest.skip("real input: no minutes in ../shared/data/minutes-openharmony")
    score = scoring.score(scoring.labels(HERE / f"labels_{name}.jsonl"), files)
    with capsys.disabled():
        print(f"\n{name}: {score}")
    assert min(score.precision, score.recall, score.owners, score.due) >= LEAST, score.wrong


def test_a_wrong_owner_a_missed_action_and_a_false_one_each_cost_their_share(tmp_path: Path) -> None:
    path = tmp_path / "2022-03-24.md"
    path.write_text("遗留问题：\n1. 补充材料--张三\n2. 刷新文档--李四\n", encoding="utf-8")
    wanted = [
        scoring.Label(path.name, 2, "action", "补充材料", ("王五",), None, False),
        scoring.Label(path.name, 9, "action", "不在那里", (), None, False),
    ]
    score = scoring.score(wanted, [path])
    assert (score.precision, score.recall, score.owners, score.due) == (0.5, 0.5, 0.0, 0.5)
