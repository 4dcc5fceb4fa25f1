"""What a user can ask for, one use case per module: no parsing of arguments and no printing."""
