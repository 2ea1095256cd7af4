"""What a utility's rules say of visits, notices and cuts, as dated files."""
