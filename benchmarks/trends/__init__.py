"""How far what is said of trends can be trusted, on series whose truth is known."""
