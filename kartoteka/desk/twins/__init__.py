"""The desk's screens of twins: the queue, two cards side by side, merging and undoing."""
