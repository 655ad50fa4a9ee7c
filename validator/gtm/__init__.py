"""Tag manager containers: read from a file, explained in words, and run in the page in place of gtm.js."""
