import pytest

from reports import write
from tests.reports import builder


@pytest.fixture
def con():
    with builder.build() as connection:
        yield connection


@pytest.fixture
def written(con, tmp_path):
    """The output folder of the batch as built."""
    write(con, builder.BATCH, tmp_path, builder.texts())
    return tmp_path
