"""A meeting: how its acts are judged and how its entries fold into where it stands."""
