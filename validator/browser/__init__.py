"""The browser: found, launched, performed in, and watched. Nothing outside this folder drives Playwright."""
