"""The reader against what two people have labelled, independently, in the real minutes of a committee."""

from pathlib import Path

import pytest

from tests.adapters.minutes import scoring

HERE = Path(__file__).parent

# The files in order, the even ones labelled to develop on, the odd ones by somebody else to measure with.
SETS = [
    ("labels_dev.jsonl", 0, 0.98, 0.98, 0.98, 0.98),
    ("labels_heldout.jsonl", 1, 0.97, 0.95, 0.93, 0.93),
]


def _files(first: int) -> list[Path]:
    return sorted(scoring.FOLDER.glob("*.md"))[first::2]


@pytest.mark.parametrize(("name", "first", "precision", "recall", "owners", "due"), SETS)
def test_labelled_actions_are_found_with_their_owners_and_days(
    name: str,
    first: int,
    precision: float,
    recall: float,
    owners: float,
    due: float,
    capsys: pytest.CaptureFixture[str],
) -> None:
    if not scoring.FOLDER.exists() or not (HERE / name).exists():
        pytest.skip(f"{name}: no labels, or no minutes in ../shared/data")
    score = scoring.score(scoring.labels(HERE / name), _files(first))
    with capsys.disabled():
        print(f"\n{name}: {score}")
    reached = (score.precision, score.recall, score.owners, score.due)
    assert all(got >= least for got, least in zip(reached, (precision, recall, owners, due), strict=True)), (
        score
    )


def test_a_wrong_owner_a_missed_action_and_a_false_one_each_cost_their_share(tmp_path: Path) -> None:
    path = tmp_path / "2022-03-24.md"
    path.write_text("遗留问题：\n1. 补充材料--张三\n2. 刷新文档--李四\n", encoding="utf-8")
    wanted = [
        scoring.Label(path.name, 2, "action", "补充材料", ("王五",), None, False),
        scoring.Label(path.name, 9, "action", "不在那里", (), None, False),
    ]
    score = scoring.score(wanted, [path])
    assert (score.precision, score.recall, score.owners, score.due) == (0.5, 0.5, 0.0, 0.5)
