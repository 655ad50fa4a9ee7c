"""From a request to events: what vendors are made of, and what they share."""
