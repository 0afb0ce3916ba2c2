"""What the guard against overlapping memberships costs an import: the choices beside a bare partial unique key."""

import time

import psycopg

from bench import ROOT
from setup import postgres

ROWS = 300_000
TABLE = """
    CREATE UNLOGGED TABLE spell (id bigserial PRIMARY KEY, person_id bigint NOT NULL, since date NOT NULL, until date,
                                 voided_at timestamptz);
    CREATE UNIQUE INDEX ON spell (person_id) WHERE until IS NULL AND voided_at IS NULL;
"""
EVERYTHING_EXCLUDED = """
    ALTER TABLE spell ADD EXCLUDE USING gist (int8range(person_id, person_id, '[]') WITH &&, daterange(since, until) WITH &&)
        WHERE (voided_at IS NULL);
"""
PAST_EXCLUDED = """
    ALTER TABLE spell ADD EXCLUDE USING gist (int8range(person_id, person_id, '[]') WITH &&, daterange(since, until) WITH &&)
        WHERE (until IS NOT NULL AND voided_at IS NULL);
"""
OPEN_AFTER_PAST = """
    CREATE INDEX ON spell (person_id);
    CREATE FUNCTION open_after_past() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF EXISTS (SELECT 1 FROM spell o WHERE o.person_id = NEW.person_id AND o.id <> NEW.id AND o.voided_at IS NULL
                   AND (o.until IS NULL) <> (NEW.until IS NULL)
                   AND coalesce(o.until, NEW.until) > CASE WHEN NEW.until IS NULL THEN NEW.since ELSE o.since END) THEN
            RAISE EXCEPTION 'overlap';
        END IF;
        RETURN NULL;
    END $$;
    CREATE TRIGGER open_after_past AFTER INSERT ON spell FOR EACH ROW EXECUTE FUNCTION open_after_past();
"""
OPEN_AFTER_PAST_BY_STATEMENT = """
    CREATE INDEX ON spell (person_id) WHERE until IS NOT NULL AND voided_at IS NULL;
    CREATE FUNCTION open_after_past() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF EXISTS (SELECT 1 FROM written w JOIN spell past ON past.person_id = w.person_id AND past.id <> w.id
                   AND past.voided_at IS NULL AND past.until IS NOT NULL
                   WHERE w.until IS NULL AND w.voided_at IS NULL AND past.until > w.since)
        OR EXISTS (SELECT 1 FROM written w JOIN spell o ON o.person_id = w.person_id AND o.id <> w.id
                   AND o.voided_at IS NULL AND o.until IS NULL
                   WHERE w.until IS NOT NULL AND w.voided_at IS NULL AND w.until > o.since) THEN
            RAISE EXCEPTION 'overlap';
        END IF;
        RETURN NULL;
    END $$;
    CREATE TRIGGER open_after_past AFTER INSERT ON spell REFERENCING NEW TABLE AS written
        FOR EACH STATEMENT EXECUTE FUNCTION open_after_past();
"""
CHOICES = {
    "partial unique key only": TABLE,
    "past spells excluded, open ones by trigger": TABLE + PAST_EXCLUDED + OPEN_AFTER_PAST,
    "past spells excluded, open ones by statement trigger": TABLE + PAST_EXCLUDED + OPEN_AFTER_PAST_BY_STATEMENT,
    "past spells excluded only": TABLE + PAST_EXCLUDED,
    "all spells excluded": TABLE + EVERYTHING_EXCLUDED,
}


def measure(rows: int = ROWS) -> dict[str, float]:
    """Seconds to copy `rows` open spells in under each choice."""
    url = postgres.ensure(ROOT)
    took = {}
    with psycopg.connect(url, autocommit=True) as connection:
        for name, choice in CHOICES.items():
            connection.execute("DROP SCHEMA IF EXISTS bench_spells CASCADE")
            connection.execute("CREATE SCHEMA bench_spells")
            connection.execute("SET search_path TO bench_spells")
            connection.execute(choice)
            began = time.perf_counter()
            with connection.cursor().copy("COPY spell (person_id, since) FROM STDIN") as copy:
                for number in range(rows):
                    copy.write_row((number * 7919 % 10_000_019, "2012-05-01"))
            took[name] = time.perf_counter() - began
        connection.execute("DROP SCHEMA bench_spells CASCADE")
    return took


def run() -> None:
    took = measure()
    floor = next(iter(took.values()))
    for name, seconds in took.items():
        print(f"spell guards\t{name}\t{seconds:.1f} s\t{seconds / floor:.2f} ×")


if __name__ == "__main__":
    run()
