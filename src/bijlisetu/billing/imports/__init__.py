"""What a file of bills that came through the browser changed, and its undo as long as nobody was told of it."""
