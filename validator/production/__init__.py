"""What a site's visitors really sent: counts of events from Google Analytics or a file, held against the plan."""
