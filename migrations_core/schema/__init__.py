"""Tables, and the statements that change them, as plain values: no Django, no connection."""
