"""A fake Scalekit for each test, the SDK that talks to it, and an authority that both believe."""

import tempfile
from pathlib import Path

import fake
import pytest

# gRPC and requests read whom to trust once, so that they are told before the SDK is imported. All fakes
# of a run have their certificates from one authority.
_folder = tempfile.TemporaryDirectory(prefix="mock-idp-")
fake.trust(Path(_folder.name))


@pytest.fixture(autouse=True)
def rpc(request, record_property):
    """Says in the report which call a test is about."""
    for marker in request.node.iter_markers("rpc"):
        record_property("rpc", marker.args[0])


@pytest.fixture
def here(tmp_path):
    """The fake, and the SDK configured for it."""
    from world import World

    with fake.serve(tmp_path) as ready:
        yield World(ready)


@pytest.fixture
def at_the_pages(tmp_path):
    """The same where people are asked who they are."""
    from world import World

    with fake.serve(tmp_path, sign_in=fake.AT_THE_PAGES) as ready:
        yield World(ready)


@pytest.fixture
def scalekit(here):
    """The SDK alone, for those who need nothing else of the fake."""
    return here.scalekit
