"""Settings, urls, wiring, the database that the program starts for itself."""
