"""One function per thing a person does; pages, routes and the command line call the same ones."""
