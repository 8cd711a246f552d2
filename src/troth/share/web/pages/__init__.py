"""The pages of the desk, one module for each kind; every module has a `router`."""
