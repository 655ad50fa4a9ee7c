"""A whole site, visited page by page: where pages come from, what is wrong on them, and which of them are alike."""
