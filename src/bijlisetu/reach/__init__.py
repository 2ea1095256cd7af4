"""Who was reached, by which evidence, on each occasion; and whoever was not is one open task of somebody."""
