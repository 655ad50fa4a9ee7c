"""The nouns: frozen dataclasses that every stage shares. They import nothing else of ours."""
