"""Documents in bulk: planned, made in the background, printed in volumes."""
