"""How an agreement is judged: made, kept, said up and ended (A-01..A-20, T-01..T-10)."""
