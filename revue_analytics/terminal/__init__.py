"""What the command line says: faults, what an erasure did, what is installed."""
