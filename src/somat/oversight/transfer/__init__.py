"""All tables of a site in a form that belongs to no engine: into an archive, out of one, or straight across."""
