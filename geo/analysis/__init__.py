"""Pure questions on frames: what is shown, what answers what, how far, how many."""
