"""The history: what came of every expectation of every run, in a database, and how it goes over time.

A run is written by `keep` (keeping.py), each journey once. Reading, with everything that may be asked for in `Filters`:

    from validator.history.filters import Filters
    from validator.history.place import place
    from validator.history.reading import changes, journeys, outcomes
    from validator.history.store import open_history
    from validator.history.trends import trends

    wanted = Filters(since=monday, until=sunday, device="iPhone*", conversion="macro")
    with open_history(place(None)) as history:
        for one in outcomes(history, wanted): …     # every outcome, with its journey and circumstances
        for one in changes(history, wanted): …      # what broke, what came back, and between which versions
        for one in journeys(history, wanted): …     # passed, failed, broken, and why
        for one in trends(history, wanted): …       # a line for each expectation: strip, pass rate, lateness, …

Moments are seconds since 1970; a day is one in UTC. This package's modules import SQLAlchemy, so they are imported
where they are used; place.py, filters.py and records.py do without.
"""
