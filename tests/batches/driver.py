"""A batch in a process of its own, for tests that end it: ``python driver.py OUT NOTEBOOK [N]``."""

import signal
import sys
from pathlib import Path
from types import SimpleNamespace

import pandas as pd

sys.path.insert(0, str(Path(__file__).parents[2]))


def many(n: int):
    """A review of `n` territories, all like the first of the small one."""
    from tests.batches.conftest import make_review

    review = make_review()
    codes = [f"{10001 + k}" for k in range(n)]
    for name, table in review.tables.items():
        part = table[table["territory"] == "01004"]
        review.tables[name] = pd.concat([part.assign(territory=code) for code in codes], ignore_index=True)
    return review


def campaign_of(folder: Path, codes: list[str]) -> SimpleNamespace:
    """What a batch reads of a campaign without faults."""
    return SimpleNamespace(
        folder=folder,
        answered=frozenset(codes),
        faults=(),
        held_back=(),
        too_few=(),
        territories=pd.DataFrame({"territory": codes, "name": ""}),
        methodology=SimpleNamespace(disclosure_threshold=5),
        settings=SimpleNamespace(language="fr"),
    )


def main(out: str, notebook: str, n: str = "8") -> int:
    """Run the batch; print what was done, kept, failed."""
    import revue_analytics.campaign
    import revue_analytics.review
    from revue_analytics.batches import batch

    signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell starts its background jobs deaf to it
    review = many(int(n))
    revue_analytics.campaign.open_campaign = lambda folder, strict=False: campaign_of(Path(out).parent, review.codes)
    revue_analytics.review.analyse = lambda campaign, **_: review
    result = batch(out, out=out, notebook=notebook, jobs=2)
    print(len(result.done), len(result.unchanged), len(result.failed))
    return 0 if result.complete else 1


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
