"""A page for people: written once as blocks, told as HTML, markdown and plain text."""
