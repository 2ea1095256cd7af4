"""The report of 18:00: each officer's part by mail, WhatsApp and on a page, by office and by agency, under seal."""
