"""Outside registers: looking firms up, taking what they say, checks, runs, and the proofs."""
