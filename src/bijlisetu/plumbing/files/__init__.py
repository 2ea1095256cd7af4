"""Files that come from outside: tables read row by row, mapped to our columns, rejects written beside them."""
