"""Many journeys: what was approved, what differs, which cells a matrix has, and who performs which share."""
