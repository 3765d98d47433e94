"""Japanese data: dates with eras, kana and width, names, addresses, glyphs, official codes, deadlines."""
