"""Axeptio: a small card in a corner, in an open shadow root below `#axeptio_overlay` (older ones stand in the page).

Accepts by `#axeptio_btn_acceptAll`, denies by `#axeptio_btn_dismiss`, and chooses behind `#axeptio_btn_configure`,
where vendors have switches, on one page or several. Purposes are named by what stands beside the switch.

Source: Axeptio's own markup; the cookies axeptio_authorized_vendors and axeptio_all_vendors hold the answer.
"""

from validator.model.banner import Layer

NAME = "Axeptio"
LAYERS = (
    Layer(
        shown="#axeptio_btn_acceptAll, #axeptio_btn_configure",
        accept="#axeptio_btn_acceptAll",
        deny="#axeptio_btn_dismiss, #axeptio_btn_dismissAll, button.ax-discardButton",
        more="#axeptio_btn_configure",
    ),
    Layer(
        shown="#axeptio_btn_next, #axeptio_btn_done",
        save="#axeptio_btn_next, #axeptio_btn_done",
        close="#axeptio_btn_next, #axeptio_btn_done",
        switch='.axeptio_widget [type="checkbox"]:not([disabled]), .axeptio_widget [role="switch"]',
    ),
)
RUNS = "typeof axeptioSettings !== 'undefined' || typeof axeptioSDK !== 'undefined'"
SAYS = """/(?:^|; )axeptio_authorized_vendors=/.test(document.cookie)
  ? {vendors: decodeURIComponent(document.cookie.match(/axeptio_authorized_vendors=([^;]*)/)[1])
      .split(',').filter(Boolean)} : null"""
