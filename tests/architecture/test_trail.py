import re
from pathlib import Path

HOUSE = Path(__file__).parents[2] / "guildhall"
WRITES = re.compile(
    r"\b(Entry|Seal)\.objects\.(create|bulk_create|get_or_create|update_or_create)\b"
    r"|\b(INSERT INTO|UPDATE|DELETE FROM|TRUNCATE|COPY)\s+audit_(entry|seal)\b"
)


def test_only_the_trail_itself_writes_the_trail():
    code = [path for path in HOUSE.rglob("*.py") if "tests" not in path.parts]
    others = [path for path in code if HOUSE / "kernel" / "audit" not in path.parents]

    assert [str(path.relative_to(HOUSE)) for path in others if WRITES.search(path.read_text())] == []


def test_the_search_recognises_what_it_forbids():
    assert WRITES.search("Entry.objects.create(")
    assert WRITES.search("INSERT INTO audit_entry (")
    assert not WRITES.search("Entry.objects.filter(")
