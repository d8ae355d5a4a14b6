"""Programs for those who work on Talkoot; nothing that is served needs them."""
