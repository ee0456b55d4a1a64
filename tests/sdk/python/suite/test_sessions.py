"""SessionService: the sessions of the people who signed in."""

import pytest
from fake import ACME, ALICE, BOB, CLIENT
from google.protobuf.timestamp_pb2 import Timestamp
from scalekit.common.exceptions import ScalekitBadRequestException, ScalekitNotFoundException
from world import NOBODY, pages, refused

NO_SESSION = "ses_999999999999999999"


@pytest.mark.rpc("SessionService/GetSession")
def test_a_sign_in_is_a_session(here):
    session_id = here.sign_in()["session_id"]

    session, _ = here.scalekit.sessions.get_session(session_id)

    assert session.session_id == session_id
    assert session.user_id == ALICE
    assert session.status == "active"
    assert session.organization_id == ACME
    assert session.authenticated_organizations == [ACME]
    assert session.authenticated_clients[0].client_id == CLIENT
    assert session.created_at.seconds < session.idle_expires_at.seconds
    assert session.idle_expires_at.seconds < session.absolute_expires_at.seconds


@pytest.mark.rpc("SessionService/GetSession")
def test_an_unknown_session_is_not_found_and_no_id_is_invalid(scalekit):
    get = scalekit.sessions.get_session

    refused(ScalekitNotFoundException, get, NO_SESSION)
    refused(ScalekitBadRequestException, get, "nonsense", field="session_id")


@pytest.mark.rpc("SessionService/GetUserSessions")
def test_the_pages_make_the_whole(here):
    ids = [here.sign_in()["session_id"] for _ in range(3)]

    found = pages(lambda token: here.scalekit.sessions.get_user_sessions(ALICE, 2, token))

    assert [len(page.sessions) for page in found] == [2, 1]
    assert [page.total_size for page in found] == [3, 3]
    assert sorted(session.session_id for page in found for session in page.sessions) == sorted(ids)
    back, _ = here.scalekit.sessions.get_user_sessions(ALICE, 2, found[1].prev_page_token)
    assert back.sessions == found[0].sessions


@pytest.mark.rpc("SessionService/GetUserSessions")
def test_sessions_by_status_and_by_time(here):
    gone, live = here.sign_in()["session_id"], here.sign_in()["session_id"]
    sessions = here.scalekit.sessions
    sessions.revoke_session(gone)
    now = Timestamp()
    now.GetCurrentTime()
    past, future = Timestamp(seconds=now.seconds - 60), Timestamp(seconds=now.seconds + 60)

    def ids(**wanted):
        page, _ = sessions.get_user_sessions(ALICE, filter=sessions.create_session_filter(**wanted))
        return [session.session_id for session in page.sessions]

    assert ids(status=["active"]) == [live]
    assert ids(status=["revoked"]) == [gone]
    assert len(ids(status=["active", "revoked"])) == 2
    assert len(ids(start_time=past, end_time=future)) == 2
    assert ids(start_time=future) == []


@pytest.mark.rpc("SessionService/GetUserSessions")
def test_sessions_of_strange_people_and_strange_pages(scalekit):
    listed = scalekit.sessions.get_user_sessions

    assert not listed(BOB)[0].sessions
    refused(ScalekitNotFoundException, listed, NOBODY)
    refused(ScalekitBadRequestException, listed, "nonsense", field="user_id")
    refused(ScalekitBadRequestException, listed, ALICE, page_token="nonsense", field="page_token")


@pytest.mark.rpc("SessionService/RevokeSession")
def test_a_revoked_session_is_over_and_so_is_its_refresh_token(here):
    signed_in = here.sign_in()

    reply, _ = here.scalekit.sessions.revoke_session(signed_in["session_id"])

    assert reply.revoked_session.session_id == signed_in["session_id"]
    assert reply.revoked_session.status == "revoked"
    assert reply.revoked_session.HasField("expired_at")
    session, _ = here.scalekit.sessions.get_session(signed_in["session_id"])
    assert session.status == "revoked"
    refresh = here.scalekit.refresh_access_token
    refused(ScalekitBadRequestException, refresh, signed_in["refresh_token"])


@pytest.mark.rpc("SessionService/RevokeSession")
def test_an_unknown_session_is_not_revoked(scalekit):
    revoke = scalekit.sessions.revoke_session

    refused(ScalekitNotFoundException, revoke, NO_SESSION)
    refused(ScalekitBadRequestException, revoke, "nonsense", field="session_id")


@pytest.mark.rpc("SessionService/RevokeAllUserSessions")
def test_all_sessions_that_are_active_are_revoked(here):
    over, *live = [here.sign_in()["session_id"] for _ in range(3)]
    here.scalekit.sessions.revoke_session(over)

    reply, _ = here.scalekit.sessions.revoke_all_user_sessions(ALICE)

    assert reply.total_revoked == 2
    assert sorted(session.session_id for session in reply.revoked_sessions) == sorted(live)


@pytest.mark.rpc("SessionService/RevokeAllUserSessions")
def test_nobodys_sessions_are_not_revoked(scalekit):
    revoke = scalekit.sessions.revoke_all_user_sessions

    refused(ScalekitNotFoundException, revoke, NOBODY)
    refused(ScalekitBadRequestException, revoke, "nonsense", field="user_id")
