"""The PostgreSQL that the tests stand on is a real one, and each test has its own database."""

import psycopg
import pytest

from tests.postgres import PostgresServer


@pytest.mark.parametrize("attempt", [1, 2])
def test_a_test_gets_an_empty_database(postgres: str, attempt: int) -> None:
    with psycopg.connect(postgres) as connection:
        connection.execute("CREATE TABLE notes AS SELECT %s AS attempt", (attempt,))
        assert connection.execute("SELECT attempt FROM notes").fetchall() == [(attempt,)]


def test_a_cut_connection_is_lost_and_the_next_one_works(
    postgres: str, postgres_server: PostgresServer
) -> None:
    with psycopg.connect(postgres) as connection:
        postgres_server.cut(postgres)
        with pytest.raises(psycopg.OperationalError):
            connection.execute("SELECT 1")
    with psycopg.connect(postgres) as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)
