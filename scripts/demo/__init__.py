"""The generator of the demonstration campaign: invented territories, invented people, invented answers."""
