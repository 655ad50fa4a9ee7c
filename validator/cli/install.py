"""`validator install`: a browser for this machine."""

from __future__ import annotations

import click


@click.command("install")
@click.option("--force", is_flag=True, help="Install one, even where a browser is there.")
def command(force: bool) -> None:
    """Find a browser on this machine, or install one.

    Playwright's own download is tried first, then the system's package (apt, dnf, pacman, brew).
    """
    from validator.browser.install import install_browser

    install_browser(click.echo, force=force)
