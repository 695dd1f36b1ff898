"""A NUL in an address is refused before it reaches the database."""

import pytest


@pytest.mark.parametrize("address", ["/?find=%00", "/people/persons/?find=a%00b"])
def test_a_nul_in_the_query_is_a_bad_request(client, cast, address):
    client.force_login(cast["agency_admin"].user)
    response = client.get(address)
    assert response.status_code == 400
    assert "no-store" in response["Cache-Control"]
