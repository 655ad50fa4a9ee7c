"""The page that preview and the HTML report share: index.html, its modules and its style, and the data it draws."""
