"""One policy per field chooses among the candidates; ``article`` puts what they chose together."""
