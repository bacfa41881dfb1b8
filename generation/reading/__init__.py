"""What pages read of drafts: progress, estimates, lists, timelines. Nothing here changes anything."""
