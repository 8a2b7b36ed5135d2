"""Speed, measured in one run; `make benchmark` prints it. Nothing here is a test."""
