"""Values that are encrypted before they are stored."""
