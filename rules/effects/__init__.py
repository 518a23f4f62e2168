"""What an entry sets off outside its own record: acts to other records, and messages owed. Pure.

Computed where entries are appended, in the same transaction, so that nothing is announced that is not recorded and
nothing recorded is forgotten to be announced.
"""
