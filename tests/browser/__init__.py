"""Tests of the browser's part: what it does where the site, the browser or the machine does not do its own."""
