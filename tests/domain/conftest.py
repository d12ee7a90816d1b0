"""Failed stories show what was recorded instead."""

import pytest

pytest.register_assert_rewrite("tests.domain.story")
