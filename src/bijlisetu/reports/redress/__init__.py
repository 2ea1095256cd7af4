"""The regulator's return of complaints: a quarter by category, on paper and for spreadsheets."""
