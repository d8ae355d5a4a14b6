"""Pictures of the pages, made from rooms full of simulated people: for the README, and of every state for whoever draws."""
