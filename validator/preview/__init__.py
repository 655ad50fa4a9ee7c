"""Preview and record: a journey seen while it happens, in the page that reports use too."""
