"""Every step, performed on small pages in a real browser; tests/steps/<step>.yaml is its table."""
