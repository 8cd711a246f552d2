"""What to rebuild first: projects, money, crews and access into a schedule of restored services."""
