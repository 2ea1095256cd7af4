"""How far the news of each outage got, kept by office: what the report of a month adds up."""
