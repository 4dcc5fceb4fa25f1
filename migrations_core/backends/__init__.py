"""Schema editors, one package for each database, and database engines that use them."""
