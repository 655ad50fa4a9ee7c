"""The tracking plan as a thing of its own: what covers it, and how it goes to and from other formats."""
