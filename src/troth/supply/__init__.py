"""What gets through: goods and people through crossings that open and close, days of cover, and how reliable they are."""
