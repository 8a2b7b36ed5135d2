"""Named themes: how well a handful of words finds the articles that editors gave a topic; this project and peers."""
