"""Evidence and assessment against an independent reading of the policy, on counties nobody wrote by hand."""

import pytest

from tests.assess.against_oracle import differences
from tests.assess.pipeline import assessed
from tests.assess.random_county import AS_OF, random_county


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(1000, 1012))
def test_random_county(seed):
    county = random_county(seed)
    assert differences(assessed(county, AS_OF), county, AS_OF) == []
