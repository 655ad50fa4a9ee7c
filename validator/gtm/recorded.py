"""The container that ran in a recording, from the copy that the recording keeps."""

from __future__ import annotations

import json

from validator.gtm.container_file import read_container
from validator.model.container import Container
from validator.model.recording import Recording


def container_of(recording: Recording) -> Container | None:
    """None where no export was run in it: what Google's own script did is in the recording's messages."""
    sources = [seen.source for seen in recording.containers if seen.source]
    return read_container(json.dumps(sources[0]), "the recording") if sources else None
