"""The surfaces: the command line and the report. They speak; the rooms below compute."""
