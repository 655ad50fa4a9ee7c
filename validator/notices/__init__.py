"""Messages to people: by mail, chat or webhook, to the owners whom the plan names; no address is ever shown."""
