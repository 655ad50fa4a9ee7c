"""A whole site: where pages come from, what is found on them, and that none is visited twice."""
