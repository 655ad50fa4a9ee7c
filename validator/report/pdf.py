"""A page as PDF, printed by the browser."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor

from validator.browser.launch import LaunchOptions, launch
from validator.model.location import UsageError


def pdf(page: str, browser: str | None = None) -> bytes:
    """The page on A4. Raises UsageError where there is no browser, or it cannot print.

    It is printed in a thread of its own: the caller's may have a loop that runs, as in a notebook or under pytest.
    """
    with ThreadPoolExecutor(1) as beside:
        return beside.submit(lambda: asyncio.run(_printed(page, browser))).result()


async def _printed(page: str, browser: str | None) -> bytes:
    from playwright.async_api import Error, async_playwright

    async with async_playwright() as playwright:
        launched = await launch(playwright, LaunchOptions(browser), lambda told: None)
        try:
            sheet = await launched.browser.new_page(java_script_enabled=False)
            await sheet.set_content(page, wait_until="load")
            return await sheet.pdf(
                format="A4",
                print_background=True,
                display_header_footer=True,
                header_template="<span></span>",
                footer_template=_FOOTER,
                margin={"top": "14mm", "bottom": "16mm", "left": "12mm", "right": "12mm"},
            )
        except Error as error:
            raise UsageError(f"The browser could not print: {error.message.splitlines()[0]}.") from None
        finally:
            await launched.browser.close()


_FOOTER = (
    '<div style="font-size:8px;width:100%;text-align:center;color:#777">'
    '<span class="pageNumber"></span> / <span class="totalPages"></span></div>'
)
