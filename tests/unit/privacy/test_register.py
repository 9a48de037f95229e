"""The register of processing is what the contracts say, and the copy in the documentation is current."""

from __future__ import annotations

from connectors.registry import contract, networks
from warehouse.privacy.__main__ import DEFAULT
from warehouse.privacy.register import processing_register


def test_the_copy_in_the_documentation_is_current():
    assert DEFAULT.read_text(encoding="utf-8") == processing_register(), "run make register"


def test_every_stream_stands_in_it_with_purpose_basis_and_retention():
    text = processing_register()
    for network in networks():
        for stream in contract(network).streams.values():
            row = next(
                line for line in text.splitlines() if line.startswith(f"| {stream.title} `{stream.id}` ")
            )
            assert stream.purpose in row
            assert stream.basis in row
            assert f"{stream.retention_days} 天 days" in row


def test_what_is_never_collected_is_named_as_such():
    text = processing_register()
    for network in networks():
        for stream in contract(network).streams.values():
            for field in stream.every_field:
                if field.policy == "never":
                    assert f"`{field.name}` {field.about}（{field.grade}，不采集 never）" in text
