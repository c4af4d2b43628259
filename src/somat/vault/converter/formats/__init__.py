"""What each kind of file is asked before it is shown, and how it becomes pictures. Runs inside the sandbox only."""
