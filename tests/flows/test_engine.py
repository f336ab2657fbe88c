"""Which Prefect server a run reports to."""

from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

import pytest

from flows.errors import BatchError
from flows.service import engine


@contextmanager
def answering(body):
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(200 if self.path == "/api/health" else 404)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *arguments):
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/api"
    finally:
        server.shutdown()
        server.server_close()


@pytest.fixture(autouse=True)
def nothing_set(monkeypatch, tmp_path):
    for name in (engine.VARIABLE, "PREFECT_PROFILE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("PREFECT_HOME", str(tmp_path))
    monkeypatch.setattr(engine, "LOCAL", "http://127.0.0.1:9/api")


def test_the_environment_comes_before_the_profile(monkeypatch, tmp_path):
    assert engine.configured() is None
    (tmp_path / "profiles.toml").write_text(
        'active = "site"\n[profiles.site]\nPREFECT_API_URL = "http://site/api"\n[profiles.other]\n'
    )
    assert engine.configured() == "http://site/api"
    monkeypatch.setenv("PREFECT_PROFILE", "other")
    assert engine.configured() is None
    monkeypatch.setenv(engine.VARIABLE, "http://here/api")
    assert engine.configured() == "http://here/api"


def test_a_configured_server_must_answer(monkeypatch):
    with answering(b"true") as address:
        monkeypatch.setenv(engine.VARIABLE, address)
        assert engine.found() == address
    with pytest.raises(BatchError, match="does not answer; start it, or unset PREFECT_API_URL"):
        engine.found()


def test_one_on_this_machine_is_used_when_it_is_prefect(monkeypatch):
    assert engine.found() is None
    for body, is_prefect in ((b"true", True), (b"<html>", False)):
        with answering(body) as address:
            monkeypatch.setattr(engine, "LOCAL", address)
            assert engine.found() == (address if is_prefect else None)
