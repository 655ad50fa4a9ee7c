"""The bundled shop: its pages, its container, its faults, and what it pushes."""
