"""Secrets in each spelling; short ones only where they stand by themselves."""

from __future__ import annotations

import pytest

from validator.browser.capture.masking import Mask


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("cvc=123&id=G-DEMO12345", "cvc=«CODE»&id=G-DEMO12345"),
        ("1795123538 and 123", "1795123538 and «CODE»"),
        ("q%3D123%26x", "q%3D«CODE»%26x"),
        ('{"code":"123"}', '{"code":"«CODE»"}'),
        ("123123", "123123"),
    ],
)
def test_a_short_secret_is_masked_by_itself_and_leaves_ids_whole(text: str, masked: str) -> None:
    mask = Mask({"CODE": "123"})
    assert mask.text(text) == masked
    assert mask.data(text.encode()) == masked.encode()


@pytest.mark.parametrize("text", ["4242 4242 4242 4242", "4242424242424242", "n=4242+4242+4242+4242"])
def test_the_number_of_a_card_is_masked_with_and_without_its_spaces(text: str) -> None:
    assert "4242" not in Mask({"CARD": "4242 4242 4242 4242"}).text(text)


def test_a_long_secret_is_masked_within_words_too() -> None:
    assert Mask({"KEY": "lovelace"}).text("xlovelacex bG92ZWxhY2U=") == "x«KEY»x «KEY»="
