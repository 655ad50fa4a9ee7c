"""The week, for people who do not program: what is tracked, what broke, what came back, and what it cost."""
