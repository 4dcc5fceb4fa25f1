"""The commands: parse, prompt, print."""
