"""What reporters share: words, sums, and the tables of several scenarios."""
