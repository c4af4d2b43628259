"""What is done to people, accounts and sessions; each act is one transaction with one leaf."""
