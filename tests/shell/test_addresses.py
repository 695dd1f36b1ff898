"""What may stand in an address."""

from __future__ import annotations

import pytest

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "address",
    ["/exams/attempts/%00/", "/exams/plans/%00/", "/exams/rooms/%00/%00/", "/imports/%00/"],
)
@pytest.mark.parametrize("who", ["li", "exam_officer"])
def test_a_sign_that_no_database_keeps_is_simply_not_found(client, cast, who, address):
    client.force_login(cast[who].user)
    assert client.get(address).status_code == 404
