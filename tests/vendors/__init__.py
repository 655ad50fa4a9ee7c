"""Tables of requests and what is read out of them, one file a vendor."""
