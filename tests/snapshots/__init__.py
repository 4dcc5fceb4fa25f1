"""What a database holds, as frozen values that can be compared and whose differences can be read.

`values` has the types that every vendor's reader produces, `diff` shows two of them side by side,
`rows` does the same for the contents; one module per vendor reads.
"""
