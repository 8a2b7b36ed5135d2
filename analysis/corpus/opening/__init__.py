"""Opening inputs: finding files, bytes within limits, archives, encodings, and processes that may fail alone."""
