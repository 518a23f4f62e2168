"""Post: what leaves the house by mail, in the recipient's language, and the one sender that hands it over.

address     whom a message goes to and from where
language    days, hours and names as the recipient reads them
words       the few words that come from the models: marks, positions, acts
letter      a message as subject, text and HTML, from `templates/`
invitation  the calendar part of what concerns a meeting
render      the complete message, byte for byte the same each time
outbox      what the sender needs of the register
relay       one SMTP session, and what its answers mean
sender      the loop: claim, render, store, send; ask before sending again
"""
