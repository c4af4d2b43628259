"""Files of strangers into page pictures: a daemon without keys, one throw-away sandboxed process for each request."""
