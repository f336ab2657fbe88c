"""The matching benchmark: a made-up county with known truth, hedui's matcher, an exact join
and Splink on the same rows."""
